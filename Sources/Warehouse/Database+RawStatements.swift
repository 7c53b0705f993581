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

    /// Tells SQLite to copy what it is given.
    static var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
