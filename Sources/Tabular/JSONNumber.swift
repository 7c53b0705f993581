/// A number as JSON writes it.
enum JSONNumber {
    /// More zeros than any amount has: beyond them a number is no amount, and is left as it stands.
    private static let exponentLimit = 40

    /// The digits of a number with an exponent written out, exactly, and without a fraction of zeros: `1.05E2` is `105`,
    /// `17.0` is `17`; nil where it has neither.
    ///
    /// Programs that keep amounts and counts as floating-point numbers write ten millions as `1.0E7` and 17 as `17.0`.
    static func plain(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        if let point = text.firstIndex(of: UInt8(ascii: ".")), point + 1 < text.endIndex,
            text[(point + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
        {
            return Array(text[..<point])
        }
        guard let mark = text.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }),
            let exponent = Int(String(decoding: text[(mark + 1)...], as: UTF8.self)),
            abs(exponent) <= exponentLimit
        else { return nil }
        var mantissa = text[..<mark]
        let isNegative = mantissa.first == UInt8(ascii: "-")
        if isNegative { mantissa = mantissa.dropFirst() }
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mark
        var digits = Array(mantissa[..<point]) + Array(mantissa[point...].dropFirst())
        var whole = point - mantissa.startIndex + exponent
        if whole <= 0 {
            digits = Array(repeating: UInt8(ascii: "0"), count: 1 - whole) + digits
            whole = 1
        }
        if whole > digits.count {
            digits += Array(repeating: UInt8(ascii: "0"), count: whole - digits.count)
        }
        var fraction = digits[whole...]
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        let sign: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        return sign + digits[..<whole] + (fraction.isEmpty ? [] : [UInt8(ascii: ".")] + fraction)
    }
}
