extension Apportionment {
    /// Appends shares in proportion to weights, exactly one whole.
    ///
    /// - Precondition: a weight above zero.
    /// - Complexity: O(*n* log *n*)
    package mutating func appendShares(by weights: [UInt64], to shares: inout [Int64]) {
        var total: UInt128 = 0
        for weight in weights {
            total += UInt128(weight)
        }
        precondition(total > 0, "nothing to share by")
        begin()
        // A division a weight costs more than all else here, so one reciprocal stands for them all: whole × 2^shift ÷
        // total, which fits 64 bits. A quotient by it is the exact one or 1 less, and the remainder tells which.
        let shift = min(98, 32 + (128 - total.leadingZeroBitCount))
        let reciprocal = (UInt128(Shares.whole) << UInt128(shift)) / total
        var left = Shares.whole
        for weight in weights {
            var share = (UInt128(weight) * reciprocal) &>> UInt128(shift)
            var remainder = UInt128(weight) * UInt128(Shares.whole) - share * total
            if remainder >= total {
                share += 1
                remainder -= total
            }
            shares.append(Int64(share))
            left -= Int64(share)
            append(remainder: remainder)
        }
        hand(out: Int(left), to: &shares)
    }
}
