import Definitions
import GRDB
import GRDBSQLite

/// A prepared insertion of many rows at a time, which SQLite reads from where they lie (`RowFeed`).
///
/// Rows that come in the order of the table's key are appended to it. What is the same in all rows of a batch is bound once
/// for it, and isn't read with each row; most columns of a record are such, that its source doesn't have.
final class BulkInsertion {
    private let database: Database
    private let table: String
    private let columns: [String]
    private let onConflict: String
    /// A statement for each set of columns that were bound, a bit a column.
    private var statements: [UInt64: OpaquePointer] = [:]

    /// - Parameter onConflict: what becomes of a row whose key is there already; '': it is an error.
    init(_ database: Database, into table: String, _ columns: [String], onConflict: String = "") {
        precondition(columns.count <= RowFeed.width && RowFeed.width <= UInt64.bitWidth)
        self.database = database
        self.table = table
        self.columns = columns
        self.onConflict = onConflict
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
    }

    /// The statement that reads all columns but those that are bound, whose parameters follow that of the feed.
    private func statement(binding bound: UInt64) throws -> OpaquePointer {
        if let known = statements[bound] { return known }
        let values = columns.indices.map { bound >> UInt64($0) & 1 == 0 ? "c\($0)" : "?\($0 + 2)" }
        // Without a condition SQLite would take `ON` for that of a join.
        let conflict = onConflict.isEmpty ? "" : "WHERE true ON CONFLICT \(onConflict)"
        let made = try database.prepareRaw(
            """
            INSERT INTO \(table) (\(columns.joined(separator: ", ")))
            SELECT \(values.joined(separator: ", ")) FROM \(RowFeed.table)(?1) \(conflict)
            """)
        statements[bound] = made
        return made
    }

    /// Inserts the rows of a batch, in order.
    func insert(_ rows: RowBatch) throws {
        precondition(rows.width == columns.count)
        try rows.withColumns { try insert(rows.count, $0) }
    }

    /// Inserts so many rows of columns.
    ///
    /// - Throws: the library's error; rows before the one at fault are taken back.
    func insert(_ count: Int, _ columns: [GivenColumn]) throws {
        precondition(columns.count == self.columns.count)
        if count > 0 { try insert(count, columns[...], after: []) }
    }

    /// Inserts rows once it is known where all columns lie, each within the memory of the one before.
    private func insert(
        _ count: Int, _ columns: ArraySlice<GivenColumn>, after placed: [RowFeed.Column]
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
        var bound: UInt64 = 0
        for (place, column) in columns.enumerated() where column.isConstant { bound |= 1 << UInt64(place) }
        let statement = try statement(binding: bound)
        for (place, column) in columns.enumerated() { column.bind(to: statement, at: Int32(place + 2)) }
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
