extension Int64 {
    /// The number in parts that are in proportion to weights and sum to it, by largest remainder.
    ///
    /// Equal remainders go by position. The parts of a negative number are those of its opposite, negated.
    ///
    /// - Parameter weights: none below zero.
    /// - Returns: nil where no weight is above zero.
    /// - Complexity: O(*n* log *n*) in the weights.
    package func divided(inProportionTo weights: [Int64]) -> [Int64]? {
        let total = weights.reduce(UInt128(0)) { $0 + UInt128($1) }
        guard total > 0 else { return nil }
        var parts: [UInt64] = []
        var remainders: [UInt128] = []
        for weight in weights {
            let (quotient, remainder) = (UInt128(magnitude) * UInt128(weight)).quotientAndRemainder(dividingBy: total)
            parts.append(UInt64(quotient))
            remainders.append(remainder)
        }
        let missing = Int(magnitude - parts.reduce(0, +))
        let byRemainder = weights.indices.sorted {
            remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1]
        }
        for index in byRemainder.prefix(missing) { parts[index] += 1 }
        return parts.map { self < 0 ? Int64(truncatingIfNeeded: 0 &- $0) : Int64($0) }
    }
}
