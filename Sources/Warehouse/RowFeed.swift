import Definitions
import GRDB
import GRDBSQLite

/// Rows in memory that SQLite reads as it reads a table's: `SELECT c0, c1, … FROM row_feed(?)`.
///
/// So one statement inserts a whole batch. A statement that is stepped once a row opens its tables and looks for its place
/// in them anew for each, which is a third of what an insertion costs.
struct RowFeed {
    /// Where a column's values lie until the statement that reads them has ended.
    enum Column {
        // The same in all rows.
        case integer(Int64)
        case null
        case text(UnsafeBufferPointer<UInt8>)

        // Others in each row.
        /// The numbers from one on, row by row.
        case counted(from: Int64)
        /// One a row; `RecordColumn.null` is NULL.
        case integers(UnsafePointer<Int64>)
        /// Milliseconds, one a row; `RecordColumn.null` is NULL.
        case instants(UnsafePointer<Int64>)
        case days(UnsafePointer<Day>)
        case texts(FieldTexts)
        /// Of each row the place of its number.
        case codedIntegers(UnsafePointer<UInt32>, UnsafePointer<Int64>)
        /// Of each row the place of its text.
        case codedTexts(UnsafePointer<UInt32>, FieldTexts)
        /// One every so many cells, with the bytes that texts lie in.
        case cells(UnsafePointer<RowBatch.Cell>, every: Int, UnsafePointer<UInt8>)

        var isConstant: Bool {
            switch self {
            case .integer, .null, .text: true
            default: false
            }
        }

        /// Binds what is the same in all rows to a parameter of a statement; nothing else.
        func bind(to statement: OpaquePointer, at parameter: Int32) {
            switch self {
            case .integer(let value): sqlite3_bind_int64(statement, parameter, value)
            case .null: sqlite3_bind_null(statement, parameter)
            case .text(let text):
                let start = text.baseAddress ?? RowFeed.nothing.utf8Start
                _ = start.withMemoryRebound(to: CChar.self, capacity: text.count) {
                    sqlite3_bind_text(statement, parameter, $0, Int32(text.count), nil)
                }
            default: break
            }
        }
    }

    /// The name of the virtual table.
    static let table = "row_feed"
    /// The columns that it has, `c0` first.
    static let width = 64

    let count: Int
    let columns: UnsafePointer<Column>

    /// Makes `row_feed` known to a connection.
    static func register(in database: Database) throws {
        let code = sqlite3_create_module(database.sqliteConnection, table, module, nil)
        guard code == SQLITE_OK else { throw database.rawError(code) }
    }

    /// Names the parameter of `row_feed`, so that no other pointer is taken for one.
    private static let type: StaticString = "RowFeed"

    /// Hands the feed to a statement's first parameter.
    ///
    /// It must stay where it is until the statement is reset.
    static func bind(_ feed: UnsafeMutablePointer<RowFeed>, to statement: OpaquePointer) {
        type.withUTF8Buffer { type in
            let name = UnsafeRawPointer(type.baseAddress.unsafelyUnwrapped).assumingMemoryBound(to: CChar.self)
            sqlite3_bind_pointer(statement, 1, feed, name, nil)
        }
    }

    // MARK: The virtual table

