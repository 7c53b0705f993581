import Definitions

/// One sum divided by another, exactly: ratios are always taken of sums, never averaged.
package struct Ratio: Hashable, Sendable {
    /// A result beyond 64 bits of millionths.
    package struct Overflow: Error, Hashable, Sendable {}

    package var numerator: Int128
    package var denominator: Int128

    package init(_ numerator: Int128, _ denominator: Int128) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// The quotient in millionths, rounded half to even; nil where the denominator is zero.
    ///
    /// - Throws: `Overflow`, never a wrong number.
    package func micros() throws(Overflow) -> Int64? {
        guard denominator != 0 else { return nil }
        let (scaled, overflow) = numerator.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow, let result = Int64(exactly: scaled.dividedHalfEven(by: denominator)) else { throw Overflow() }
        return result
    }
}
