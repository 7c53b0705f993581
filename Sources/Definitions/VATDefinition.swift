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

    /// The entities that state amounts with or without VAT.
    package static let entities = ["spend", "deal", "payment"]

    package init(included: Bool, rates: [Rate]) {
        self.included = included
        self.rates = rates
    }

    /// The rate that holds on a day, or nil before the first.
    package func rate(on day: Day) -> Percent? {
        rates.last { $0.from <= day }?.rate
    }

    /// An amount without VAT and its VAT, in the micros it is given in; the two together are the amount with VAT.
    ///
    /// Net is gross × 100 / (100 + rate), gross is net + net × rate / 100, each rounded half to even.
    ///
    /// - Throws: `CostRule.Defect` on a day before the first rate, and where a part doesn't fit into 64 bits.
    package func parts(of micros: Int64, on day: Day) throws(CostRule.Defect) -> (net: Int64, vat: Int64) {
        guard let rate = rate(on: day) else { throw .beforeFirstRate(rates.first?.from ?? day) }
        let net = included ? rate.base(of: micros) : Int128(micros)
        let gross = included ? Int128(micros) : Int128(micros) + rate.share(of: micros)
        guard let net64 = Int64(exactly: net), Int64(exactly: gross) != nil, let vat = Int64(exactly: gross - net)
        else { throw .overflow }
        return (net64, vat)
    }
}
