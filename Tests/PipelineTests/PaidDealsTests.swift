import Definitions
import Testing

@testable import Pipeline
@testable import Warehouse

@Suite struct PaidDealsTests {
    /// `id deal target`, `-` where there is none.
    private static func payments(_ texts: [String]) -> [Publication.PaymentRecord] {
        texts.map { text in
            let parts = text.split(separator: " ").map { $0 == "-" ? "" : String($0) }
            return Publication.PaymentRecord(
                id: parts[0], deal: parts[1], target: parts.count > 2 ? parts[2] : "")
        }
    }

    private static let chain = ["P1 D1", "P2 D2", "R1 D3 P1", "R2 - P1", "R3 D4 R2", "P5 D5", "P6 -"]

    @Test(arguments: [
        ([], [], []), (["P2"], [], ["D2"]), (["P1"], [], ["D1", "D3", "D4"]), (["R3"], [], ["D1", "D3", "D4"]),
        ([], ["D3"], ["D1", "D3", "D4"]), ([], ["D9"], []), (["P6", "P9"], ["D5"], ["D5"]),
    ])
    func paymentsThatBelongTogetherReachTheirDeals(changed: [String], deals: [String], expected: [String]) {
        func name(_ id: String) -> RecordName { RecordName(source: "bank", id: id) }
        var paid = PaidDeals(Self.payments(Self.chain), changed: changed.map(name))
        for deal in deals { paid.add(deal: name(deal)) }
        let clues = paid.takeClues()
        #expect(Set(clues) == Set(expected.map { PersonClue(.deal, name($0)) }))
        #expect(clues.count == expected.count)
        // Each is told once.
        for deal in deals { paid.add(deal: name(deal)) }
        #expect(paid.takeClues().isEmpty)
    }
}

extension Publication.PaymentRecord {
    fileprivate init(id: String, deal: String, target: String) {
        self.init(
            file: 1, record: 1, source: "bank", id: id, at: Instant(milliseconds: 0), day: Day(number: 0), amount: 1,
            dealSource: deal.isEmpty ? "" : "bank", dealID: deal, isTargetUnknown: false,
            targetSource: target.isEmpty ? "" : "bank", targetID: target, reportDay: Day(number: 0))
    }
}
