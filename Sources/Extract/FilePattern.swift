import Definitions

/// A `files` path: `*`, `?` and `[a-z]` within a name, and `{{ day }}` or `{{ month }}`, which say what a file covers.
package struct FilePattern: Hashable, Sendable {
    enum Token: Hashable {
        case byte(UInt8)
        case anyByte
        case anyRun
        case set(ranges: [ClosedRange<UInt8>], negated: Bool)
        case day
        case month
    }

    /// What the placeholders of a path caught.
    struct Capture: Hashable {
        var day: Day?
        var month: ClosedRange<Day>?

        /// The days the path covers, or nil where placeholders contradict each other.
        func slot() -> ClosedRange<Day>?? {
            guard let day else { return .some(month) }
            if let month, !month.contains(day) { return nil }
            return .some(day...day)
        }
    }

    let text: String
    let isAbsolute: Bool
    let components: [[Token]]

    /// The pattern's components, tokenised.
    package init(_ text: String) {
        self.text = text
        isAbsolute = text.hasPrefix("/")
        components = text.split(separator: "/").filter { $0 != "." }.map { Self.tokens(Array($0.utf8)) }
    }

    /// A component's literal name, or nil where it has a pattern.
    static func literal(_ tokens: [Token]) -> String? {
        var bytes: [UInt8] = []
        for token in tokens {
            guard case .byte(let byte) = token else { return nil }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func tokens(_ bytes: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var index = 0
        while index < bytes.count {
            if let (token, length) = placeholder(bytes[index...]) ?? set(bytes[index...]) {
                tokens.append(token)
                index += length
                continue
            }
            switch bytes[index] {
            case UInt8(ascii: "*"): if tokens.last != .anyRun { tokens.append(.anyRun) }
            case UInt8(ascii: "?"): tokens.append(.anyByte)
            default: tokens.append(.byte(bytes[index]))
            }
            index += 1
        }
        return tokens
    }

    private static func placeholder(_ bytes: ArraySlice<UInt8>) -> (Token, length: Int)? {
        guard bytes.starts(with: "{{".utf8) else { return nil }
        let rest = bytes.dropFirst(2)
        guard let end = rest.indices.dropLast().first(where: { rest[$0] == 125 && rest[$0 + 1] == 125 }) else {
            return nil
        }
        let name = rest[..<end].filter { $0 != UInt8(ascii: " ") }
        let length = end + 2 - bytes.startIndex
        if name.elementsEqual("day".utf8) { return (.day, length) }
        if name.elementsEqual("month".utf8) { return (.month, length) }
        return nil
    }

    private static func set(_ bytes: ArraySlice<UInt8>) -> (Token, length: Int)? {
        guard bytes.first == UInt8(ascii: "[") else { return nil }
        var rest = bytes.dropFirst()
        let negated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if negated { rest = rest.dropFirst() }
        guard let end = rest.dropFirst().firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let body = Array(rest[..<end])
        var ranges: [ClosedRange<UInt8>] = []
        var index = 0
        while index < body.count {
            if index + 2 < body.count, body[index + 1] == UInt8(ascii: "-"), body[index] <= body[index + 2] {
                ranges.append(body[index]...body[index + 2])
                index += 3
            } else {
                ranges.append(body[index]...body[index])
                index += 1
            }
        }
        return (.set(ranges: ranges, negated: negated), end + 1 - bytes.startIndex)
    }

    /// What a name's placeholders catch, or nil where the name doesn't match the component.
    static func match(_ tokens: [Token], _ name: String, _ capture: Capture) -> Capture? {
        let bytes = Array(name.utf8)
        // As in a shell, a leading dot is matched by a dot only.
        if bytes.first == UInt8(ascii: "."), tokens.first != .byte(UInt8(ascii: ".")) { return nil }
        return match(tokens[...], bytes[...], capture)
    }

    /// - Complexity: O(name × tokens) per `*`, as each `*` tries every length.
    private static func match(
        _ tokens: ArraySlice<Token>, _ name: ArraySlice<UInt8>, _ capture: Capture
    ) -> Capture? {
        guard let token = tokens.first else { return name.isEmpty ? capture : nil }
        let rest = tokens.dropFirst()
        switch token {
        case .byte(let byte):
            return name.first == byte ? match(rest, name.dropFirst(), capture) : nil
        case .anyByte:
            return name.isEmpty ? nil : match(rest, name.dropFirst(), capture)
        case .set(let ranges, let negated):
            guard let byte = name.first, ranges.contains(where: { $0.contains(byte) }) != negated else { return nil }
            return match(rest, name.dropFirst(), capture)
        case .anyRun:
            for length in 0...name.count {
                if let found = match(rest, name.dropFirst(length), capture) { return found }
            }
            return nil
        case .day:
            guard let day = Day(String(decoding: name.prefix(10), as: UTF8.self)), capture.day ?? day == day else {
                return nil
            }
            var next = capture
            next.day = day
            return match(rest, name.dropFirst(10), next)
        case .month:
            let text = String(decoding: name.prefix(7), as: UTF8.self)
            guard let month = Day.month(text), capture.month ?? month == month else { return nil }
            var next = capture
            next.month = month
            return match(rest, name.dropFirst(7), next)
        }
    }
}

extension Day {
    /// The days of `YYYY-MM`.
    static func month(_ text: String) -> ClosedRange<Day>? {
        guard let first = Day(text + "-01") else { return nil }
        let (year, month, _) = first.components
        return first...first.advanced(by: length(ofMonth: month, year: year) - 1)
    }
}
