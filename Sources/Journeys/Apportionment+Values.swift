package import Definitions

extension Apportionment {
    /// The micros of a cent, the hundredth of a currency unit.
    private static let cent: UInt64 = 10_000

    /// Appends the parts of an amount, in micros, that go with shares; they sum to the amount exactly.
    ///
    /// An amount of whole cents is divided in cents, any other in micros. The parts of a refund are those of the payment
    /// with the sign turned, so that both cancel out touch by touch.
    ///
    /// - Parameter shares: billionths that sum to `Shares.whole`.
    /// - Complexity: O(*n* log *n*)
    package mutating func appendValues(
        of amount: Money, by shares: borrowing Span<Int64>, to values: inout [Int64]
    ) {
        let magnitude = amount.micros.magnitude
        let unit = magnitude.isMultiple(of: Self.cent) ? Self.cent : 1
        let units = magnitude / unit
        let whole = UInt64(Shares.whole)
        let base = values.count
        var left = units
        var shareSum: Int64 = 0
        begin()
        for index in shares.indices {
            let share = shares[index]
            shareSum += share
            let (part, remainder) = whole.dividingFullWidth(units.multipliedFullWidth(by: UInt64(share)))
            // A part of 2^63 is the whole of the least amount there is; turning its sign below makes it fit.
            values.append(Int64(bitPattern: part))
            left -= part
            append(remainder: UInt128(remainder))
        }
        precondition(shareSum == Shares.whole, "shares sum to one whole")
        hand(out: Int(left), to: &values)
        let sign: Int64 = amount.micros < 0 ? -1 : 1
        for index in base..<values.count {
            values[index] = values[index] &* Int64(unit) &* sign
        }
    }
}
