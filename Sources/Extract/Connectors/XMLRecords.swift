import Definitions

/// The records of an XML answer, as JSON: its attributes and the texts of its elements by their names.
///
/// As much of XML as tables of banks and platforms use: elements, attributes, texts, CDATA, comments, the five named
/// references and numbered ones. Names keep their prefix out. No DTD is read, so nothing outside the answer is.
struct XMLRecords {
    /// Where an answer stops being XML.
    struct Defect: Error, Hashable {
        var message: String
    }

    private var rest: Substring.UTF8View
    private let element: String

    /// The records of an answer: all elements of a name, in their order, an object each.
    ///
    /// - Throws: `Defect` where the answer isn't whole, or not XML.
    static func objects(of bytes: [UInt8], named element: String) throws(Defect) -> [String] {
        let text = try Self.text(bytes)
        var reader = XMLRecords(rest: text[...].utf8, element: element)
        return try reader.read()
    }

    /// An answer as text, by the encoding that its first line names.
    private static func text(_ bytes: [UInt8]) throws(Defect) -> String {
        let head = String(decoding: bytes.prefix(200), as: UTF8.self).lowercased()
        guard let mark = head.firstRange(of: "encoding=")?.upperBound else {
            return String(decoding: bytes, as: UTF8.self)
        }
        let name = head[mark...].dropFirst().prefix { $0 != "\"" && $0 != "'" }
        switch name {
        case "utf-8", "us-ascii": return String(decoding: bytes, as: UTF8.self)
        case "windows-1251": return try String(windows1251: bytes)
        default: throw Defect(message: "it is written in \(name), which isn't read here")
        }
    }

    private mutating func read() throws(Defect) -> [String] {
        var objects: [String] = []
        var open: [String] = []
        var fields: [(name: String, value: String)]?
        var text = ""
        var hasElements = false
        while !rest.isEmpty {
            guard let start = rest.firstIndex(of: UInt8(ascii: "<")) else {
                guard open.isEmpty else { break }
                rest = rest[rest.endIndex...]
                break
            }
            text += try Self.plain(Substring(rest[..<start]))
            rest = rest[start...]
            if try skip("<!--", to: "-->") != nil { continue }
            if let data = try skip("<![CDATA[", to: "]]>") {
                text += data
                continue
            }
            if try skip("<?", to: "?>") != nil { continue }
            if try skip("<!", to: ">") != nil { continue }
            guard let inside = try skip("<", to: ">") else { break }
            if inside.hasPrefix("/") {
                let name = Self.local(inside.dropFirst())
                guard open.popLast() == name else { throw Defect(message: "</\(name)> closes what isn't open") }
                if name == element, let done = fields {
                    objects.append(Self.object(done))
                    fields = nil
                } else if fields != nil {
                    fields?.append((name, text))
                }
                text = ""
                continue
            }
            text = ""
            hasElements = true
            let isEmpty = inside.hasSuffix("/")
            let tag = try Self.tag(isEmpty ? inside.dropLast() : inside[...])
            if tag.name == element { fields = tag.attributes }
            if isEmpty {
                if tag.name == element {
                    objects.append(Self.object(tag.attributes))
                    fields = nil
                } else {
                    fields?.append((tag.name, ""))
                }
            } else {
                open.append(tag.name)
            }
        }
        guard hasElements else { throw Defect(message: "it has no elements") }
        guard open.isEmpty else { throw Defect(message: "it ends before </\(open[open.count - 1])>") }
        return objects
    }

    /// Takes what stands between two marks, where the first one is next.
    private mutating func skip(_ first: String, to last: String) throws(Defect) -> String? {
        guard rest.starts(with: first.utf8) else { return nil }
        let inside = Substring(rest.dropFirst(first.utf8.count))
        guard let end = inside.firstRange(of: last) else { throw Defect(message: "it ends within \(first)") }
        rest = inside[end.upperBound...].utf8
        return String(inside[..<end.lowerBound])
    }

    private static func tag(
        _ text: Substring
    ) throws(Defect) -> (name: String, attributes: [(name: String, value: String)]) {
        let name = text.prefix { !$0.isWhitespace }
        guard !name.isEmpty else { throw Defect(message: "a tag has no name") }
        var rest = text.dropFirst(name.count)
        var attributes: [(name: String, value: String)] = []
        while let equals = rest.firstIndex(of: "=") {
            let key = rest[..<equals].filter { !$0.isWhitespace }
            let after = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
            guard let quote = after.first, quote == "\"" || quote == "'" else {
                throw Defect(message: "an attribute has no quotes")
            }
            let value = after.dropFirst().prefix { $0 != quote }
            guard value.endIndex < after.endIndex else { throw Defect(message: "an attribute isn't closed") }
            attributes.append((local(key[...]), try plain(value)))
            rest = after[after.index(after: value.endIndex)...]
        }
        return (local(name), attributes)
    }

    /// A name without its prefix.
    private static func local(_ name: Substring) -> String {
        let bare = name.filter { !$0.isWhitespace }
        return bare.lastIndex(of: ":").map { String(bare[bare.index(after: $0)...]) } ?? String(bare)
    }

    /// A text with its references put in.
    private static func plain(_ text: Substring) throws(Defect) -> String {
        guard text.contains("&") else { return String(text) }
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";") else {
                throw Defect(message: "a reference isn't closed")
            }
            let name = rest[rest.index(after: start)..<end]
            let number =
                name.hasPrefix("#x")
                ? UInt32(name.dropFirst(2), radix: 16)
                : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
            switch name {
            case "amp": result += "&"
            case "lt": result += "<"
            case "gt": result += ">"
            case "quot": result += "\""
            case "apos": result += "'"
            default:
                guard let scalar = number.flatMap(Unicode.Scalar.init) else {
                    throw Defect(message: "nothing is known of &\(name.prefix(20));")
                }
                result.unicodeScalars.append(scalar)
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func object(_ fields: [(name: String, value: String)]) -> String {
        var seen: Set<String> = []
        let members = fields.filter { seen.insert($0.name).inserted }.map { field in
            let value = field.value.drop(while: \.isWhitespace)
            var text = String(value)
            while text.last?.isWhitespace == true { text.removeLast() }
            return "\(TemplateValue.quoted(field.name)):\(TemplateValue.quoted(text))"
        }
        return "{\(members.joined(separator: ","))}"
    }
}

extension String {
    /// A text in windows-1251, whose upper half is Cyrillic: bytes without a meaning are a defect.
    fileprivate init(windows1251 bytes: [UInt8]) throws(XMLRecords.Defect) {
        // 0x80 to 0xBF by the Unicode Consortium's table CP1251.TXT; 0x98 stands for nothing.
        let middle = Array(
            "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\u{0}™љ›њќћџ\u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕї".unicodeScalars)
        var text = String.UnicodeScalarView()
        for byte in bytes {
            switch byte {
            case 0..<0x80: text.append(Unicode.Scalar(byte))
            case 0x98: throw XMLRecords.Defect(message: "a byte has no meaning in windows-1251")
            case 0x80..<0xC0: text.append(middle[Int(byte) - 0x80])
            default:
                // А to я stand in order in both.
                if let scalar = Unicode.Scalar(0x410 + UInt32(byte) - 0xC0) { text.append(scalar) }
            }
        }
        self.init(text)
    }
}
