/// A charge on top of media cost: one entry of `fees` in the pipeline file.
package struct FeeDefinition: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case agency, levy, surcharge, service
    }

    /// What is charged.
    package enum Charge: Hashable, Sendable {
        /// A rate of the amount without or with VAT; of the only amount there is where the source declares no VAT.
        case rate(Percent, of: VATBase?)
        /// An amount a calendar month, in the reporting currency and on the base of the reports.
        case monthly(Money)
    }

    package var kind: Kind
    package var charge: Charge
    /// The first day it is charged; nil: from the beginning on.
    package var from: Day?
    /// The last day it is charged; nil: for good.
    package var to: Day?

    package init(kind: Kind, charge: Charge, from: Day? = nil, to: Day? = nil) {
        self.kind = kind
        self.charge = charge
        self.from = from
        self.to = to
    }

    package init(kind: Kind, rate: Percent, base: VATBase?, from: Day? = nil, to: Day? = nil) {
        self.init(kind: kind, charge: .rate(rate, of: base), from: from, to: to)
    }

    /// Whether it is an amount a month, whatever the cost.
    package var isFixed: Bool {
        if case .monthly = charge { return true }
        return false
    }

    /// What a day bears of a monthly amount, in micros; 0 where the fee isn't charged or isn't monthly.
    ///
    /// Every day of a month bears an equal part, and the first ones a micro more where it doesn't divide, so that whole
    /// months bear the amount exactly and a month that is charged in part the parts of its days.
    package func fixedMicros(on day: Day) -> Int64 {
        guard case .monthly(let amount) = charge, holds(on: day) else { return 0 }
        let date = day.components
        let days = Int64(Day.length(ofMonth: date.month, year: date.year))
        return amount.micros / days + (Int64(date.day) <= amount.micros % days ? 1 : 0)
    }

    /// Whether it is charged on a day.
    package func holds(on day: Day) -> Bool {
        day >= from ?? day && day <= to ?? day
    }
}
