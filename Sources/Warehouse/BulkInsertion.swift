import Definitions
import GRDB
import GRDBSQLite

/// A prepared insertion of many rows at a time, which SQLite reads from where they lie (`RowFeed`).
///
/// Rows that come in the order of the table's key are appended to it.
struct BulkInsertion: ~Copyable {
    private let statement: OpaquePointer
    private let database: Database
    /// The columns that are inserted.
    let width: Int

    /// - Parameter onConflict: what becomes of a row whose key is there already; '': it is an error.
    init(_ database: Database, into table: String, _ columns: [String], onConflict: String = "") throws {
        precondition(columns.count <= RowFeed.width)
        let values = columns.indices.map { "c\($0)" }.joined(separator: ", ")
        // Without a condition SQLite would take `ON` for that of a join.
        let conflict = onConflict.isEmpty ? "" : "WHERE true ON CONFLICT \(onConflict)"
        statement = try database.prepareRaw(
            """
            INSERT INTO \(table) (\(columns.joined(separator: ", ")))
            SELECT \(values) FROM \(RowFeed.table)(?) \(conflict)
            """)
        self.database = database
        width = columns.count
    }

    deinit {
        sqlite3_finalize(statement)
    }

    /// Inserts the rows of a batch, in order.
    func insert(_ rows: RowBatch) throws {
        precondition(rows.width == width)
        try rows.withColumns { try insert(rows.count, $0) }
    }

    /// Inserts so many rows of columns.
    ///
    /// - Throws: the library's error; rows before the one at fault are taken back.
    func insert(_ count: Int, _ columns: [FactLoader.GivenColumn]) throws {
        precondition(columns.count == width)
        if count > 0 { try insert(count, columns[...], after: []) }
    }

    /// Inserts rows once it is known where all columns lie, each within the memory of the one before.
    private func insert(
        _ count: Int, _ columns: ArraySlice<FactLoader.GivenColumn>, after placed: [RowFeed.Column]
    ) throws {
        guard let column = columns.first else { return try insert(count, placed) }
        func goOn(with column: RowFeed.Column) throws {
            try insert(count, columns.dropFirst(), after: placed + [column])
        }
        func withTexts(_ texts: TextColumn, _ place: (FieldTexts) -> RowFeed.Column) throws {
            try texts.bytes.withUnsafeBufferPointer { bytes in
                try texts.ends.withUnsafeBufferPointer { ends in
                    try goOn(with: place(FieldTexts(bytes: bytes.baseAddress, ends: ends.baseAddress)))
                }
            }
        }
        switch column {
        case .integer(RecordColumn.null): try goOn(with: .null)
        case .integer(let value): try goOn(with: .integer(value))
        case .counted(let first): try goOn(with: .counted(from: first))
        case .text(var text): try text.withUTF8 { try goOn(with: .text($0)) }
        case .integers(let values):
            try values.withUnsafeBufferPointer { try goOn(with: .integers($0.baseAddress.unsafelyUnwrapped)) }
        case .instants(let values):
            try values.withUnsafeBufferPointer { try goOn(with: .instants($0.baseAddress.unsafelyUnwrapped)) }
        case .days(let values):
            try values.withUnsafeBufferPointer { try goOn(with: .days($0.baseAddress.unsafelyUnwrapped)) }
        case .texts(let texts): try withTexts(texts) { .texts($0) }
        case .codedIntegers(let codes, let values):
            try codes.withUnsafeBufferPointer { codes in
                try values.withUnsafeBufferPointer { values in
                    try goOn(
                        with: .codedIntegers(
                            codes.baseAddress.unsafelyUnwrapped, values.baseAddress.unsafelyUnwrapped))
                }
            }
        case .codedTexts(let codes, let texts):
            try codes.withUnsafeBufferPointer { codes in
                try withTexts(texts) { .codedTexts(codes.baseAddress.unsafelyUnwrapped, $0) }
            }
        }
    }

    private func insert(_ count: Int, _ columns: [RowFeed.Column]) throws {
        guard count > 0 else { return }
        let code = columns.withUnsafeBufferPointer { columns in
            var feed = RowFeed(count: count, columns: columns.baseAddress.unsafelyUnwrapped)
            return withUnsafeMutablePointer(to: &feed) { feed in
                RowFeed.bind(feed, to: statement)
                defer {
                    sqlite3_reset(statement)
                    sqlite3_clear_bindings(statement)
                }
                return sqlite3_step(statement)
            }
        }
        guard code == SQLITE_DONE else { throw database.rawError(code) }
    }
}
