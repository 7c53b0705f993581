import GRDB
import GRDBSQLite

extension Publication {
    /// Inserts rows without the checks of their tables, where so many are inserted that these take long.
    ///
    /// For rows made of typed values, a `Day`, a number, one of a few names, which pass them by what they are. What SQL
    /// computes is always checked: an overflow makes a REAL there. Later the checks still tell what doesn't fit, as
    /// `PRAGMA quick_check` and `integrity_check` go through them.
    ///
    /// SQLite prepares its statements anew before and after, for which a night has too few rows: it checks them all.
    package func withoutChecks<Value>(_ body: () throws -> Value) throws -> Value {
        guard scope == .everything else { return try body() }
        try setChecks(false)
        defer { try? setChecks(true) }
        return try body()
    }

    /// Past the library, which executes nothing more once a transaction has failed.
    private func setChecks(_ areOn: Bool) throws {
        let code = sqlite3_exec(
            database.sqliteConnection, "PRAGMA ignore_check_constraints = \(areOn ? 0 : 1)", nil, nil, nil)
        guard code == SQLITE_OK else { throw database.rawError(code) }
    }
}
