import GRDB

/// Writes rows of a table that are made one after the other, some thousand at a time.
struct RowWriter: ~Copyable {
    /// The row that is being made, after those that are held.
    let rows: RowBatch
    private let insertion: BulkInsertion
    /// So many rows are held.
    static let held = 2048

    /// - Parameter onConflict: what becomes of a row whose key is there already; '': it is an error.
    init(_ database: Database, into table: String, _ columns: [String], onConflict: String = "") {
        insertion = BulkInsertion(database, into: table, columns, onConflict: onConflict)
        rows = RowBatch(width: columns.count)
    }

    /// Ends a row.
    func endRow() throws {
        if rows.count >= Self.held { try finish() }
    }

    /// Writes the rows that are held.
    func finish() throws {
        try write(rows)
        rows.removeAll()
    }

    /// Writes rows that were made elsewhere.
    func write(_ rows: RowBatch) throws {
        try insertion.insert(rows)
    }
}
