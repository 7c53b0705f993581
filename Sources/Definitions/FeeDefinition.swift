/// A charge on top of media cost: one entry of `fees` in the pipeline file.
package struct FeeDefinition: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case agency, levy, surcharge, service
    }

    package var kind: Kind
    package var rate: Percent
    /// The amount the rate applies to; nil where the source declares no VAT and has one amount only.
    package var base: VATBase?
    /// The first day it is charged; nil: from the beginning on.
    package var from: Day?
    /// The last day it is charged; nil: for good.
    package var to: Day?

    package init(kind: Kind, rate: Percent, base: VATBase?, from: Day? = nil, to: Day? = nil) {
        self.kind = kind
        self.rate = rate
        self.base = base
        self.from = from
        self.to = to
    }

    /// Whether it is charged on a day.
    package func holds(on day: Day) -> Bool {
        day >= from ?? day && day <= to ?? day
    }
}
