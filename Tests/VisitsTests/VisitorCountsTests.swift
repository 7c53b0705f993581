import Definitions
import TestSupport
import Testing
import Visits

@Suite("Distinct visitors")
struct VisitorCountsTests {
    @Test(
        "weeks begin on Monday, months on their first",
        arguments: [
            ("2026-01-01", "2025-12-29", "2026-01-01"), ("2026-01-04", "2025-12-29", "2026-01-01"),
            ("2026-01-05", "2026-01-05", "2026-01-01"), ("2024-02-29", "2024-02-26", "2024-02-01"),
            ("1969-12-31", "1969-12-29", "1969-12-01"), ("1970-01-04", "1969-12-29", "1970-01-01"),
        ])
    func starts(day: String, week: String, month: String) throws {
        let day = try #require(Day(day))
        #expect(VisitorCounts.Period.day.start(of: day) == day)
        #expect(VisitorCounts.Period.week.start(of: day) == Day(week))
        #expect(VisitorCounts.Period.month.start(of: day) == Day(month))
    }

    @Test("a person counts once in each period, channel and source")
    func distinct() {
        var random = SeededGenerator()
        var counts = VisitorCounts()
        var naive: [VisitorCounts.Key: Set<Int>] = [:]
        for person in 0..<50 {
            let occasions = (0..<random.below(8) + 1).map { _ in
                let traffic = Int64(random.below(6))
                return (
                    day: Day(number: Int32(20_000 + random.below(60))), channel: traffic / 2, traffic: traffic
                )
            }
            for occasion in occasions {
                counts.note(occasion.day, channel: occasion.channel, traffic: occasion.traffic)
            }
            counts.endPerson()
            for occasion in occasions {
                for period in VisitorCounts.Period.allCases {
                    for (scope, id) in [
                        (VisitorCounts.Scope.total, 0), (.channel, occasion.channel), (.traffic, occasion.traffic),
                    ] {
                        let key = VisitorCounts.Key(
                            period: period, start: period.start(of: occasion.day), scope: scope, id: id)
                        naive[key, default: []].insert(person)
                    }
                }
            }
        }
        var counted: [VisitorCounts.Key: Int64] = [:]
        counts.forEach { key, visitors in
            #expect(counted.updateValue(visitors, forKey: key) == nil)
        }
        #expect(counted == naive.mapValues { Int64($0.count) }, "\(random)")
    }
}

@Suite struct CountedPeriodsTests {
    private func day(_ text: String) -> Day { Day(text) ?? Day(number: 0) }

    @Test func aDayConcernsItsWeekAndItsMonth() {
        // A Sunday, so that its week begins in the month before.
        let periods = CountedPeriods(changed: [day("2026-03-01")])
        for (text, isConcerned) in [
            ("2026-02-22", false), ("2026-02-23", true), ("2026-03-01", true), ("2026-03-31", true),
            ("2026-04-01", false),
        ] {
            #expect(periods.concern(day(text)) == isConcerned, "\(text)")
            #expect(periods.has(.day, day(text)) == isConcerned, "\(text)")
        }
        #expect(periods.has(.week, day("2026-02-23")) && !periods.has(.week, day("2026-03-02")))
        #expect(periods.has(.month, day("2026-03-01")) && !periods.has(.month, day("2026-02-01")))
        #expect(!CountedPeriods(changed: []).concern(day("2026-03-01")))
    }
}
