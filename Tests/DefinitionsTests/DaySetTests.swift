import Definitions
import Testing

@Suite struct DaySetTests {
    static let sets: [(name: String, days: [Int32], ranges: [ClosedRange<Int32>])] = [
        ("none", [], []),
        ("a day", [5], [5...5]),
        ("neighbours", [6, 5, 7], [5...7]),
        ("gaps, and days before 1970", [9, -3, -2, 1, 8], [-3 ... -2, 1...1, 8...9]),
    ]

    @Test(arguments: sets)
    func daysAreRanges(of set: (name: String, days: [Int32], ranges: [ClosedRange<Int32>])) {
        let days = DaySet(set.days.map { Day(number: $0) })
        #expect(days.ranges.map { $0.lowerBound.number...$0.upperBound.number } == set.ranges)
        for number in Int32(-5)...12 { #expect(days.has(Day(number: number)) == set.days.contains(number)) }
    }

    @Test func weeksBeginOnMonday() {
        for (day, monday) in [("1970-01-01", "1969-12-29"), ("2026-11-29", "2026-11-23"), ("2026-11-30", "2026-11-30")]
        {
            #expect(Day(day)?.week.lowerBound == Day(monday))
            #expect(Day(day)?.week.upperBound == Day(monday)?.advanced(by: 6))
        }
    }
}
