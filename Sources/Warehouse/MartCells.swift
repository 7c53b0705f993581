import Definitions
import GRDB

/// The cells of the daily channel mart, put together in the order of its key.
struct MartCells: ~Copyable {
    private let spend: SpendSums
    private let spendRows: [Int32]
    private var nextSpend = 0
    /// Fees and visits by day and traffic source.
    private let others: DayCells
    private let otherRows: [Int32]
    private var nextOther = 0
    /// What the report's model gives, in the order of day and traffic source.
    private let credits: RowReader
    private var creditKey: UInt64
    private var sums = [Int64](repeating: 0, count: ChannelMart.measures.count)

    /// The columns of fees and visits, and those of the mart that they go to.
    enum Other {
        static let width = 5
        static let feeCost = 0
        static let visits = 1
        static let mart = [ChannelMart.cost] + (ChannelMart.visits..<ChannelMart.visits + 4)
    }

    private static let creditMeasures = ChannelMart.leads..<ChannelMart.measures.count

    /// - Parameter days: the condition of the days that are wanted.
    init(_ database: Database, _ spend: SpendSums, _ others: DayCells, where days: String) throws {
        let credits = try RowReader(
            database,
            """
            SELECT day, traffic_id, \(ChannelMart.measures[Self.creditMeasures].joined(separator: ", "))
            FROM mart_credit_daily WHERE \(days) ORDER BY day, traffic_id
            """)
        creditKey = try Self.nextKey(credits)
        self.credits = credits
        self.spend = spend
        spendRows = spend.rowsByTraffic()
        self.others = others
        otherRows = others.sortedRows()
    }

    /// Goes on to the next cell; nil after the last.
    mutating func next() throws -> (day: Day, traffic: Int64)? {
        let key = min(creditKey, spendKey, otherKey)
        guard key < .max else { return nil }
        for place in sums.indices { sums[place] = 0 }
        while spendKey == key {
            let row = Int(spendRows[nextSpend])
            for column in 0..<spend.cells.width { try add(spend.cells[row, column], to: column) }
            nextSpend += 1
        }
        if otherKey == key {
            let row = Int(otherRows[nextOther])
            for column in 0..<Other.width { try add(others[row, column], to: Other.mart[column]) }
            nextOther += 1
        }
        if creditKey == key {
            for measure in Self.creditMeasures {
                sums[measure] = credits.integer(Int32(measure - Self.creditMeasures.lowerBound) + 2)
            }
            creditKey = try Self.nextKey(credits)
        }
        let cell = DayCells.unpacked(key)
        return (cell.day, cell.number)
    }

    /// The sums of the cell that was reached last.
    func withSums<Value>(_ body: (UnsafeBufferPointer<Int64>) throws -> Value) rethrows -> Value {
        try sums.withUnsafeBufferPointer(body)
    }

    private mutating func add(_ number: Int64, to place: Int) throws {
        let (sum, overflow) = sums[place].addingReportingOverflow(number)
        guard !overflow else { throw Failure.sumTooLarge() }
        sums[place] = sum
    }

    private var spendKey: UInt64 {
        guard nextSpend < spendRows.count else { return .max }
        let row = Int(spendRows[nextSpend])
        return DayCells.packed(spend.cells.day(row), spend.ways[Int(spend.cells.number(row))].traffic)
    }

    private var otherKey: UInt64 {
        nextOther < otherRows.count ? others.key(Int(otherRows[nextOther])) : .max
    }

    private static func nextKey(_ credits: borrowing RowReader) throws -> UInt64 {
        try credits.next() ? DayCells.packed(credits.day(0), credits.integer(1)) : .max
    }
}
