/// What the number of a cell stands for, by the number format of its style (ECMA-376, 18.8.30).
enum CellFormat: Hashable, Sendable {
    case number, date, dateTime, time

    /// A format that every workbook knows by its number.
    init(builtIn number: Int) {
        switch number {
        case 14...17, 27...31, 36, 50...54, 57, 58: self = .date
        case 22: self = .dateTime
        case 18...21, 32...35, 45...47, 55, 56: self = .time
        default: self = .number
        }
    }

    /// A format by its code, such as `dd.mm.yyyy\ h:mm;@`.
    init(code: [UInt8]) {
        var hasDay = false
        var hasMonth = false
        var hasClock = false
        var rest = code[...]
        scan: while let byte = rest.popFirst() {
            switch byte {
            // Only its first part is for ordinary numbers.
            case UInt8(ascii: ";"): break scan
            case UInt8(ascii: "\""): rest = rest.drop { $0 != UInt8(ascii: "\"") }.dropFirst()
            case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"): rest = rest.dropFirst()
            case UInt8(ascii: "["):
                // A colour, a currency or a locale; but [h] counts hours.
                let inside = rest.prefix { $0 != UInt8(ascii: "]") }
                rest = rest.dropFirst(inside.count + 1)
                if !inside.isEmpty, inside.allSatisfy({ "hHmMsS".utf8.contains($0) }) { hasClock = true }
            default:
                switch byte | 0x20 {
                case UInt8(ascii: "y"), UInt8(ascii: "d"): hasDay = true
                case UInt8(ascii: "m"): hasMonth = true
                case UInt8(ascii: "h"), UInt8(ascii: "s"): hasClock = true
                // `General` holds none of the letters, but `E+00` of a number may stand beside none either.
                default: break
                }
            }
        }
        self = hasClock ? (hasDay ? .dateTime : .time) : hasDay || hasMonth ? .date : .number
    }
}
