import Definitions

/// A click id that ad platforms add to the landing page's address, and the parameter that carried it.
package struct ClickID: Hashable, Sendable {
    /// The parameter's name, such as `yclid`.
    package var name: String
    /// As written: click ids are case-sensitive.
    package var value: String

    /// Reads a field of a visit or lead: `yclid=123`, `gclid:Cj0…`, or the bare value where its shape tells whose it is.
    ///
    /// - Returns: nil where the field is empty or its platform can't be told.
    package init?(field: String, known: [String]) {
        let trimmed = field.unicodeScalars.filter { !$0.properties.isWhitespace }
        guard !trimmed.isEmpty else { return nil }
        if let mark = trimmed.firstIndex(where: { $0 == "=" || $0 == ":" }) {
            let name = String(String.UnicodeScalarView(trimmed[..<mark])).foldedTag
            let value = String(String.UnicodeScalarView(trimmed[trimmed.index(after: mark)...]))
            if known.contains(name), !value.isEmpty {
                self.name = name
                self.value = value
                return
            }
        }
        let value = String(String.UnicodeScalarView(trimmed))
        guard let name = Self.name(byShapeOf: value), known.contains(name) else { return nil }
        self.name = name
        self.value = value
    }

    /// The click id of a landing page: the first in the order of the channel rules, whatever theirs in the address.
    package init?(landing: WebAddress, known: [String]) {
        for name in known {
            guard let value = landing.value(of: name), !TagText(value).hasMacro else { continue }
            self.name = name
            self.value = value
            return
        }
        return nil
    }

    /// Yandex numbers its clicks with 64-bit integers; the others are base64url with the starts below, which every
    /// click id met so far has had.
    private static func name(byShapeOf value: String) -> String? {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        if (15...20).contains(value.utf8.count), value.utf8.allSatisfy({ digits.contains($0) }) { return "yclid" }
        guard value.utf8.count >= 20 else { return nil }
        if ["Cj0KC", "CjwKC", "EAIaIQ"].contains(where: { value.hasPrefix($0) }) { return "gclid" }
        if ["IwAR", "IwY2", "IwZX"].contains(where: { value.hasPrefix($0) }) { return "fbclid" }
        return nil
    }
}
