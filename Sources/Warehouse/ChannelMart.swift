import Definitions
import GRDB

/// The tables of the channel mart, and what their cells are made of.
///
/// Cells are summed in memory and inserted in the order of their key: SQLite would sort rows as wide as the mart.
enum ChannelMart {
    /// The sums of a cell, in the order of its columns.
    static let measures = [
        "impressions", "clicks", "cost_micros", "visits", "pageviews", "visit_duration", "bounces", "leads_billionths",
        "leads_all_billionths", "deals_created_billionths", "deals_won_billionths", "revenue_micros", "payments_micros",
    ]
    // Where the measures of each fact begin among them.
    static let impressions = 0
    static let cost = 2
    static let visits = 3
    static let credits = 7

    /// Inserts cells of one of the tables.
    struct Insertion: ~Copyable {
        private let writer: RowWriter

        /// - Parameter period: the column of the cells' first day.
        init(_ database: Database, _ table: String, by period: String) {
            writer = RowWriter(database, into: table, [period, "traffic_id"] + measures)
        }

        /// Adds a cell; they come in the order of day and traffic source.
        func insert(_ day: Day, _ traffic: Int64, _ sums: UnsafeBufferPointer<Int64>) throws {
            writer.rows.append(day)
            writer.rows.append(traffic)
            for sum in sums { writer.rows.append(sum) }
            try writer.endRow()
        }

        func finish() throws {
            try writer.finish()
        }
    }

    /// A week or a month.
    enum Period: CaseIterable {
        case week, month

        var table: String {
            switch self {
            case .week: "mart_channel_weekly"
            case .month: "mart_channel_monthly"
            }
        }

        var column: String {
            switch self {
            case .week: "week"
            case .month: "month"
            }
        }

        func days(around day: Day) -> ClosedRange<Day> {
            switch self {
            case .week: day.week
            case .month: day.month
            }
        }
    }

    /// Sums the cells of days, which come in order, by week or month.
    struct PeriodSums: ~Copyable {
        private let period: Period
        private var insertion: Insertion
        /// Of the period that days lie in now, by its first day and traffic source.
        private var cells = DayCells(width: measures.count)
        private var days: ClosedRange<Day>?

        init(_ database: Database, _ period: Period) {
            self.period = period
            insertion = Insertion(database, period.table, by: period.column)
        }

        mutating func add(_ day: Day, _ traffic: Int64, _ sums: UnsafeBufferPointer<Int64>) throws {
            if days?.contains(day) != true {
                try finish()
                days = period.days(around: day)
            }
            guard let days else { return }
            let row = cells.row(days.lowerBound, traffic)
            for place in sums.indices { try cells.add(sums[place], place, at: row) }
        }

        /// Writes the period that days lay in last.
        mutating func finish() throws {
            for row in cells.sortedRows() {
                try cells.withSums(Int(row)) {
                    try insertion.insert(cells.day(Int(row)), cells.number(Int(row)), $0)
                }
            }
            cells.removeAll()
            try insertion.finish()
        }
    }
}
