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
                let rows = ids.takeRepeated(
                    block.map { $0.id.isEmpty ? VisitBlock.unnamed : CompactID($0.id.utf8, kind: .visit) },
                    on: block.map { Day(number: Int32($0.day)) })
                repeated += rows.map { position + $0 }
                position += block.count
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
                        return (day, ["\(id)", "visit-\(id)", ""][min(2, random.below(7) / 3)])
                    })
            }
            var seen: Set<String> = []
            let wanted = blocks.flatMap { $0 }.enumerated().filter {
                !$1.id.isEmpty && !seen.insert("\($1.day) \($1.id)").inserted
            }
            let found = try repeated(blocks, limit: limit, folder: folder.path)
            #expect(found == wanted.map(\.offset), "\(random)")
        }
    }
}