    /// A walk over the rows of a feed; SQLite knows its first member only.
    private struct Cursor {
        var base = sqlite3_vtab_cursor()
        var feed: UnsafePointer<RowFeed>?
        var row = 0
        /// Room for a day or an instant of each column.
        let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: RowFeed.width * Instant.textLength)
    }

    private typealias Walk = UnsafeMutablePointer<sqlite3_vtab_cursor>

    private static func cursor(_ walk: Walk?) -> UnsafeMutablePointer<Cursor> {
        UnsafeMutableRawPointer(walk.unsafelyUnwrapped).assumingMemoryBound(to: Cursor.self)
    }

    // SQLite reads it as long as the process has connections, and nobody writes it.
    nonisolated(unsafe) private static let module: UnsafePointer<sqlite3_module> = {
        var module = sqlite3_module()
        // A table that is there without being created: `xCreate` stays empty.
        module.xConnect = { connection, _, _, _, table, _ in
            let columns = (0..<RowFeed.width).map { "c\($0)" }.joined(separator: ", ")
            let code = sqlite3_declare_vtab(connection, "CREATE TABLE x (\(columns), feed HIDDEN)")
            guard code == SQLITE_OK else { return code }
            let made = UnsafeMutablePointer<sqlite3_vtab>.allocate(capacity: 1)
            made.initialize(to: sqlite3_vtab())
            table?.pointee = made
            return SQLITE_OK
        }
        module.xDisconnect = { table in
            table?.deallocate()
            return SQLITE_OK
        }
        module.xBestIndex = { _, index in
            guard let index else { return SQLITE_ERROR }
            for place in 0..<Int(index.pointee.nConstraint) {
                let constraint = index.pointee.aConstraint[place]
                guard constraint.iColumn == RowFeed.width, constraint.op == SQLITE_INDEX_CONSTRAINT_EQ,
                    constraint.usable != 0
                else { continue }
                index.pointee.aConstraintUsage[place].argvIndex = 1
                index.pointee.aConstraintUsage[place].omit = 1
                index.pointee.estimatedCost = 1
                return SQLITE_OK
            }
            return SQLITE_CONSTRAINT
        }
        module.xOpen = { _, walk in
            let made = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            made.initialize(to: Cursor())
            walk?.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { walk in
            let cursor = RowFeed.cursor(walk)
            cursor.pointee.scratch.deallocate()
            cursor.deallocate()
            return SQLITE_OK
        }
        module.xFilter = { walk, _, _, count, values in
            let cursor = RowFeed.cursor(walk)
            cursor.pointee.row = 0
            guard count == 1, let value = values?[0] else { return SQLITE_ERROR }
            cursor.pointee.feed = RowFeed.type.withUTF8Buffer { type in
                let name = UnsafeRawPointer(type.baseAddress.unsafelyUnwrapped).assumingMemoryBound(to: CChar.self)
                return sqlite3_value_pointer(value, name).map {
                    UnsafePointer($0.assumingMemoryBound(to: RowFeed.self))
                }
            }
            return SQLITE_OK
        }
        module.xNext = { walk in
            RowFeed.cursor(walk).pointee.row += 1
            return SQLITE_OK
        }
        module.xEof = { walk in
            let cursor = RowFeed.cursor(walk)
            return cursor.pointee.row >= cursor.pointee.feed?.pointee.count ?? 0 ? 1 : 0
        }
        module.xColumn = { walk, context, column in
            let cursor = RowFeed.cursor(walk)
            // The feed itself has no value to show.
            guard let feed = cursor.pointee.feed, column < RowFeed.width else { return SQLITE_OK }
            RowFeed.give(
                feed.pointee.columns[Int(column)], cursor.pointee.row, to: context,
                cursor.pointee.scratch + Int(column) * Instant.textLength)
            return SQLITE_OK
        }
        module.xRowid = { walk, id in
            id?.pointee = Int64(RowFeed.cursor(walk).pointee.row)
            return SQLITE_OK
        }
        let kept = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        kept.initialize(to: module)
        return UnsafePointer(kept)
    }()

    /// Gives a row's value to SQLite.
    ///
    /// - Parameter scratch: where a day or an instant may lie until the next row.
    @inline(__always)
    private static func give(
        _ column: Column, _ row: Int, to context: OpaquePointer?, _ scratch: UnsafeMutablePointer<UInt8>
    ) {
        switch column {
        // Bound by `BulkInsertion`.
        case .integer, .null, .text: sqlite3_result_null(context)
        case .counted(let first): sqlite3_result_int64(context, first + Int64(row))
        case .integers(let values): give(values[row], to: context)
        case .instants(let values):
            guard values[row] != RecordColumn.null else { return sqlite3_result_null(context) }
            let instant = Instant(milliseconds: values[row])
            guard instant.write(to: scratch) else { return give(copyOf: instant.description, to: context) }
            give(UnsafeBufferPointer(start: scratch, count: Instant.textLength), to: context)
        case .days(let values):
            guard values[row].write(to: scratch) else { return give(copyOf: values[row].description, to: context) }
            give(UnsafeBufferPointer(start: scratch, count: Day.textLength), to: context)
        case .texts(let texts): give(texts[row], to: context)
        case .codedIntegers(let codes, let values): give(values[Int(codes[row])], to: context)
        case .codedTexts(let codes, let texts): give(texts[Int(codes[row])], to: context)
        case .cells(let cells, let width, let bytes):
            let cell = cells[row * width]
            switch cell.length {
            case RowBatch.Cell.integer: sqlite3_result_int64(context, cell.number)
            case RowBatch.Cell.null: sqlite3_result_null(context)
            default: give(UnsafeBufferPointer(start: bytes + Int(cell.number), count: Int(cell.length)), to: context)
            }
        }
    }

    @inline(__always)
    private static func give(_ value: Int64, to context: OpaquePointer?) {
        if value == RecordColumn.null {
            sqlite3_result_null(context)
        } else {
            sqlite3_result_int64(context, value)
        }
    }

    /// Gives a text where it lies.
    @inline(__always)
    private static func give(_ text: UnsafeBufferPointer<UInt8>, to context: OpaquePointer?) {
        // An empty text may have no address, and a null address would be NULL.
        let start = text.baseAddress ?? nothing.utf8Start
        start.withMemoryRebound(to: CChar.self, capacity: text.count) {
            sqlite3_result_text(context, $0, Int32(text.count), nil)
        }
    }

    fileprivate static let nothing: StaticString = ""

    private static func give(copyOf text: String, to context: OpaquePointer?) {
        sqlite3_result_text(context, text, Int32(text.utf8.count), Database.transient)
    }
}
