extension Int128 {
    /// The quotient rounded to the nearest integer, halves to the even one (IEEE 754's roundTiesToEven, on integers).
    ///
    /// - Parameter divisor: not zero.
    package func dividedHalfEven(by divisor: Int128) -> Int128 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        let rest = remainder.magnitude
        let distance = divisor.magnitude - rest
        guard rest > distance || (rest == distance && !quotient.isMultiple(of: 2)) else { return quotient }
        return quotient + ((self < 0) == (divisor < 0) ? 1 : -1)
    }
}
