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

    init(deals: Publication.DealTable, payments: [Publication.PaymentRecord]) {
        leadOfDeal = deals.indices.map { deals[$0].lead }
        dealOfPayment = Self.positions(of: payments, among: deals.count, { deals.name(of: $0) }) {
            $0.isTargetUnknown
                ? RecordName(source: "", id: "") : RecordName(source: $0.dealSource, id: $0.dealID)
        }
        targetOfPayment = Self.positions(of: payments, among: payments.count, { payments[$0].name }) {
            RecordName(source: $0.targetSource, id: $0.targetID)
        }
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

    /// The position of what each payment names among others; a name without a source names nothing.
    private static func positions(
        of payments: [Publication.PaymentRecord], among count: Int, _ nameOfOther: (Int) -> RecordName,
        _ named: (Publication.PaymentRecord) -> RecordName
    ) -> [Int32] {
        guard payments.contains(where: { !named($0).source.isEmpty }) else { return payments.map { _ in -1 } }
        let places = RecordPlaces(count: count, name: nameOfOther)
        return payments.map { payment in
            let name = named(payment)
            return name.source.isEmpty ? -1 : places.position(of: name, name: nameOfOther).map { Int32($0) } ?? -1
        }
    }
}
