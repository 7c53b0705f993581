import Foundation
import TestSupport
import Testing

/// Random lives of small companies: whatever the way there, the warehouse is what the final files make, and its sums are
/// those of the rows.
///
/// `THROUGHLINE_COMPANIES` says how many lives are tried, `THROUGHLINE_SEED` which; a test's number counts from the seed.
@Suite struct LifeTests {
    static let companies = ProcessInfo.processInfo.environment["THROUGHLINE_COMPANIES"].flatMap { Int($0) } ?? 30
    static let seed = SeededGenerator()

    @Test(arguments: 0..<companies)
    func everyWayGivesTheSame(_ number: Int) throws {
        var life = try Life(SeededGenerator(seed: Self.seed.seed &+ UInt64(number)))
        let comment = "THROUGHLINE_SEED=\(Self.seed.seed &+ UInt64(number)) THROUGHLINE_COMPANIES=1"
        let living = try LivingCompany(comment)
        let checked = life.generator.below(3 * life.nights.count)
        for (index, night) in life.nights.enumerated() {
            guard try living.live(night) else { return }
            // A refused night leaves a definition that nothing was published by, and a rebuild goes by it.
            if index == checked, night.refusal == nil { try living.rebuildGivesTheSame() }
        }
        guard let last = life.nights.last, !last.books.shelves.isEmpty else { return }
        if last.refusal != nil { try living.settle(at: last.books) }
        try living.runsUnchanged(at: last.books.day)
        try living.rebuildGivesTheSame()
        switch life.generator.below(7) {
        case 0, 1: try living.another(last.books, .atOnce, &life.generator)
        case 2: try living.another(last.books, .inAnotherOrder, &life.generator)
        case 3: try living.another(last.books, .fromAnEarlierDay, &life.generator)
        case 4: try living.another(last.books, .monthByMonth, &life.generator)
        case 5: try living.thereAndBack(last.books, &life.generator)
        default: try living.earlierAndBack(last.books.day)
        }
    }
}
