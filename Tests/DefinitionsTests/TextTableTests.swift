import Definitions
import TestSupport
import Testing

@Suite("Distinct texts")
struct TextTableTests {
    @Test("texts are numbered as they come, equal ones alike")
    func positions() {
        var random = SeededGenerator()
        var table = TextTable()
        var known: [[UInt8]: Int] = [:]
        for _ in 0..<5000 {
            let text = (0..<random.below(12)).map { _ in UInt8(random.below(3)) }
            #expect(text.withUnsafeBufferPointer { table.existingPosition(of: $0) } == known[text], "\(random)")
            let position = text.withUnsafeBufferPointer { table.position(of: $0) }
            #expect(position == known[text] ?? known.count, "\(random)")
            known[text] = position
        }
        #expect(table.count == known.count)
        for (text, position) in known { #expect(Array(table[position]) == text) }
    }
}
