/// Counts by row and column: side by side where both are few, as then no key need be looked for.
struct CountGrid: Sendable {
    /// Places that are kept side by side, four bytes each.
    private static let mostPlaces = 1 << 22

    private var places: [UInt32] = []
    private var rows = 0
    private var columns = 0
    /// The counts that have no place in the grid.
    private var others = CountTable()

    /// Adds to a count.
    ///
    /// - Precondition: the counts stay below 2³².
    /// - Complexity: O(1)
    @inline(__always)
    mutating func add(_ count: Int64, row: Int32, column: Int32) {
        if row < rows, column < columns {
            places[Int(row) * columns + Int(column)] += UInt32(count)
        } else {
            addElsewhere(count, row, column)
        }
    }

    private mutating func addElsewhere(_ count: Int64, _ row: Int32, _ column: Int32) {
        var (wantedRows, wantedColumns) = (max(rows, 64), max(columns, 32))
        while wantedRows <= row { wantedRows *= 2 }
        while wantedColumns <= column { wantedColumns *= 2 }
        guard wantedRows * wantedColumns <= Self.mostPlaces else {
            others.add(count, to: UInt64(row) << 32 | UInt64(column))
            return
        }
        var larger = [UInt32](repeating: 0, count: wantedRows * wantedColumns)
        for row in 0..<rows {
            for column in 0..<columns { larger[row * wantedColumns + column] = places[row * columns + column] }
        }
        places = larger
        rows = wantedRows
        columns = wantedColumns
        add(count, row: row, column: column)
    }

    /// Takes all counts above 0 with their row and column, each once, in no particular order.
    func forEach(_ body: (Int, Int, Int64) -> Void) {
        for row in 0..<rows {
            for column in 0..<columns {
                // What came before the grid grew to it may lie beside.
                let count =
                    Int64(places[row * columns + column]) + others[UInt64(row) << 32 | UInt64(column)]
                if count > 0 { body(row, column, count) }
            }
        }
        others.forEach { key, count in
            let (row, column) = (Int(key >> 32), Int(key & 0xFFFF_FFFF))
            if row >= rows || column >= columns { body(row, column, count) }
        }
    }
}
