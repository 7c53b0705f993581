import Definitions
import GRDB

/// What spend comes to by day, traffic source and platform.
package struct SpendSums: Sendable {
    /// What rows have in common that are summed, beside their traffic source.
    struct Way: Hashable, Sendable {
        /// The source in the pipeline file.
        var source: String
        /// The platform's one name.
        var platform: String
    }

    /// What is summed, in the order of the cells.
    enum Column {
        static let impressions = 0
        static let clicks = 1
        static let cost = 2
    }

    private struct Key: Hashable {
        var traffic: Int64
        var way: Way
    }

    /// By day and way.
    private(set) var cells = TrafficCells(width: 3)
    /// Of each of the cells' ways.
    private(set) var ways: [Way] = []
    private var positions: [Key: Int] = [:]
    var delivered = DeliveredRows()

    /// The position of a way, at the end where it is new.
    mutating func position(of way: Way, _ traffic: Int64) -> Int {
        let key = Key(traffic: traffic, way: way)
        if let position = positions[key] { return position }
        positions[key] = ways.count
        ways.append(way)
        cells.traffic.append(traffic)
        return ways.count - 1
    }

    /// Adds a row, or the part of one that spreads, on a day.
    mutating func add(_ day: Day, way: Int, impressions: Int64, clicks: Int64, cost: Int64) throws(Failure) {
        let cell = cells.cells.row(day, Int64(way))
        try cells.cells.add(impressions, Column.impressions, at: cell)
        try cells.cells.add(clicks, Column.clicks, at: cell)
        try cells.cells.add(cost, Column.cost, at: cell)
    }
}
