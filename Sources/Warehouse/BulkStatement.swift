import Definitions
import GRDB
import GRDBSQLite

/// A prepared statement stepped once per row, bound through SQLite's C interface.
///
/// For updates of many rows, up to three times as fast as a statement of the library; many rows are inserted by
/// `BulkInsertion`. Texts lie in memory of the statement until its step, so that SQLite copies none of them.
struct BulkStatement: ~Copyable {
    private let statement: OpaquePointer
    private let database: Database
    private var index: Int32 = 0
    private let scratch: UnsafeMutablePointer<UInt8>
    private var used = 0

    /// Texts of a row beyond it are copied by SQLite.
    private static let scratchSize = 4096

    init(_ database: Database, _ sql: String) throws {
        self.database = database
        statement = try database.prepareRaw(sql)
        scratch = .allocate(capacity: Self.scratchSize)
    }

    deinit {
        sqlite3_finalize(statement)
        scratch.deallocate()
    }

    // MARK: The next parameter

    /// Binds the next parameter.
    mutating func bind(_ value: Int64) {
        index += 1
        sqlite3_bind_int64(statement, index, value)
    }

    mutating func bind(_ value: Int64?) {
        guard let value else { return bindNull() }
        bind(value)
    }

    mutating func bindNull() {
        index += 1
        sqlite3_bind_null(statement, index)
    }

    mutating func bind(_ text: String) {
        var text = text
        text.withUTF8 { bindKept($0) }
    }

    mutating func bind(_ text: ArraySlice<UInt8>) {
        text.withUnsafeBufferPointer { bindKept($0) }
    }

    mutating func bind(_ day: Day) {
        guard let place = room(Day.textLength), day.write(to: place) else { return bind(day.description) }
        bind(text: UnsafeBufferPointer(start: place, count: Day.textLength))
    }

    /// Binds bytes that the caller keeps where they are until the step.
    mutating func bind(text: UnsafeBufferPointer<UInt8>) {
        index += 1
        // An empty text may have no address, and a null address would bind NULL.
        let start = text.baseAddress ?? UnsafePointer(scratch)
        _ = start.withMemoryRebound(to: CChar.self, capacity: text.count) {
            sqlite3_bind_text(statement, index, $0, Int32(text.count), nil)
        }
    }

    /// Binds bytes that the caller doesn't keep.
    private mutating func bindKept(_ text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress, text.count > 0 else { return bind(text: text) }
        if let place = room(text.count) {
            place.update(from: start, count: text.count)
            return bind(text: UnsafeBufferPointer(start: place, count: text.count))
        }
        index += 1
        _ = start.withMemoryRebound(to: CChar.self, capacity: text.count) {
            sqlite3_bind_text(statement, index, $0, Int32(text.count), Database.transient)
        }
    }

    /// So many bytes until the step; nil where none are left.
    private mutating func room(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        guard count <= Self.scratchSize - used else { return nil }
        defer { used += count }
        return scratch + used
    }

    // MARK: Steps

    /// Executes with what was bound and makes ready for the next row.
    mutating func step() throws {
        let code = sqlite3_step(statement)
        sqlite3_reset(statement)
        index = 0
        used = 0
        guard code == SQLITE_DONE else {
            throw database.rawError(code)
        }
    }
}
