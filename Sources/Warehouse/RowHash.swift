import Crypto
import GRDB
import GRDBSQLite

/// The SHA-256 of a query's rows.
///
/// Each value goes in as its type, its length and its bytes, so that no two rows are alike to it. Rows are stepped through
/// SQLite's C interface: a digest reads every fact there is.
struct RowHash {
    private var hash = SHA256()
    private var buffer: [UInt8] = []
    /// The rows that went in.
    private(set) var count = 0

    /// Adds the rows of a query, without the columns of some names.
    mutating func add(_ database: Database, _ sql: String, leavingOut names: Set<String>) throws {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v2(database.sqliteConnection, sql, -1, &prepared, nil)
        guard code == SQLITE_OK, let statement = prepared else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage, sql: sql)
        }
        defer { sqlite3_finalize(statement) }
        let columns = (0..<sqlite3_column_count(statement)).filter { column in
            sqlite3_column_name(statement, column).map { !names.contains(String(cString: $0)) } ?? true
        }
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else {
                throw DatabaseError(
                    resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage, sql: sql)
            }
            count += 1
            for column in columns { append(statement, column) }
            if buffer.count >= 1 << 16 { flush() }
        }
    }

    /// The hash of all rows, in hex.
    mutating func finish() -> String {
        flush()
        return hash.finalize().hexText
    }

    private mutating func append(_ statement: OpaquePointer, _ column: Int32) {
        let type = sqlite3_column_type(statement, column)
        buffer.append(UInt8(truncatingIfNeeded: type))
        switch type {
        case SQLITE_INTEGER:
            append(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT:
            append(Int64(bitPattern: sqlite3_column_double(statement, column).bitPattern))
        case SQLITE_TEXT, SQLITE_BLOB:
            let bytes = UnsafeRawBufferPointer(
                start: sqlite3_column_blob(statement, column), count: Int(sqlite3_column_bytes(statement, column)))
            append(Int64(bytes.count))
            buffer.append(contentsOf: bytes)
        default:
            break
        }
    }

    private mutating func append(_ number: Int64) {
        withUnsafeBytes(of: number.littleEndian) { buffer.append(contentsOf: $0) }
    }

    private mutating func flush() {
        buffer.withUnsafeBytes { hash.update(bufferPointer: $0) }
        buffer.removeAll(keepingCapacity: true)
    }
}
