import CSQLite
package import Definitions
internal import Foundation
import GRDB

/// The SQLite file that readers see: facts, marts, views, and the ledger of what they were made from.
package struct Warehouse: Sendable {
    package let path: String
    let queue: DatabaseQueue
    /// What a publication makes derived tables and views by; nil where the warehouse is only read.
    let schemas: SchemaLibrary?

    /// How long to wait for other programs, in milliseconds.
    static let patience = 5000

    /// Sets SQLite up for the whole process, once: before its first use.
    private static let isSetUp = throughline_sqlite_omit_memory_statistics() == 0

    /// Opens a warehouse for writing, making or upgrading it where needed.
    ///
    /// - Parameter schemas: migrations, facts, marts and views.
    /// - Throws: `Failure.Kind.warehouse`.
    package init(path: String, schemas: SchemaLibrary) throws(Failure) {
        _ = Self.isSetUp
        self.path = path
        self.schemas = schemas
        var configuration = Configuration()
        configuration.label = "throughline"
        configuration.busyMode = .timeout(Double(Self.patience) / 1000)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA page_size = 8192;
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = NORMAL;
                    PRAGMA cache_size = -16384;
                    """)
            try RowFeed.register(in: database)
        }
        queue = try Self.guarding(path) { try DatabaseQueue(path: path, configuration: configuration) }
        try migrate(schemas)
    }

    /// Opens an existing warehouse for reading only.
    ///
    /// - Throws: `Failure.Kind.definition` where there is none yet, `Failure.Kind.warehouse` where it can't be read.
    package init(readingAt path: String) throws(Failure) {
        _ = Self.isSetUp
        self.path = path
        schemas = nil
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(
                .definition, "there is no warehouse at \(path) yet",
                hint: "fill it first: throughline run PIPELINE")
        }
        var configuration = Configuration()
        configuration.label = "throughline"
        configuration.readonly = true
        configuration.busyMode = .timeout(Double(Self.patience) / 1000)
        Self.takeBackKilled(path)
        queue = try Self.guarding(path) { try DatabaseQueue(path: path, configuration: configuration) }
        let isOurs = try read { database in
            try database.tableExists("etl_run") && database.tableExists("mart_channel_daily")
        }
        guard isOurs else {
            throw Failure(
                .warehouse, "\(path) is an SQLite file, but not a warehouse of this program",
                hint: "check `warehouse` in the pipeline file")
        }
    }

    /// Reads within one snapshot.
    func read<Value>(_ body: (Database) throws -> Value) throws(Failure) -> Value {
        try Self.guarding(path) { try queue.read(body) }
    }

    /// Writes in one transaction, which is undone where the body throws.
    func write<Value>(_ body: (Database) throws -> Value) throws(Failure) -> Value {
        try Self.guarding(path) {
            try queue.writeWithoutTransaction { database in
                var value: Value?
                try database.inTransaction(.immediate) {
                    value = try body(database)
                    return .commit
                }
                guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
                return value
            }
        }
    }

    /// Moves what was published from the write-ahead log into the file itself, where no reader is in the way.
    ///
    /// Returns whether it worked; the next run tries again.
    @discardableResult
    package func checkpoint() -> Bool {
        waiting(200) { try Int.fetchOne($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") } == 0
    }

    /// Does what others may be in the way of, outside a transaction; nil where they are.
    ///
    /// - Parameter timeout: how long to wait for them, in milliseconds.
    func waiting<Value>(_ timeout: Int, _ body: (Database) throws -> Value?) -> Value? {
        try? queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA busy_timeout = \(timeout)")
            defer { try? database.execute(sql: "PRAGMA busy_timeout = \(Self.patience)") }
            return try body(database)
        }
    }

    /// Runs database work and turns SQLite's errors into failures with a hint.
    static func guarding<Value>(_ path: String, _ body: () throws -> Value) throws(Failure) -> Value {
        do {
            return try body()
        } catch let failure as Failure {
            throw failure
        } catch let error as DatabaseError {
            throw Failure(error, path: path)
        } catch {
            throw Failure(.warehouse, "cannot use the warehouse \(path): \(error)")
        }
    }
}

extension Failure {
    /// A number of the marts would leave 64 bits.
    static func sumTooLarge(in place: String = "") -> Failure {
        Failure(
            .refused, "\(place)a sum doesn't fit into 64 bits",
            hint: "look for an amount or a count that is far too large, or for a column that is another field's")
    }

    /// What an SQLite error means to the user.
    init(_ error: DatabaseError, path: String) {
        if error.resultCode == .SQLITE_ERROR, error.message == "integer overflow" {
            self = .sumTooLarge(in: "warehouse \(path): ")
            return
        }
        let message: String
        let hint: String
        switch error.resultCode {
        case .SQLITE_FULL:
            message = "the disk is full"
            hint = "free some disk space and run again; nothing was published"
        case .SQLITE_IOERR:
            message = "the disk refused to read or write"
            hint = "check free space and the disk's health, then run again; nothing was published"
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            message = "another program has locked it"
            hint =
                "wait until a run that is at work has ended, or close the program that writes to it, "
                + "such as an SQLite editor, and try again"
        case .SQLITE_CANTOPEN:
            message = "it cannot be opened"
            hint = "check `warehouse` in the pipeline file and the rights on its folder"
        case .SQLITE_READONLY, .SQLITE_PERM:
            message = "it may not be written"
            hint = "give this user the right to write the file and its folder"
        case .SQLITE_NOTADB, .SQLITE_CORRUPT:
            message = "it is not a readable SQLite file"
            hint = "move it away and run again: everything is rebuilt from the files"
        default:
            message = "SQLite says: \(error.message ?? "error \(error.resultCode.rawValue)")"
            hint = "if you changed files in schemas/, check their SQL"
        }
        self.init(.warehouse, "warehouse \(path): \(message)", hint: hint)
    }
}
