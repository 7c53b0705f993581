import Definitions
import TestSupport
import Testing
import Visits

@Suite("Visits that came before")
struct VisitIDsTests {
    /// Takes ids as blocks; what didn't count, by position, after as many readings as it took.
    private func repeated(_ blocks: [[(day: Int, id: String)]], limit: Int, folder: String) throws -> [Int] {
        var contested: Set<VisitIDs.Contested>?
        while true {
            let ids = VisitIDs(contested: contested, limit: limit)
            var repeated: [Int] = []
            var position = 0
            for block in blocks {
                for (day, id) in block {
                    if !ids.insert(CompactID(id.utf8, kind: .visit), on: Day(number: Int32(day))) {
                        repeated.append(position)
                    }
                    position += 1
                }
                try ids.endBlock(folder: folder)
            }
            let late = try ids.late()
            if late.isEmpty { return repeated }
            contested = late
        }
    }

    @Test("the first of an id and day counts, however little fits into memory", arguments: [0, 5, 40, 1000])
    func first(limit: Int) throws {
        let folder = try WorkFolder()
        var random = SeededGenerator()
        for isSorted in [true, false] {
            var blocks: [[(day: Int, id: String)]] = []
            for block in 0..<30 {
                blocks.append(
                    (0..<random.below(20)).map { _ in
                        let day = isSorted ? block / 3 : random.below(10)
                        let id = random.below(60)
                        return (day, random.below(2) == 0 ? "\(id)" : "visit-\(id)")
                    })
            }
            var seen: Set<String> = []
            let wanted = blocks.flatMap { $0 }.enumerated().filter { !seen.insert("\($1.day) \($1.id)").inserted }
            let found = try repeated(blocks, limit: limit, folder: folder.path)
            #expect(found == wanted.map(\.offset), "\(random)")
        }
    }
}
