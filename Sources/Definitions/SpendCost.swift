/// What a row of spend costs, in micros of the reporting currency.
///
/// `cost` is media cost on the base of the reports, plus fee and levy: the number that marts and reports use.
package struct SpendCost: Hashable, Sendable {
    /// Media cost without VAT; nil where the source declares no VAT.
    package var net: Int64?
    /// Media cost with VAT less the same without; nil where the source declares no VAT.
    package var vat: Int64?
    /// Fees of every kind but levies.
    package var fee: Int64
    package var levy: Int64
    package var cost: Int64

    package init(net: Int64? = nil, vat: Int64? = nil, fee: Int64 = 0, levy: Int64 = 0, cost: Int64) {
        self.net = net
        self.vat = vat
        self.fee = fee
        self.levy = levy
        self.cost = cost
    }
}

/// How the amounts of one source become costs.
package struct CostRule: Hashable, Sendable {
    /// Why an amount has no cost.
    package enum Defect: Error, Hashable, Sendable {
        /// The day lies before the first VAT rate.
        case beforeFirstRate(Day)
        /// A part of the cost doesn't fit into 64 bits.
        case overflow
    }

    private let vat: VATDefinition?
    private let fees: [FeeDefinition]
    private let base: VATBase

    /// - Parameter base: that of the reports; without `vat` amounts are taken as given.
    package init(vat: VATDefinition?, fees: [FeeDefinition], base: VATBase) {
        self.vat = vat
        self.fees = fees
        self.base = base
    }

    /// The cost of an amount in micros of the reporting currency, exactly.
    ///
    /// Each fee is its rate × its base, rounded half to even; no VAT is computed on a fee. Fixed fees are no part of it.
    package func cost(of micros: Int64, on day: Day) throws(Defect) -> SpendCost {
        let parts = try vat?.parts(of: micros, on: day)
        let net = parts?.net ?? micros
        let gross = parts.map { $0.net + $0.vat } ?? micros
        var fee: Int128 = 0
        var levy: Int128 = 0
        for charge in fees where charge.holds(on: day) {
            guard case .rate(let rate, let base) = charge.charge else { continue }
            let amount = rate.share(of: base == .net ? net : gross)
            if charge.kind == .levy { levy += amount } else { fee += amount }
        }
        guard let fee64 = Int64(exactly: fee), let levy64 = Int64(exactly: levy),
            let cost = Int64(exactly: Int128(base == .net ? net : gross) + fee + levy)
        else { throw .overflow }
        return SpendCost(net: parts?.net, vat: parts?.vat, fee: fee64, levy: levy64, cost: cost)
    }
}
