package import Definitions
import GRDB

/// The channel mart from the facts: by day, and from its days by week and month.
extension Publication {
    /// Makes the daily mart anew, of all days or of those that changed.
    ///
    /// Cost and visits lie on their own day, a cost that spreads on each of its days. Conversions lie on the date of the
    /// report's basis, as the credits were summed: by default leads on their day, and so do their deals and the payments
    /// of these. One without that date lies on its latest before it.
    ///
    /// - Parameters:
    ///   - start: visits before it are counted nowhere.
    ///   - withPeriods: whether weeks and months are made as well; not where cost is to be moved within the days first.
    /// - Complexity: O(*n* log *n*) in the cells.
    package func makeDailyMart(
        _ spend: SpendSums, _ touches: TouchSums, from start: Day, withPeriods: Bool
    ) throws {
        try database.execute(
            sql: changedDays == nil
                ? "DELETE FROM mart_channel_daily"
                : "DELETE FROM mart_channel_daily WHERE day IN (SELECT day FROM temp.changed_day)")
        var cells = try MartCells(database, spend, touches, from: start, days: changedDays)
        let insertion = ChannelMart.Insertion(database, "mart_channel_daily", by: "day")
        guard withPeriods, changedDays == nil else {
            while let (day, traffic) = try cells.next() {
                try cells.withSums { try insertion.insert(day, traffic, $0) }
            }
            try insertion.finish()
            if withPeriods { try makePeriodMarts() }
            return
        }
        try clearPeriods()
        var weeks = ChannelMart.PeriodSums(database, .week)
        var months = ChannelMart.PeriodSums(database, .month)
        while let (day, traffic) = try cells.next() {
            try cells.withSums { sums in
                try insertion.insert(day, traffic, sums)
                try weeks.add(day, traffic, sums)
                try months.add(day, traffic, sums)
            }
        }
        try insertion.finish()
        try weeks.finish()
        try months.finish()
    }

    /// Makes weeks and months anew, of all days or those that hold a day that changed, from the days as they are now.
    package func makePeriodMarts() throws {
        if changedDays == nil { try clearPeriods() }
        for period in ChannelMart.Period.allCases {
            var ranges: [ClosedRange<Day>?] = [nil]
            if let changedDays {
                var days = DaySet()
                for range in changedDays.ranges {
                    let (first, last) = (period.days(around: range.lowerBound), period.days(around: range.upperBound))
                    days.add(first.lowerBound...last.upperBound)
                }
                ranges = days.ranges
            }
            var sums = ChannelMart.PeriodSums(database, period)
            for range in ranges {
                if let range {
                    try database.execute(
                        sql: "DELETE FROM \(period.table) WHERE \(period.column) \(Self.between(range))")
                }
                try add(where: range.map { "day \(Self.between($0))" } ?? "true", to: &sums)
            }
            try sums.finish()
        }
    }

    /// Adds cells of the daily mart to their weeks or months.
    private func add(where condition: String, to periods: inout ChannelMart.PeriodSums) throws {
        let measures = ChannelMart.measures
        let rows = try RowReader(
            database,
            """
            SELECT day, traffic_id, \(measures.joined(separator: ", "))
            FROM mart_channel_daily WHERE \(condition) ORDER BY day, traffic_id
            """)
        var sums = [Int64](repeating: 0, count: measures.count)
        while try rows.next() {
            for place in sums.indices { sums[place] = rows.integer(Int32(place) + 2) }
            try sums.withUnsafeBufferPointer { try periods.add(rows.day(0), rows.integer(1), $0) }
        }
    }

    private static func between(_ days: ClosedRange<Day>) -> String {
        "BETWEEN '\(days.lowerBound)' AND '\(days.upperBound)'"
    }

    private func clearPeriods() throws {
        try database.execute(sql: "DELETE FROM mart_channel_weekly; DELETE FROM mart_channel_monthly")
    }
}
