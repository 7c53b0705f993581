import Warehouse

/// The deals that are reached through payments: those of payments that changed, and those whose payments and refunds belong
/// together.
struct PaidDeals {
    private let payments: [Publication.PaymentRecord]
    private var isReached: [Bool]
    /// The payments of each deal, and the refunds of each payment, by position.
    private var ofDeal: [RecordName: [Int]] = [:]
    private var refunds: [RecordName: [Int]] = [:]
    private var positions: [RecordName: Int] = [:]
    private var clues: [PersonClue] = []

    /// - Parameter changed: what the payments are called that changed.
    init(_ payments: [Publication.PaymentRecord], changed: [RecordName]) {
        self.payments = payments
        isReached = Array(repeating: false, count: payments.count)
        for (position, payment) in payments.enumerated() {
            positions[payment.name] = position
            if !payment.dealSource.isEmpty { ofDeal[payment.deal, default: []].append(position) }
            if !payment.targetSource.isEmpty { refunds[payment.target, default: []].append(position) }
        }
        for name in changed { positions[name].map { reach($0) } }
    }

    /// Adds the payments of a deal that is reached.
    mutating func add(deal: RecordName) {
        for position in ofDeal[deal] ?? [] { reach(position) }
    }

    /// The deals of payments that were reached since this was asked last.
    mutating func takeClues() -> [PersonClue] {
        defer { clues = [] }
        return clues
    }

    private mutating func reach(_ position: Int) {
        var next = [position]
        while let position = next.popLast() {
            guard !isReached[position] else { continue }
            isReached[position] = true
            let payment = payments[position]
            if !payment.dealSource.isEmpty { clues.append(PersonClue(.deal, payment.deal)) }
            if !payment.targetSource.isEmpty, let target = positions[payment.target] { next.append(target) }
            next += refunds[payment.name] ?? []
        }
    }
}

extension Publication.PaymentRecord {
    /// The deal it is of; a name without a source names nothing.
    var deal: RecordName { RecordName(source: dealSource, id: dealID) }
    /// The payment that it pays back.
    var target: RecordName { RecordName(source: targetSource, id: targetID) }
}
