import Definitions

/// Bytes as text in which nothing is hidden: control characters, odd spaces and broken bytes are written out.
struct VisibleText {
    private let table: CharacterTable?

    init(_ encoding: TextEncoding) {
        table = CharacterTable(encoding)
    }

    func text(of bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        if let table {
            for byte in bytes {
                let entry = table.entries[Int(byte)]
                if entry == 0 {
                    text += Self.hex(byte)
                } else {
                    let utf8 = withUnsafeBytes(of: entry.littleEndian) { Array($0.prefix(Int(entry >> 24))) }
                    for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars { text += Self.shown(scalar) }
                }
            }
            return text
        }
        var rest = bytes
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                text += Self.shown(Unicode.UTF8.decode(encoded))
                rest = rest.dropFirst(encoded.count)
            case .error(let length):
                for byte in rest.prefix(length) { text += Self.hex(byte) }
                rest = rest.dropFirst(length)
            case .emptyInput:
                return text
            }
        }
    }

    private static func hex(_ byte: UInt8) -> String {
        "\\x\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))"
    }

    private static func shown(_ scalar: Unicode.Scalar) -> String {
        if scalar.value < 0x20, let picture = Unicode.Scalar(0x2400 + scalar.value) { return String(picture) }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        case .spaceSeparator where scalar != " ":
            return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default:
            return String(scalar)
        }
    }
}
