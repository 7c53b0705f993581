import Definitions

/// The number of a cell, as the sheet's XML writes it: a binary fraction in up to 17 digits.
///
/// Excel keeps and shows 15 significant digits; the two beyond are what binary fractions do to decimal ones, as in
/// 0.30000000000000004. So a number is rounded to 15, and stays exact from there on.
struct CellNumber: Hashable, Sendable {
    var isNegative = false
    /// Significant digits, 0...9, neither led nor ended by a zero.
    private(set) var digits: [UInt8] = []
    /// Where the point stands, counted in digits from their start.
    private(set) var point = 0

    static let precision = 15
    /// A binary fraction of 64 bits reaches no further.
    private static let reach = 400

    /// Nil where the text is no number.
    init?(_ text: [UInt8]) {
        var place = 0
        if let sign = text.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            place = 1
        }
        var hasPoint = false
        var hasDigits = false
        while place < text.count {
            switch text[place] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                hasDigits = true
                let digit = text[place] - UInt8(ascii: "0")
                if digit == 0, digits.isEmpty {
                    if hasPoint { point -= 1 }
                } else {
                    digits.append(digit)
                    if !hasPoint { point += 1 }
                }
            case UInt8(ascii: ".") where !hasPoint: hasPoint = true
            case UInt8(ascii: "e") where hasDigits, UInt8(ascii: "E") where hasDigits:
                guard let exponent = Int(String(decoding: text[(place + 1)...], as: UTF8.self)),
                    abs(exponent) <= Self.reach
                else { return nil }
                point += exponent
                place = text.count
            default: return nil
            }
            place += 1
        }
        guard hasDigits, digits.count <= Self.reach, abs(point) <= 2 * Self.reach else { return nil }
        round(to: Self.precision)
    }

    private mutating func round(to count: Int) {
        if digits.count > count {
            let isUp = digits[count] >= 5
            digits.removeLast(digits.count - count)
            if isUp { countUp() }
        }
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty {
            point = 0
            isNegative = false
        }
    }

    /// Adds one to the last digit.
    private mutating func countUp() {
        var place = digits.count - 1
        while place >= 0, digits[place] == 9 {
            digits[place] = 0
            place -= 1
        }
        if place >= 0 {
            digits[place] += 1
        } else {
            digits.insert(1, at: 0)
            point += 1
        }
    }

    /// The number with as many digits as it takes, and no exponent.
    func append(to text: inout [UInt8], decimal: UInt8) {
        if isNegative { text.append(UInt8(ascii: "-")) }
        if point <= 0 { text.append(UInt8(ascii: "0")) }
        for place in 0..<max(0, point) { text.append(UInt8(ascii: "0") + (place < digits.count ? digits[place] : 0)) }
        guard digits.count > max(0, point) else { return }
        text.append(decimal)
        for _ in 0..<max(0, -point) { text.append(UInt8(ascii: "0")) }
        for digit in digits[max(0, point)...] { text.append(UInt8(ascii: "0") + digit) }
    }

    /// Whole days and seconds of the day, of a number that counts days; nil below zero and beyond the year 9999.
    ///
    /// A second is 1/86400 of a day, which no decimal fraction gives: the nearest whole second is meant.
    var daysAndSeconds: (days: Int, seconds: Int)? {
        guard !isNegative, point <= 7 else { return nil }
        var days = 0
        for place in 0..<max(0, point) { days = 10 * days + Int(place < digits.count ? digits[place] : 0) }
        // Twelve digits of a day are a tenth of a microsecond.
        var fraction = 0
        for place in point..<point + 12 {
            fraction = 10 * fraction + Int(digits.indices.contains(place) ? digits[place] : 0)
        }
        let seconds = (fraction * 86_400 + 500_000_000_000) / 1_000_000_000_000
        return seconds == 86_400 ? (days + 1, 0) : (days, seconds)
    }
}
