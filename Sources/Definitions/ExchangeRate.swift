/// The price of some units of a currency in another, exactly: two decimals in units of 10⁻¹⁰.
///
/// Central banks quote a price per 1, 10, 100 or more units (ЦБ) or the units that one of the other buys (ECB); a
/// fraction holds each as it is published.
package struct ExchangeRate: Sendable {
    /// What the units cost, above zero.
    package var rate: Int64
    /// How many units, above zero.
    package var per: Int64

    package init(rate: Int64, per: Int64) {
        self.rate = rate
        self.per = per
    }

    /// An amount in the other currency, rounded half to even; nil where it doesn't fit into 64 bits.
    package func converted(_ micros: Int64) -> Int64? {
        Int64(exactly: (Int128(micros) * Int128(rate)).dividedHalfEven(by: Int128(per)))
    }
}

extension ExchangeRate: Equatable {
    package static func == (left: ExchangeRate, right: ExchangeRate) -> Bool {
        Int128(left.rate) * Int128(right.per) == Int128(right.rate) * Int128(left.per)
    }
}

/// Exchange rates to one currency, by currency and day.
package struct ExchangeRates: Sendable {
    /// How many days a rate goes on holding: no bank's holidays last longer.
    package static let reach = 7

    private var rates: [String: [Day: ExchangeRate]] = [:]

    package init() {}

    /// Adds a rate and returns whether no other stood for that day; a second equal one changes nothing.
    package mutating func add(_ rate: ExchangeRate, of currency: String, on day: Day) -> Bool {
        let known = rates[currency]?[day]
        if known == nil { rates[currency, default: [:]][day] = rate }
        return known == nil || known == rate
    }

    /// The latest rate on a day or within the seven days before it.
    package func rate(of currency: String, on day: Day) -> ExchangeRate? {
        guard let days = rates[currency] else { return nil }
        return (0...Self.reach).lazy.compactMap { days[day.advanced(by: -$0)] }.first
    }
}
