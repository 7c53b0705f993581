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

    /// - Parameter leadOfDeal: as `Evidence` found it.
    init(leadOfDeal: [Int32], deals: [Publication.DealRecord], payments: [Publication.PaymentRecord]) {
        self.leadOfDeal = leadOfDeal
        dealOfPayment = Self.positions(among: deals, \.person.name, of: payments) {
            $0.isTargetUnknown
                ? RecordName(source: "", id: "") : RecordName(source: $0.dealSource, id: $0.dealID)
        }
        targetOfPayment = Self.positions(among: payments, \.name, of: payments) {
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

    /// The position of what each record names among others; a name without a source names nothing.
    private static func positions<Record, Other>(
        among others: [Other], _ nameOfOther: @escaping (Other) -> RecordName, of records: [Record],
        _ named: (Record) -> RecordName
    ) -> [Int32] {
        guard records.contains(where: { !named($0).source.isEmpty }) else { return records.map { _ in -1 } }
        let places = RecordPlaces(others, name: nameOfOther)
        return records.map { record in
            let name = named(record)
            return name.source.isEmpty ? -1 : places.position(of: name).map { Int32($0) } ?? -1
        }
    }
}
