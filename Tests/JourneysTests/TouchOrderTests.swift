import Definitions
import Journeys
import Testing

struct TouchOrderTests {
    @Test func instantThenSourceThenID() {
        let expected = [
            (1, "calls", "b"), (2, "a", "9"), (2, "a", "10"), (2, "a", ""), (2, "a", "1a"), (2, "b", "1"),
            (2, "Я", "1"), (3, "a", ""),
        ].map { TouchOrder(at: Instant(milliseconds: Int64($0.0)), source: $0.1, id: $0.2) }
        for shift in expected.indices {
            let shuffled = Array(expected[shift...] + expected[..<shift]).reversed()
            #expect(shuffled.sorted { $0.precedes($1) } == expected)
        }
    }

    /// Any two differ, or both are the same bytes: the order is total.
    @Test func orderIsTotal() {
        let ids = ["", "0", "00", "9", "10", "010", "1a", "a", "A", "е\u{308}", "ё", "９", "10 "]
        for left in ids {
            #expect(!idPrecedes(left, left))
            for right in ids where !left.utf8.elementsEqual(right.utf8) {
                #expect(idPrecedes(left, right) != idPrecedes(right, left), "\(left) and \(right)")
                for third in ids where idPrecedes(left, right) && idPrecedes(right, third) {
                    #expect(idPrecedes(left, third), "\(left), \(right), \(third)")
                }
            }
        }
    }
}
