import Definitions
import GRDB
import GRDBSQLite

/// A prepared statement stepped once per row, bound through SQLite's C interface.
///
/// In the bulk loop this is up to three times as fast as a statement of the library. Texts lie in memory of the
/// statement until its step, so that SQLite copies none of them.
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
        bind(value, at: index)
    }

    mutating func bind(_ value: Int64?) {
        guard let value else { return bindNull() }
        bind(value)
    }

    mutating func bindNull() {
        index += 1
        bindNull(at: index)
    }

    mutating func bind(_ text: ArraySlice<UInt8>) {
        index += 1
        let index = index
        text.withUnsafeBufferPointer { bindKept($0, at: index) }
    }

    /// Binds bytes that the caller keeps where they are until the step.
    mutating func bind(text: UnsafeBufferPointer<UInt8>) {
        index += 1
        bind(text, at: index)
    }

    mutating func bind(_ text: String) {
        index += 1
        bind(text, at: index)
    }

    mutating func bind(_ day: Day) {
        index += 1
        bind(day, at: index)
    }

    // MARK: A parameter by its number, from 1 on

    // What is bound stays until another value takes its place; texts until the step, but for constants.

    func bind(_ value: Int64, at index: Int32) {
        sqlite3_bind_int64(statement, index, value)
    }

    func bindNull(at index: Int32) {
        sqlite3_bind_null(statement, index)
    }

    /// Binds a text for all steps that follow.
    func bind(constant text: String, at index: Int32) {
        var text = text
        text.withUTF8 { Self.bindCopy($0, at: index, of: statement) }
    }

    /// Binds bytes that the caller keeps where they are until the step.
    @inline(__always)
    func bind(_ text: UnsafeBufferPointer<UInt8>, at index: Int32) {
        // An empty text may have no address, and a null address would bind NULL.
        let start = text.baseAddress ?? UnsafePointer(scratch)
        _ = start.withMemoryRebound(to: CChar.self, capacity: text.count) {
            sqlite3_bind_text(statement, index, $0, Int32(text.count), nil)
        }
    }

    mutating func bind(_ text: String, at index: Int32) {
        var text = text
        text.withUTF8 { bindKept($0, at: index) }
    }

    mutating func bind(_ day: Day, at index: Int32) {
        guard let place = room(Day.textLength), day.write(to: place) else { return bind(day.description, at: index) }
        bind(UnsafeBufferPointer(start: place, count: Day.textLength), at: index)
    }

    mutating func bind(_ instant: Instant, at index: Int32) {
        guard let place = room(Instant.textLength), instant.write(to: place) else {
            return bind(instant.description, at: index)
        }
        bind(UnsafeBufferPointer(start: place, count: Instant.textLength), at: index)
    }

    /// Binds bytes that the caller doesn't keep.
    private mutating func bindKept(_ text: UnsafeBufferPointer<UInt8>, at index: Int32) {
        guard let start = text.baseAddress, let place = room(text.count) else {
            return Self.bindCopy(text, at: index, of: statement)
        }
        place.update(from: start, count: text.count)
        bind(UnsafeBufferPointer(start: place, count: text.count), at: index)
    }

    /// So many bytes until the step; nil where none are left.
    private mutating func room(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        guard count <= Self.scratchSize - used else { return nil }
        defer { used += count }
        return scratch + used
    }

    private static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private static func bindCopy(_ text: UnsafeBufferPointer<UInt8>, at index: Int32, of statement: OpaquePointer) {
        if let start = text.baseAddress {
            _ = start.withMemoryRebound(to: CChar.self, capacity: text.count) {
                sqlite3_bind_text(statement, index, $0, Int32(text.count), transient)
            }
        } else {
            _ = sqlite3_bind_text(statement, index, "", 0, transient)
        }
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

    /// Executes once for each row of a batch, in order.
    ///
    /// Texts are bound where they lie, which is safe as long as the batch stays as it is.
    mutating func step(_ rows: RowBatch) throws {
        var column: Int32 = 0
        for cell in rows.cells {
            column += 1
            switch cell.length {
            case RowBatch.Cell.integer: sqlite3_bind_int64(statement, column, cell.number)
            case RowBatch.Cell.null: sqlite3_bind_null(statement, column)
            default:
                let text = UnsafeRawPointer(rows.bytes + Int(cell.number)).assumingMemoryBound(to: CChar.self)
                sqlite3_bind_text(statement, column, text, cell.length, nil)
            }
            guard Int(column) == rows.width else { continue }
            column = 0
            try step()
        }
        sqlite3_clear_bindings(statement)
    }
}
