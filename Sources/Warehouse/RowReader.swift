import Definitions
import GRDB
import GRDBSQLite

/// A prepared query read row by row through SQLite's C interface: bytes where they lie, no object a row.
///
/// The counterpart of `BulkStatement`, for the queries over all records.
struct RowReader: ~Copyable {
    private let statement: OpaquePointer
    private let database: Database

    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.prepareRaw(sql)
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

    /// The blob, which a text would be made of first; it lies there until the next row.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: sqlite3_column_blob(statement, column), count: Int(sqlite3_column_bytes(statement, column)))
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
