import GRDB
import GRDBSQLite

/// Statements used through SQLite's C interface, on the library's connection.
extension Database {
    /// Prepares a statement, which the caller finalizes.
    func prepareRaw(_ sql: String) throws -> OpaquePointer {
        var prepared: OpaquePointer?
        let code = sqlite3_prepare_v2(sqliteConnection, sql, -1, &prepared, nil)
        guard code == SQLITE_OK, let prepared else { throw rawError(code, sql: sql) }
        return prepared
    }

    /// What a code other than the expected one means.
    func rawError(_ code: Int32, sql: String? = nil) -> DatabaseError {
        DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: sqlite3_errmsg(sqliteConnection).map { String(cString: $0) }, sql: sql)
    }

    /// The bytes of a blob, from the pages that they lie in: a query would copy them once more.
    ///
    /// - Parameter count: how many there are.
    func blob(_ column: String, of table: String, row: Int64, count: Int) throws -> [UInt8] {
        var opened: OpaquePointer?
        let code = sqlite3_blob_open(sqliteConnection, "main", table, column, row, 0, &opened)
        guard code == SQLITE_OK, let opened else { throw rawError(code) }
        defer { sqlite3_blob_close(opened) }
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let code = sqlite3_blob_read(opened, buffer.baseAddress, Int32(count), 0)
            guard code == SQLITE_OK else { throw rawError(code) }
            filled = count
        }
    }

    /// Tells SQLite to copy what it is given.
    static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
