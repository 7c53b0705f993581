/// Whether an amount has VAT (НДС) in it.
package enum VATBase: String, Hashable, Sendable, CaseIterable {
    case gross, net
}

/// The VAT of a source's amounts: `vat` in the pipeline file.
package struct VATDefinition: Hashable, Sendable {
    /// A rate and the first day it holds; it holds until the next.
    package struct Rate: Hashable, Sendable {
        package var from: Day
        package var rate: Percent

        package init(from: Day, rate: Percent) {
            self.from = from
            self.rate = rate
        }
    }

    /// Whether the amounts are given with VAT.
    package var included: Bool
    /// By ascending days, at least one.
    package var rates: [Rate]

    package init(included: Bool, rates: [Rate]) {
        self.included = included
        self.rates = rates
    }

    /// The rate that holds on a day, or nil before the first.
    package func rate(on day: Day) -> Percent? {
        rates.last { $0.from <= day }?.rate
    }

    /// An amount without and with VAT, whose difference is the VAT; nil before the first rate.
    ///
    /// Net is gross × 100 / (100 + rate), gross is net + net × rate / 100, each rounded half to even.
    func split(_ micros: Int64, on day: Day) -> (net: Int128, gross: Int128)? {
        rate(on: day).map { rate in
            included
                ? (rate.base(of: micros), Int128(micros)) : (Int128(micros), Int128(micros) + rate.share(of: micros))
        }
    }
}
