import TestSupport
import Testing
import Visits

@Suite("Counts by key")
struct CountTableTests {
    @Test("counts of keys are their sums")
    func counts() {
        var random = SeededGenerator()
        var table = CountTable()
        var known: [UInt64: Int64] = [:]
        for _ in 0..<20_000 {
            let key = UInt64(random.below(3000)) << UInt64(random.below(2) * 37)
            table.add(2, to: key)
            known[key, default: 0] += 2
        }
        var found: [UInt64: Int64] = [:]
        table.forEach { found[$0] = $1 }
        #expect(found == known && table.count == known.count && table[.max] == 0, "\(random)")
    }
}
