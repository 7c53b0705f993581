/// The grammar of RFC 8259 as a machine that can stop after any byte and go on with the next window.
///
/// It keeps one bit per open container and no other memory: depth costs no stack. It checks everything but the
/// encoding of texts, the pairing of surrogates and the uniqueness of keys, which are a record's own matters.
struct JSONScanner: Sendable {
    enum Event: Hashable, Sendable {
        /// The bytes are used up.
        case paused
        /// A key of the watched container is complete: see `key`.
        case key
        /// A value of the watched container begins; its first byte was the last one taken.
        case began(JSONKind)
        /// A value of the watched container is complete.
        case ended
        /// The watched container itself is closed.
        case left
        /// The grammar is broken: see `fault`.
        case failed
    }

    static let depthLimit = 512
    /// The longest key kept; a longer one is no part of any path.
    static let keyLimit = 4096

    private enum State: UInt8 {
        // White space may stand before these.
        case document, value, valueAfterComma, valueOrBracket, key, keyOrBrace, colon, commaOrClose, end
        // These are inside a token.
        case string, escape, hex
        case minus, zero, integer, point, fraction, exponent, exponentSign, exponentDigits
        case literal
    }

    private(set) var depth = 0
    /// The raw bytes of the latest key of the watched container, without its quotes, escapes not yet resolved.
    private(set) var key: [UInt8] = []
    private(set) var keyIsTooLong = false
    private(set) var fault: JSONFault?
    /// The 1-based line of the next byte.
    private(set) var line: Int64
    /// The offset in the file of the first byte of what is scanned; set it for every window.
    var base: Int64

    private var state = State.document
    private var inKey = false
    /// Hexadecimal digits or letters of a literal that are still to come.
    private var remaining = 0
    private var literal: StaticString = "null"
    /// One bit per open container, set for objects.
    private var objects = InlineArray<8, UInt64>(repeating: 0)
    private var lineStart: Int64
    /// Bytes of the current line that begin no character.
    private var continuations: Int64 = 0

    /// A scanner that starts in a line, at an offset from the file's beginning.
    ///
    /// - Parameters:
    ///   - lineStart: the offset of the line's first byte.
    init(line: Int64 = 1, base: Int64 = 0, lineStart: Int64 = 0) {
        self.line = line
        self.base = base
        self.lineStart = lineStart
    }

