/// How one conversion is divided among touches: billionths that sum to exactly one whole.
package struct Shares: Hashable, Sendable {
    /// The billionths of a whole conversion.
    package static let whole: Int64 = 1_000_000_000

    /// One share a touch, none negative.
    package let billionths: [Int64]

    /// Everything to one of so many touches.
    package init(allTo index: Int, of count: Int) {
        precondition((0..<count).contains(index), "the share must go to one of the touches")
        var billionths = Array(repeating: Int64(0), count: count)
        billionths[index] = Self.whole
        self.billionths = billionths
    }

    /// Shares in proportion to weights, by largest remainder; equal remainders go by position.
    ///
    /// - Returns: nil where no weight is above zero.
    /// - Complexity: O(*n* log *n*)
    package init?(weights: [UInt64]) {
        let total = weights.reduce(UInt128(0)) { $0 + UInt128($1) }
        guard total > 0 else { return nil }
        var billionths: [Int64] = []
        var remainders: [UInt128] = []
        for weight in weights {
            let (quotient, remainder) = (UInt128(weight) * UInt128(Self.whole)).quotientAndRemainder(dividingBy: total)
            billionths.append(Int64(quotient))
            remainders.append(remainder)
        }
        let missing = Int(Self.whole - billionths.reduce(0, +))
        let byRemainder = weights.indices.sorted {
            remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1]
        }
        for index in byRemainder.prefix(missing) {
            billionths[index] += 1
        }
        self.billionths = billionths
    }
}
