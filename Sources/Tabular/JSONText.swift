/// The inside of a JSON string, between its quotes.
enum JSONText {
    /// Appends the text with its escapes resolved to UTF-8; false where a surrogate stands alone.
    ///
    /// The bytes must have passed `JSONScanner`.
    static func unescape(_ bytes: UnsafeRawBufferPointer, into result: inout [UInt8]) -> Bool {
        var index = 0
        while index < bytes.count {
            let run = index
            while index < bytes.count, bytes[index] != UInt8(ascii: "\\") { index += 1 }
            result.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[run..<index]))
            guard index + 1 < bytes.count else { return true }
            let escape = bytes[index + 1]
            index += 2
            switch escape {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                guard let scalar = scalar(bytes, at: &index) else { return false }
                append(scalar, to: &result)
            default: result.append(escape)
            }
        }
        return true
    }

    /// Reads the digits after `\u`, and those of a second `\u` where the first is half of a pair.
    private static func scalar(_ bytes: UnsafeRawBufferPointer, at index: inout Int) -> UInt32? {
        guard let first = unit(bytes, at: index) else { return nil }
        index += 4
        switch first {
        case 0xD800...0xDBFF:
            guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u"),
                let second = unit(bytes, at: index + 2), (0xDC00...0xDFFF).contains(second)
            else { return nil }
            index += 6
            return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
        case 0xDC00...0xDFFF: return nil
        default: return first
        }
    }

    private static func unit(_ bytes: UnsafeRawBufferPointer, at index: Int) -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[index..<index + 4] {
            let digit = byte <= UInt8(ascii: "9") ? byte &- UInt8(ascii: "0") : (byte | 0x20) &- UInt8(ascii: "a") &+ 10
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private static func append(_ scalar: UInt32, to result: inout [UInt8]) {
        func byte(_ lead: UInt32, _ shift: UInt32, _ mask: UInt32) -> UInt8 {
            UInt8(truncatingIfNeeded: lead | scalar >> shift & mask)
        }
        switch scalar {
        case ..<0x80: result.append(byte(0, 0, 0x7F))
        case ..<0x800:
            result.append(byte(0xC0, 6, 0x1F))
            result.append(byte(0x80, 0, 0x3F))
        case ..<0x10000:
            result.append(byte(0xE0, 12, 0x0F))
            result.append(byte(0x80, 6, 0x3F))
            result.append(byte(0x80, 0, 0x3F))
        default:
            result.append(byte(0xF0, 18, 0x07))
            result.append(byte(0x80, 12, 0x3F))
            result.append(byte(0x80, 6, 0x3F))
            result.append(byte(0x80, 0, 0x3F))
        }
    }
}
