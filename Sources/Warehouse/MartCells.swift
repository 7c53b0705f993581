import Definitions
import GRDB

/// The cells of the daily channel mart, put together in the order of its key.
struct MartCells: ~Copyable {
    private let days: DaySet?
    private var spend: TrafficCells.Ordered
    private var visits: TrafficCells.Ordered
    private var fees: TrafficCells.Ordered
    /// What the report's model gives, in the order of day and traffic source.
    private let credits: RowReader
    private var creditKey: UInt64
    private var sums = [Int64](repeating: 0, count: ChannelMart.measures.count)

    /// - Parameters:
    ///   - start: visits before it are counted nowhere.
    ///   - days: those that are wanted; nil: all.
    init(
        _ database: Database, _ spend: SpendSums, _ touches: TouchSums, from start: Day, days: DaySet?
    ) throws {
        let fees = try Self.fees(database)
        let measures = ChannelMart.measures[ChannelMart.credits...].joined(separator: ", ")
        let credits = try RowReader(
            database,
            """
            SELECT day, traffic_id, \(measures)
            FROM mart_credit_daily WHERE \(Self.condition(of: days)) ORDER BY day, traffic_id
            """)
        creditKey = try Self.nextKey(credits, days)
        self.credits = credits
        self.days = days
        self.spend = spend.cells.ordered { days?.has($0) ?? true }
        visits = touches.visits.ordered { $0 >= start && days?.has($0) ?? true }
        self.fees = fees.ordered { days?.has($0) ?? true }
    }

    /// Goes on to the next cell; nil after the last.
    mutating func next() throws -> (day: Day, traffic: Int64)? {
        let key = min(creditKey, spend.key, visits.key, fees.key)
        guard key < .max else { return nil }
        for place in sums.indices { sums[place] = 0 }
        try Self.add(&spend, key, to: &sums, from: ChannelMart.impressions)
        try Self.add(&visits, key, to: &sums, from: ChannelMart.visits)
        try Self.add(&fees, key, to: &sums, from: ChannelMart.cost)
        if creditKey == key {
            for measure in ChannelMart.credits..<sums.count {
                sums[measure] = credits.integer(Int32(measure - ChannelMart.credits) + 2)
            }
            creditKey = try Self.nextKey(credits, days)
        }
        let cell = DayCells.unpacked(key)
        return (cell.day, cell.number)
    }

    /// The sums of the cell that was reached last.
    func withSums<Value>(_ body: (UnsafeBufferPointer<Int64>) throws -> Value) rethrows -> Value {
        try sums.withUnsafeBufferPointer(body)
    }

    /// Adds what lies in the mart's cell to its sums from a measure on.
    private static func add(
        _ cells: inout TrafficCells.Ordered, _ key: UInt64, to sums: inout [Int64], from measure: Int
    ) throws {
        while cells.key == key {
            for column in 0..<cells.cells.width {
                let (sum, overflow) = sums[measure + column].addingReportingOverflow(cells.cells[cells.row, column])
                guard !overflow else { throw Failure.sumTooLarge() }
                sums[measure + column] = sum
            }
            cells.goOn()
        }
    }

    private static func fees(_ database: Database) throws -> TrafficCells {
        var fees = TrafficCells(width: 1)
        var ways: [Int64: Int64] = [:]
        let rows = try RowReader(database, "SELECT day, traffic_id, cost_micros FROM fact_fee")
        while try rows.next() {
            let traffic = rows.integer(1)
            let way = ways[traffic] ?? Int64(fees.traffic.count)
            if way == fees.traffic.count {
                ways[traffic] = way
                fees.traffic.append(traffic)
            }
            try fees.cells.add(rows.integer(2), 0, at: fees.cells.row(rows.day(0), way))
        }
        return fees
    }

    /// The days from the first wanted to the last.
    private static func condition(of days: DaySet?) -> String {
        guard let ranges = days?.ranges else { return "true" }
        guard let first = ranges.first, let last = ranges.last else { return "false" }
        return "day BETWEEN '\(first.lowerBound)' AND '\(last.upperBound)'"
    }

    private static func nextKey(_ credits: borrowing RowReader, _ days: DaySet?) throws -> UInt64 {
        while try credits.next() {
            let day = credits.day(0)
            if days?.has(day) ?? true { return DayCells.packed(day, credits.integer(1)) }
        }
        return .max
    }
}
