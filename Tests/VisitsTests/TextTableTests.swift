import TestSupport
import Testing
import Visits

@Suite("Distinct texts")
struct TextTableTests {
    @Test("texts are numbered as they come, equal ones alike")
    func positions() {
        var random = SeededGenerator()
        var table = TextTable()
        var known: [[UInt8]: Int] = [:]
        for _ in 0..<5000 {
            let text = (0..<random.below(12)).map { _ in UInt8(random.below(3)) }
            let position = text.withUnsafeBufferPointer { table.position(of: $0) }
            #expect(position == known[text] ?? known.count, "\(random)")
            known[text] = position
        }
        #expect(table.count == known.count)
        for (text, position) in known { #expect(Array(table[position]) == text) }
    }

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
