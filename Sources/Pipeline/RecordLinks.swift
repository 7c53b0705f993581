import Definitions
import Warehouse

/// What leads, deals and payments have to do with each other, by their positions; −1 where there is none.
struct RecordLinks: Sendable {
    /// The lead that opened each deal.
    let leadOfDeal: [Int32]
    /// The deal that each payment is of.
    let dealOfPayment: [Int32]
    /// The payment that each refund pays back.
    let targetOfPayment: [Int32]

    init(leads: [Publication.LeadRecord], deals: [Publication.DealRecord], payments: [Publication.PaymentRecord]) {
        leadOfDeal = Self.positions(
            of: deals.map { LeadName(source: $0.leadSource, id: $0.leadID) },
            among: leads.lazy.map { LeadName(source: $0.person.source, id: $0.person.id) })
        dealOfPayment = Self.positions(
            of: payments.map { payment in
                payment.isTargetUnknown
                    ? LeadName(source: "", id: "") : LeadName(source: payment.dealSource, id: payment.dealID)
            }, among: deals.lazy.map { LeadName(source: $0.person.source, id: $0.person.id) })
        targetOfPayment = Self.positions(
            of: payments.map { LeadName(source: $0.targetSource, id: $0.targetID) },
            among: payments.lazy.map { LeadName(source: $0.source, id: $0.id) })
    }

    /// The lead that opened a deal; nil where none is known.
    func lead(ofDeal position: Int) -> Int? {
        leadOfDeal[position] < 0 ? nil : Int(leadOfDeal[position])
    }

    /// The deal that a payment is of.
    func deal(ofPayment position: Int) -> Int? {
        dealOfPayment[position] < 0 ? nil : Int(dealOfPayment[position])
    }

    /// The payment that a refund pays back.
    func target(ofPayment position: Int) -> Int? {
        targetOfPayment[position] < 0 ? nil : Int(targetOfPayment[position])
    }

    /// The position of each name among others; a name without a source names nothing.
    private static func positions(of names: [LeadName], among others: some Collection<LeadName>) -> [Int32] {
        guard names.contains(where: { !$0.source.isEmpty }) else { return names.map { _ in -1 } }
        var places: [LeadName: Int32] = [:]
        places.reserveCapacity(others.count)
        for (position, name) in others.enumerated() { places[name] = Int32(position) }
        return names.map { $0.source.isEmpty ? -1 : places[$0] ?? -1 }
    }
}
