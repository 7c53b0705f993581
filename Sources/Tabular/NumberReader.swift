internal import Definitions

/// Reads whole numbers and amounts from bytes, exactly: no floating-point number is ever made of them.
struct NumberReader: Sendable {
    /// Marks that may group digits, in the source's bytes: the declared one and no-break and thin spaces.
    private let groupMarks: [[UInt8]]
    /// Spaces that may stand around a number.
    private let spaces: [[UInt8]]
    /// U+2212, which typeset tables use for minus.
    private let minus: [UInt8]
    private let decimal: UInt8

    init(_ format: FormatDefinition, _ text: SourceText) {
        spaces = ["\u{A0}", "\u{202F}", "\u{2009}"].compactMap { text.bytes($0) }
        groupMarks = (format.thousands.flatMap { text.bytes($0) }.map { [$0] } ?? []).filter { !$0.isEmpty } + spaces
        minus = text.bytes("\u{2212}") ?? []
        decimal = format.decimal
    }

    /// The digits of a number, its marks taken out.
    private struct Digits {
        var isNegative = false
        /// The value without sign and decimal mark.
        var magnitude: UInt64 = 0
        var overflows = false
        /// Digits after the decimal mark that are part of the magnitude.
        var decimals = 0
        /// What follows the last decimal kept: nothing but zeros, less than half, half, or more.
        var rest = Rest.zero
    }

    private enum Rest {
        case zero, belowHalf, half, aboveHalf
    }

    /// A whole number.
    func integer(_ bytes: UnsafeBufferPointer<UInt8>) throws(RejectRule) -> Int64 {
        if let value = Self.plainInteger(bytes) { return value }
        guard let digits = digits(bytes, places: 0) else { throw .integer }
        return try Self.value(digits)
    }

    /// An amount in micros.
    ///
    /// More than six decimals are refused unless those beyond the sixth are zeros, or `rounds` is set: then they are
    /// rounded half to even.
    func money(_ bytes: UnsafeBufferPointer<UInt8>, rounds: Bool) throws(RejectRule) -> Int64 {
        guard let digits = digits(bytes, places: 6) else { throw .money }
        guard digits.rest == .zero || rounds else { throw .moneyDecimals }
        return try Self.value(digits, places: 6)
    }

    /// A number of any kind in units of 10⁻¹⁰, with more decimals than that treated as in amounts.
    func decimal(_ bytes: UnsafeBufferPointer<UInt8>, rounds: Bool) throws(RejectRule) -> Int64 {
        guard let digits = digits(bytes, places: Int64.decimalPlaces) else { throw .decimal }
        guard digits.rest == .zero || rounds else { throw .decimals }
        return try Self.value(digits, places: Int64.decimalPlaces)
    }

    private static func value(_ read: Digits, places: Int) throws(RejectRule) -> Int64 {
        var digits = read
        while digits.decimals < places {
            let (product, overflows) = digits.magnitude.multipliedReportingOverflow(by: 10)
            digits.magnitude = product
            digits.overflows = digits.overflows || overflows
            digits.decimals += 1
        }
        if digits.rest == .aboveHalf || (digits.rest == .half && digits.magnitude & 1 == 1) {
            let (sum, overflows) = digits.magnitude.addingReportingOverflow(1)
            digits.magnitude = sum
            digits.overflows = digits.overflows || overflows
        }
        return try value(digits)
    }

    /// Up to 18 digits and a sign, the shape of nearly every number.
    @inline(__always)
    static func plainInteger(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        guard bytes.count > start, bytes.count <= start + 18 else { return nil }
        var value: Int64 = 0
        for index in start..<bytes.count {
            let digit = bytes[index] &- 48
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return isNegative ? -value : value
    }

    private static func value(_ digits: Digits) throws(RejectRule) -> Int64 {
        // The least integer stands for no value, so both signs end at the same magnitude.
        guard !digits.overflows, digits.magnitude <= UInt64(Int64.max) else { throw .overflow }
        return digits.isNegative ? -Int64(digits.magnitude) : Int64(digits.magnitude)
    }

    /// Takes a number apart, or nil where the text isn't one.
    ///
    /// Grouping must look like grouping, or `1,5` under a thousands mark `,` would be read as fifteen: one to three
    /// digits, then groups of two (as in India) or three, the last one of three.
    private func digits(_ bytes: UnsafeBufferPointer<UInt8>, places: Int) -> Digits? {
        var result = Digits()
        var index = 0
        var end = bytes.count
        trim(bytes, &index, &end)
        if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            result.isNegative = bytes[index] == UInt8(ascii: "-")
            index += 1
        } else if let length = match([minus], bytes, at: index, end) {
            result.isNegative = true
            index += length
        }
        var groupLength = 0
        var isGrouped = false
        var digitCount = 0
        var digitsBeyond = 0
        while index < end {
            let digit = bytes[index] &- 48
            if digit < 10 {
                Self.append(digit, to: &result)
                groupLength += 1
                digitCount += 1
                index += 1
            } else if places > 0, bytes[index] == decimal {
                break
            } else if let length = match(groupMarks, bytes, at: index, end) {
                guard isGrouped ? groupLength == 2 || groupLength == 3 : (1...3).contains(groupLength) else {
                    return nil
                }
                isGrouped = true
                groupLength = 0
                index += length
            } else {
                return nil
            }
        }
        guard !isGrouped || groupLength == 3 else { return nil }
        if index < end {
            // Nothing need follow the mark: Facebook's exports have `144.`.
            index += 1
            while index < end {
                let digit = bytes[index] &- 48
                guard digit < 10 else { return nil }
                if result.decimals < places {
                    Self.append(digit, to: &result)
                    result.decimals += 1
                } else {
                    result.rest = Self.rest(after: digit, of: result.rest, isFirst: digitsBeyond == 0)
                    digitsBeyond += 1
                }
                digitCount += 1
                index += 1
            }
        }
        return digitCount > 0 ? result : nil
    }

    private static func append(_ digit: UInt8, to result: inout Digits) {
        let (product, first) = result.magnitude.multipliedReportingOverflow(by: 10)
        let (sum, second) = product.addingReportingOverflow(UInt64(digit))
        result.magnitude = sum
        result.overflows = result.overflows || first || second
    }

    private static func rest(after digit: UInt8, of rest: Rest, isFirst: Bool) -> Rest {
        if isFirst { return digit == 0 ? .zero : digit < 5 ? .belowHalf : digit == 5 ? .half : .aboveHalf }
        guard digit > 0 else { return rest }
        return rest == .zero ? .belowHalf : rest == .half ? .aboveHalf : rest
    }

    private func trim(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ end: inout Int) {
        while let length = match(spaces, bytes, at: index, end) { index += length }
        while let space = spaces.first(where: { hasSuffix($0, bytes, index, end) }) { end -= space.count }
    }

    private func hasSuffix(_ text: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
        end - text.count >= start && match([text], bytes, at: end - text.count, end) != nil
    }

    /// The length of the first of some marks that stands at a position.
    private func match(
        _ marks: [[UInt8]],
        _ bytes: UnsafeBufferPointer<UInt8>,
        at index: Int,
        _ end: Int
    ) -> Int? {
        for mark in marks where index + mark.count <= end && !mark.isEmpty {
            var offset = 0
            while offset < mark.count, bytes[index + offset] == mark[offset] { offset += 1 }
            if offset == mark.count { return offset }
        }
        return nil
    }
}
