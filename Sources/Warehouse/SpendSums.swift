import Definitions
import GRDB

/// What spend comes to by day, traffic source and platform, from one pass over its rows.
package struct SpendSums {
    /// What rows have in common that are summed.
    struct Way {
        var traffic: Int64
        /// The position of the pipeline's source.
        var source: Int
        /// The platform's one name.
        var platform: String
    }

    /// What is summed, in the order of the cells.
    enum Column {
        static let impressions = 0
        static let clicks = 1
        static let cost = 2
    }

    private(set) var ways: [Way] = []
    /// By day and position of the way.
    private(set) var cells = DayCells(width: 3)
    private(set) var sources: SourceNames
    private var known = TextTable()
    private var key: [UInt8] = []

    private static let columns = "file_id, traffic_id, platform, day, impressions, clicks, cost_micros"

    /// Reads all spend; a cost that spreads counts on each of its days.
    ///
    /// - Parameters:
    ///   - origins: of each traffic source.
    ///   - platform: the platform's one name, of a text that a row of spend states.
    init(
        _ database: Database, _ origins: [Int64: Publication.Origin], platform: (_ stated: String) -> String
    ) throws {
        sources = try SourceNames(database)
        let rows = try RowReader(database, "SELECT \(Self.columns), date_to FROM fact_spend NOT INDEXED")
        var isAnySpread = false
        while try rows.next() {
            let way = way(of: rows, origins, platform)
            if rows.bytes(7).elementsEqual(rows.bytes(3)) {
                try add(rows, way)
            } else {
                isAnySpread = true
            }
        }
        guard isAnySpread else { return }
        let parts = try RowReader(database, "SELECT \(Self.columns) FROM fact_spend_spread")
        while try parts.next() { try add(parts, way(of: parts, origins, platform)) }
    }

    private mutating func add(_ row: borrowing RowReader, _ way: Int) throws(Failure) {
        let cell = cells.row(row.day(3), Int64(way))
        try cells.add(row.integer(4), Column.impressions, at: cell)
        try cells.add(row.integer(5), Column.clicks, at: cell)
        try cells.add(row.integer(6), Column.cost, at: cell)
    }

    private mutating func way(
        of row: borrowing RowReader, _ origins: [Int64: Publication.Origin], _ platform: (String) -> String
    ) -> Int {
        let source = sources.place(of: row.integer(0))
        let traffic = row.integer(1)
        key.removeAll(keepingCapacity: true)
        withUnsafeBytes(of: (Int64(source), traffic)) { key.append(contentsOf: $0) }
        key.append(contentsOf: row.bytes(2))
        let way = key.withUnsafeBufferPointer { known.position(of: $0) }
        if way == ways.count {
            let stated = row.text(2)
            ways.append(
                Way(
                    traffic: traffic, source: source,
                    platform: stated.isEmpty ? origins[traffic]?.source ?? "" : platform(stated)))
        }
        return way
    }

    /// The rows of the cells in the order of day and traffic source.
    func rowsByTraffic() -> [Int32] {
        let order = ways.indices.sorted { (ways[$0].traffic, $0) < (ways[$1].traffic, $1) }
        var ranks = [Int64](repeating: 0, count: ways.count)
        for (rank, way) in order.enumerated() { ranks[way] = Int64(rank) }
        return cells.sortedRows(ranks: ranks)
    }
}

extension Publication {
    /// What spend comes to, once its costs are settled.
    ///
    /// - Parameter platform: the platform's one name, of a text that a row of spend states.
    package func sumSpend(platform: (_ stated: String) -> String) throws -> SpendSums {
        try SpendSums(database, trafficOrigins(), platform: platform)
    }
}
