import Definitions
import GRDB
import GRDBSQLite

/// A prepared query read row by row through SQLite's C interface: bytes where they lie, no object a row.
///
/// The counterpart of `BulkStatement`, for the queries over all records.
struct RowReader: ~Copyable {
    private let statement: OpaquePointer
    private let database: Database
    private let given: GivenRows?

    /// - Parameter rows: those that the query reads from `RowFeed.table(?1)`; they must not change before it ends.
    init(_ database: Database, _ sql: String, from rows: RowBatch? = nil) throws {
        self.database = database
        statement = try database.prepareRaw(sql)
        given = rows.map { GivenRows($0) }
        if let given { RowFeed.bind(given.feed, to: statement) }
    }

    /// Reads the rows of a fact, or of some of its files.
    ///
    /// - Parameter files: in order; nil: all.
    init(_ database: Database, columns: String, of table: FactTable, in files: [Int64]?) throws {
        let rows =
            files == nil
            ? "\(table.name) NOT INDEXED" : "\(RowFeed.table)(?1) CROSS JOIN \(table.name) ON file_id = c0"
        try self.init(database, "SELECT \(columns) FROM \(rows)", from: files.map(RowBatch.init(integers:)))
    }

    deinit {
        sqlite3_finalize(statement)
    }

    /// Goes on to the next row; false after the last.
    func next() throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            throw database.rawError(code)
        }
    }

    // MARK: Columns of the row, from 0 on

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(statement, column)
    }

    /// The UTF-8 text, or the blob; it lies there until the next row.
    func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        guard let text = sqlite3_column_text(statement, column) else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return UnsafeBufferPointer(start: text, count: Int(sqlite3_column_bytes(statement, column)))
    }

    /// Whether a column has this text.
    func holds(_ text: String, _ column: Int32) -> Bool {
        bytes(column).elementsEqual(text.utf8)
    }

    func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    /// A stored day: the tables check that it is one.
    func day(_ column: Int32) -> Day {
        Day(bytes(column)) ?? Day(number: 0)
    }

    /// A stored moment, to the second; nil where there is none.
    func instant(_ column: Int32) -> Instant? {
        Instant(bytes(column))
    }
}

/// Rows of a batch as a query reads them, with what must stay where it is meanwhile.
private final class GivenRows {
    let feed: UnsafeMutablePointer<RowFeed>
    private let rows: RowBatch
    private let columns: UnsafeMutablePointer<RowFeed.Column>

    init(_ rows: RowBatch) {
        self.rows = rows
        let columns = UnsafeMutablePointer<RowFeed.Column>.allocate(capacity: rows.width)
        rows.withColumns { columns.initialize(from: $0, count: rows.width) }
        self.columns = columns
        feed = .allocate(capacity: 1)
        feed.initialize(to: RowFeed(count: rows.count, columns: columns))
    }

    deinit {
        feed.deallocate()
        columns.deinitialize(count: rows.width).deallocate()
    }
}

/// Texts of which a column has few: each is made once.
struct FewTexts {
    private var known: [(bytes: [UInt8], text: String)] = []

    /// So many are compared with.
    private static let limit = 16

    mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        if bytes.isEmpty { return "" }
        for (place, entry) in known.enumerated() where entry.bytes.elementsEqual(bytes) {
            if place > 0 { known.swapAt(place, place - 1) }
            return entry.text
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if known.count == Self.limit { known.removeLast() }
        known.append((Array(bytes), text))
        return text
    }
}