    /// Reads on until something happens in the container at depth `level`; what lies deeper is checked in silence.
    mutating func scan(_ bytes: UnsafeRawBufferPointer, from position: inout Int, level: Int) -> Event {
        let end = bytes.count
        while position < end {
            let byte = bytes[position]
            switch state {
            case .string:
                if let event = scanString(bytes, from: &position, level: level) { return event }
            case .document, .value, .valueAfterComma, .valueOrBracket, .key, .keyOrBrace, .colon, .commaOrClose, .end:
                if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\t") {
                    position += 1
                } else if byte == UInt8(ascii: "\n") {
                    position += 1
                    line += 1
                    lineStart = base + Int64(position)
                    continuations = 0
                } else if let event = scanStructure(byte, at: &position, level: level) {
                    return event
                }
            case .escape, .hex:
                guard scanEscape(byte, level: level) else { return fail(byte, at: position) }
                position += 1
            case .literal:
                guard byte == literal.utf8Start[literal.utf8CodeUnitCount - remaining] else {
                    return fail(byte, at: position)
                }
                position += 1
                remaining -= 1
                if remaining == 0, let event = endValue(level: level) { return event }
            case .minus, .zero, .integer, .point, .fraction, .exponent, .exponentSign, .exponentDigits:
                if let next = stateInNumber(after: byte) {
                    state = next
                    position += 1
                } else if isCompleteNumber {
                    if let event = endValue(level: level) { return event }
                } else {
                    return fail(byte, at: position)
                }
            }
        }
        return .paused
    }

    /// Says that no byte follows: `.ended` where that ends the root's number, `.failed` where something is missing.
    mutating func finish(at position: Int, level: Int) -> Event {
        if depth == 0, isCompleteNumber, let event = endValue(level: level) { return event }
        return state == .end ? .paused : fail(nil, at: position)
    }

    // MARK: Tokens

    private mutating func scanString(
        _ bytes: UnsafeRawBufferPointer,
        from position: inout Int,
        level: Int
    ) -> Event? {
        let start = position
        let end = bytes.count
        var index = start
        var continuing: Int64 = 0
        var byte: UInt8 = 0
        while index < end {
            byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
            continuing &+= byte & 0xC0 == 0x80 ? 1 : 0
            index += 1
        }
        continuations += continuing
        if inKey, depth == level { keep(bytes[start..<index]) }
        position = index
        if index == end { return .paused }
        guard byte >= 0x20 else { return fail(byte, at: index) }
        position += 1
        guard byte == UInt8(ascii: "\"") else {
            if inKey, depth == level { keep(CollectionOfOne(byte)) }
            state = .escape
            return nil
        }
        guard inKey else { return endValue(level: level) }
        inKey = false
        state = .colon
        return depth == level ? .key : nil
    }

    private mutating func scanEscape(_ byte: UInt8, level: Int) -> Bool {
        if state == .hex {
            guard isHexDigit(byte) else { return false }
            remaining -= 1
            if remaining == 0 { state = .string }
        } else {
            switch byte {
            case UInt8(ascii: "u"):
                state = .hex
                remaining = 4
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
                UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
                state = .string
            default: return false
            }
        }
        if inKey, depth == level { keep(CollectionOfOne(byte)) }
        return true
    }

    /// Takes one byte that is neither white space nor inside a token.
    private mutating func scanStructure(_ byte: UInt8, at position: inout Int, level: Int) -> Event? {
        switch state {
        case .document, .value, .valueAfterComma, .valueOrBracket:
            if state == .valueOrBracket, byte == UInt8(ascii: "]") {
                position += 1
                return close(level: level)
            }
            return beginValue(byte, at: &position, level: level)
        case .key, .keyOrBrace:
            if state == .keyOrBrace, byte == UInt8(ascii: "}") {
                position += 1
                return close(level: level)
            }
            guard byte == UInt8(ascii: "\"") else { return fail(byte, at: position) }
            if depth == level {
                key.removeAll(keepingCapacity: true)
                keyIsTooLong = false
            }
            inKey = true
            state = .string
        case .colon:
            guard byte == UInt8(ascii: ":") else { return fail(byte, at: position) }
            state = .value
        case .commaOrClose:
            let inObject = isInObject
            if byte == UInt8(ascii: ",") {
                state = inObject ? .key : .valueAfterComma
            } else if byte == (inObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                position += 1
                return close(level: level)
            } else {
                return fail(byte, at: position)
            }
        default:
            return fail(byte, at: position)
        }
        position += 1
        return nil
    }

    private mutating func beginValue(_ byte: UInt8, at position: inout Int, level: Int) -> Event? {
        let kind: JSONKind
        let outer = depth
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < Self.depthLimit else { return fail(byte, at: position, expected: .shallow) }
            kind = byte == UInt8(ascii: "{") ? .object : .array
            let bit: UInt64 = 1 << UInt64(depth % 64)
            if kind == .object { objects[depth / 64] |= bit } else { objects[depth / 64] &= ~bit }
            depth += 1
            state = kind == .object ? .keyOrBrace : .valueOrBracket
        case UInt8(ascii: "\""):
            kind = .string
            state = .string
        case UInt8(ascii: "-"):
            kind = .number
            state = .minus
        case UInt8(ascii: "0"):
            kind = .number
            state = .zero
        case UInt8(ascii: "1")...UInt8(ascii: "9"):
            kind = .number
            state = .integer
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            kind = byte == UInt8(ascii: "n") ? .null : .boolean
            literal = byte == UInt8(ascii: "n") ? "null" : byte == UInt8(ascii: "t") ? "true" : "false"
            remaining = literal.utf8CodeUnitCount - 1
            state = .literal
        default:
            return fail(byte, at: position)
        }
        position += 1
        return outer == level ? .began(kind) : nil
    }

    private mutating func endValue(level: Int) -> Event? {
        state = depth == 0 ? .end : .commaOrClose
        return depth == level ? .ended : nil
    }

    private mutating func close(level: Int) -> Event? {
        depth -= 1
        let event = endValue(level: level)
        return depth == level - 1 ? .left : event
    }

    // MARK: Numbers

    private var isCompleteNumber: Bool {
        switch state {
        case .zero, .integer, .fraction, .exponentDigits: true
        default: false
        }
    }

    /// The state inside a number after one more byte, or nil where the number can't go on with it.
    private func stateInNumber(after byte: UInt8) -> State? {
        let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        switch state {
        case .minus: return byte == UInt8(ascii: "0") ? .zero : isDigit ? .integer : nil
        case .integer where isDigit: return .integer
        case .point, .fraction: if isDigit { return .fraction }
        case .exponent: if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { return .exponentSign }
        default: break
        }
        switch state {
        case .zero, .integer:
            if byte == UInt8(ascii: ".") { return .point }
            return byte | 0x20 == UInt8(ascii: "e") ? .exponent : nil
        case .fraction: return byte | 0x20 == UInt8(ascii: "e") ? .exponent : nil
        case .exponent, .exponentSign, .exponentDigits: return isDigit ? .exponentDigits : nil
        default: return nil
        }
    }

    // MARK: Keys and faults

    private var isInObject: Bool {
        depth > 0 && objects[(depth - 1) / 64] & 1 << UInt64((depth - 1) % 64) != 0
    }

    private mutating func keep(_ bytes: some Collection<UInt8>) {
        guard key.count + bytes.count <= Self.keyLimit else {
            keyIsTooLong = true
            return
        }
        key.append(contentsOf: bytes)
    }

    private mutating func fail(_ found: UInt8?, at position: Int, expected: JSONFault.Expectation? = nil) -> Event {
        let column = base + Int64(position) - lineStart - continuations + 1
        fault = JSONFault(expected: expected ?? expectation, found: found, line: line, column: column)
        return .failed
    }

    private var expectation: JSONFault.Expectation {
        switch state {
        case .document: .document
        case .value: .value
        case .valueAfterComma: .valueAfterComma
        case .valueOrBracket: .valueOrBracket
        case .key: .key
        case .keyOrBrace: .keyOrBrace
        case .colon: .colon
        case .commaOrClose: isInObject ? .commaOrBrace : .commaOrBracket
        case .end: .end
        case .string: .printable
        case .escape: .escape
        case .hex: .hexDigit
        case .minus, .point, .exponent, .exponentSign: .digit
        // A complete number can only be cut off, and then it is its container that isn't closed.
        case .zero, .integer, .fraction, .exponentDigits: isInObject ? .commaOrBrace : .commaOrBracket
        case .literal: .literal
        }
    }
}

/// Whether a byte is one of `0-9 a-f A-F`.
func isHexDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"):
        true
    default: false
    }
}
