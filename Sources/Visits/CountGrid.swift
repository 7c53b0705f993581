/// Counts by row and column: side by side where both are few, as then no key need be looked for.
struct CountGrid: Sendable {
    /// Places that are kept side by side, four bytes each.
    private static let mostPlaces = 1 << 22

    private var places: [UInt32] = []
    private var rows = 0
    private(set) var columns = 0
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
        if holds(rows: Int(row) + 1, columns: Int(column) + 1) {
            places[Int(row) * columns + Int(column)] += UInt32(count)
        } else {
            others.add(count, to: UInt64(row) << 32 | UInt64(column))
        }
    }

    /// The places of the grid, row by row.
    @inline(__always)
    mutating func withPlaces(_ body: (UnsafeMutableBufferPointer<UInt32>) -> Void) {
        places.withUnsafeMutableBufferPointer { body($0) }
    }

    /// Makes room for so many rows and columns; false where they are too many.
    @inline(__always)
    mutating func holds(rows: Int, columns: Int) -> Bool {
        (rows <= self.rows && columns <= self.columns) || grow(rows, columns)
    }

    private mutating func grow(_ neededRows: Int, _ neededColumns: Int) -> Bool {
        var (wantedRows, wantedColumns) = (max(rows, 64), max(columns, 32))
        while wantedRows < neededRows { wantedRows *= 2 }
        while wantedColumns < neededColumns { wantedColumns *= 2 }
        guard wantedRows * wantedColumns <= Self.mostPlaces else { return false }
        var larger = [UInt32](repeating: 0, count: wantedRows * wantedColumns)
        for row in 0..<rows {
            for column in 0..<columns { larger[row * wantedColumns + column] = places[row * columns + column] }
        }
        places = larger
        rows = wantedRows
        columns = wantedColumns
        return true
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
