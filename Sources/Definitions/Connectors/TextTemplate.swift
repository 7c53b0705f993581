/// A text with places for values: `{{ token }}`, `{{ from | dd.MM.yyyy }}`.
package struct TextTemplate: Hashable, Sendable {
    package enum Part: Hashable, Sendable {
        case literal(String)
        /// A value by its name, and how it is written; nil: as it is.
        case value(name: String, format: String?)
    }

    package var parts: [Part]

    package init(_ parts: [Part]) {
        self.parts = parts
    }

    /// A text without places.
    package init(literal: String) {
        parts = literal.isEmpty ? [] : [.literal(literal)]
    }

    /// Why a text is no template.
    package struct Mistake: Error, Hashable, Sendable {
        package var message: String
        package var hint: String
    }

    /// Reads a text; `{{` without `}}` and empty places are mistakes.
    package init(parsing text: String) throws(Mistake) {
        parts = []
        var rest = Substring(text)
        while let start = rest.firstRange(of: "{{") {
            if start.lowerBound > rest.startIndex { parts.append(.literal(String(rest[..<start.lowerBound]))) }
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "}}") else {
                throw Mistake(message: "'{{' is not closed", hint: "write '{{ name }}'")
            }
            let inside = rest[..<end.lowerBound].split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
                .map { String($0.trimmed) }
            guard let name = inside.first, Self.isName(name) else {
                throw Mistake(
                    message: "'{{\(rest[..<end.lowerBound])}}' names no value",
                    hint: "write a name, such as '{{ token }}'")
            }
            let format = inside.count > 1 ? inside[1] : nil
            if let format, !ValueFormat.isKnown(format) {
                throw Mistake(
                    message: "'\(format)' is no way to write a value",
                    hint: "use one of: \(ValueFormat.names.joined(separator: ", ")), or a pattern such as dd.MM.yyyy")
            }
            parts.append(.value(name: name, format: format))
            rest = rest[end.upperBound...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
    }

    /// The names of the values it has places for.
    package var names: [String] {
        parts.compactMap { part in
            if case .value(let name, _) = part { name } else { nil }
        }
    }

    static func isName(_ text: String) -> Bool {
        text.utf8.first.map { (97...122).contains($0) } ?? false
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_") }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = self
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return text
    }
}
