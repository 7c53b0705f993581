package import Definitions

/// A value that goes into the places of a request.
package enum TemplateValue: Sendable {
    case text(String)
    case secret(Secret)
    case list([String])
    /// A moment, written as the clocks of a zone show it.
    case moment(Instant, ZoneTable)

    /// The value as it is written in a way that has a name, by a pattern, or by itself.
    func text(_ format: String?) -> String {
        switch self {
        case .text(let text): Self.text(text, format)
        case .secret(let secret): Self.text(secret.reveal(), format)
        case .list(let texts):
            format == "json" ? "[\(texts.map(Self.quoted).joined(separator: ","))]" : texts.joined(separator: ",")
        case .moment(let instant, let zone): Self.text(instant, zone, format)
        }
    }

    private static func text(_ text: String, _ format: String?) -> String {
        switch format {
        case "json": quoted(text)
        case "digits": text.filter { ("0"..."9").contains($0) }
        case "encoded": WebAddressText.encoded(text)
        default: text
        }
    }

    private static func text(_ instant: Instant, _ zone: ZoneTable, _ format: String?) -> String {
        let offset = Int64(zone.offset(at: instant))
        let local = instant.seconds + offset
        let second = (local % 86_400 + 86_400) % 86_400
        let civil = CivilTime(day: Day(number: Int32((local - second) / 86_400)), secondOfDay: Int32(second))
        switch format {
        case "unix": return String(instant.seconds)
        case "unix_ms": return String(instant.milliseconds)
        case "encoded": return WebAddressText.encoded(text(instant, zone, "iso"))
        case "iso":
            let sign = offset < 0 ? "-" : "+"
            let clock = ValueFormat.text(
                CivilTime(day: Day(number: 0), secondOfDay: Int32(abs(offset))), pattern: "HH:mm")
            return ValueFormat.text(civil, pattern: "yyyy-MM-ddTHH:mm:ss") + sign + clock
        // Numbers of JSON have no zeros before them.
        case "year": return String(civil.day.components.year)
        case "month": return String(civil.day.components.month)
        case "day": return String(civil.day.components.day)
        case "digits": return ValueFormat.text(civil, pattern: "yyyyMMdd")
        default: return ValueFormat.text(civil, pattern: format ?? "yyyy-MM-dd")
        }
    }

    /// A text as JSON writes it.
    static func quoted(_ text: String) -> String {
        "\"\(escaped(text))\""
    }

    /// What stands between the quotes.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 32:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension [String: TemplateValue] {
    /// The named values that an item becomes: none where its value isn't there, and where its name ends in `[]` and its
    /// value is a list, one for each of the list's.
    func items(of item: TemplateItem) -> [(name: String, value: String)] {
        if item.name.hasSuffix("[]"), item.value.parts.count == 1, case .value(let name, nil)? = item.value.parts.first,
            case .list(let texts)? = self[name]
        {
            return texts.map { (item.name, $0) }
        }
        return text(of: item.value).map { [(item.name, $0.text)] } ?? []
    }

    /// What a template becomes, and whether a secret went into it; nil where a value isn't there.
    func text(
        of template: TextTemplate,
        writing write: (_ text: String, _ place: Int, _ format: String?) -> String = { text, _, _ in text }
    ) -> (text: String, isSecret: Bool)? {
        var result = ""
        var isSecret = false
        for (place, part) in template.parts.enumerated() {
            switch part {
            case .literal(let text): result += text
            case .value(let name, let format):
                guard let value = self[name] else { return nil }
                if case .secret = value { isSecret = true }
                result += write(value.text(format), place, format)
            }
        }
        return (result, isSecret)
    }
}
