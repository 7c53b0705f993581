import Definitions

/// Sums by day and a way in which rows are alike, each of which lies in one traffic source.
struct TrafficCells {
    /// By day and position of the way.
    var cells: DayCells
    /// The traffic source of each way.
    var traffic: [Int64] = []

    init(width: Int) {
        cells = DayCells(width: width)
    }

    /// The cells of some days in the order of day and traffic source, one after the other.
    struct Ordered {
        let cells: DayCells
        private let traffic: [Int64]
        private let rows: [Int32]
        private var place = 0
        /// Day and traffic source of the cell that is next; the greatest number after the last.
        private(set) var key: UInt64 = .max

        /// The row of the cell that is next.
        var row: Int { Int(rows[place]) }

        fileprivate init(_ cells: TrafficCells, _ rows: [Int32]) {
            self.cells = cells.cells
            traffic = cells.traffic
            self.rows = rows
            readKey()
        }

        mutating func goOn() {
            place += 1
            readKey()
        }

        private mutating func readKey() {
            key =
                place < rows.count
                ? DayCells.packed(cells.day(row), traffic[Int(cells.number(row))]) : .max
        }
    }

    /// - Complexity: O(*n* log *n*)
    func ordered(where isWanted: (Day) -> Bool) -> Ordered {
        let order = traffic.indices.sorted { (traffic[$0], $0) < (traffic[$1], $1) }
        var ranks = [Int64](repeating: 0, count: traffic.count)
        for (rank, way) in order.enumerated() { ranks[way] = Int64(rank) }
        return Ordered(self, cells.sortedRows(ranks: ranks, where: isWanted))
    }
}
