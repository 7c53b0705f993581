/// A rate in hundredths of a percent, from 0 to 100 %.
package struct Percent: Hashable, Sendable {
    /// The rate × 100: 2000 is 20 %.
    package var hundredths: Int64

    /// One whole in hundredths of a percent.
    static let whole: Int64 = 10_000

    package init(hundredths: Int64) {
        self.hundredths = hundredths
    }

    /// The rate of decimal text such as `22` or `7.5`: 0 to 100, at most two decimals; nil for anything else.
    package init?(decimal text: String) {
        guard let amount = Money(decimal: text), amount.micros % 10_000 == 0,
            (0...Self.whole).contains(amount.micros / 10_000)
        else { return nil }
        hundredths = amount.micros / 10_000
    }

    /// The share of an amount in micros, rounded half to even.
    package func share(of micros: Int64) -> Int128 {
        (Int128(micros) * Int128(hundredths)).dividedHalfEven(by: Int128(Self.whole))
    }

    /// What an amount was before this rate was added to it: micros × 100 / (100 + rate), rounded half to even.
    package func base(of micros: Int64) -> Int128 {
        (Int128(micros) * Int128(Self.whole)).dividedHalfEven(by: Int128(Self.whole + hundredths))
    }
}
