import Testing
import Visits

@testable import Pipeline

@Suite struct VisitorTableTests {
    private static func visitor(_ number: Int) -> CompactID {
        CompactID("\(number &* 7_919).\(number)".utf8, kind: .client)
    }

    /// More visitors than were expected, too.
    @Test(arguments: [(0, 0), (0, 1), (10, 10), (10, 5_000), (20_000, 20_000)])
    func tellsWhoseAVisitorIsAndWhoIsNobodys(expected: Int, count: Int) {
        var table = VisitorTable(visitors: expected)
        for number in 0..<count { table[Self.visitor(number)] = number / 2 }
        for number in 0..<count { #expect(table[Self.visitor(number)] == number / 2) }
        for number in count..<count + 20_000 { #expect(table[Self.visitor(number)] == nil) }
        #expect(Set(table.all.map(\.identity)) == Set((0..<count).map { $0 / 2 }))
        #expect(table.all.count == count)
    }

    @Test func theLastIdentityHolds() {
        var table = VisitorTable(visitors: 1)
        table[Self.visitor(1)] = 4
        table[Self.visitor(1)] = 5
        table[Self.visitor(1)] = nil
        #expect(table[Self.visitor(1)] == 5)
        #expect(table.all.count == 1)
    }

    @Test func someIdentitiesHaveATableOfTheirOwn() {
        var table = VisitorTable(visitors: 100)
        for number in 0..<100 { table[Self.visitor(number)] = number % 10 }
        let some = table.filter { $0 == 3 || $0 == 7 }
        for number in 0..<100 {
            #expect(some[Self.visitor(number)] == ([3, 7].contains(number % 10) ? number % 10 : nil))
        }
    }
}
