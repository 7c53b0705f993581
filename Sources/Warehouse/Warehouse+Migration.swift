import Crypto
package import Definitions
import GRDB

extension Warehouse {
    /// Brings the ledger to this version, and makes the derived tables and views anew where their definition changed.
    ///
    /// Only the ledger is migrated: facts and marts are rebuilt from landing, which a changed `derivedDefinition` asks
    /// of every file.
    func migrate(_ schemas: SchemaLibrary) throws(Failure) {
        let ledger = schemas.files(in: "warehouse").filter { $0.path.hasPrefix("warehouse/0") }
        let derived = derivedDefinition(schemas)
        let views = schemas.files(in: "views").map(\.content).joined()
        let viewDefinition = SHA256.hash(data: Array(views.utf8)).hexText
        let isCurrent = try read { database in
            guard try database.tableExists("meta_schema") else { return false }
            let row = try Row.fetchOne(database, sql: "SELECT ledger, derived, views FROM meta_schema")
            return row?["ledger"] == ledger.count && row?["derived"] == derived && row?["views"] == viewDefinition
        }
        if isCurrent { return }
        try write { database in
            try database.execute(
                sql: "CREATE TABLE IF NOT EXISTS meta_schema (ledger INTEGER, derived TEXT, views TEXT)")
            let row = try Row.fetchOne(database, sql: "SELECT ledger, derived FROM meta_schema")
            let applied: Int = row?["ledger"] ?? 0
            guard applied <= ledger.count else {
                throw Failure(
                    .warehouse, "warehouse \(path) was made by a newer version of this program",
                    hint: "install the newer version, or set another `warehouse`")
            }
            for migration in ledger[applied...] {
                try database.execute(sql: migration.content)
            }
            try dropAll("view", prefixes: ["v1_"], in: database)
            if row?["derived"] != derived {
                let derivedPrefixes = [
                    "fact_", "mart_", "dim_", "meta_pipeline", "etl_interval", "etl_owner", "etl_part",
                ]
                try dropAll("table", prefixes: derivedPrefixes, in: database)
                try database.execute(sql: schemas.files["warehouse/facts.sql"] ?? "")
            }
            // All of them first: a view may read another.
            for view in schemas.files(in: "views") {
                try make(view, schemas.displayName(of: view.path), in: database)
            }
            for view in schemas.files(in: "views") {
                try check(view, schemas.displayName(of: view.path), in: database)
            }
            try database.execute(sql: "DELETE FROM meta_schema")
            try database.execute(
                sql: "INSERT INTO meta_schema VALUES (?, ?, ?)", arguments: [ledger.count, derived, viewDefinition])
        }
    }

    private func make(_ view: (path: String, content: String), _ file: String, in database: Database) throws {
        try blaming(file) {
            try database.execute(sql: "DROP VIEW IF EXISTS \"\(Self.name(of: view.path))\"")
            try database.execute(sql: view.content)
        }
    }

    /// Looks whether a view can be read: SQLite itself notices a column that isn't there only then.
    private func check(_ view: (path: String, content: String), _ file: String, in database: Database) throws {
        let name = Self.name(of: view.path)
        guard try database.viewExists(name) else {
            throw Failure(
                .definition, at: SourceLocation(file: file), "the file makes no view '\(name)'",
                hint: "begin it with CREATE VIEW \(name) AS, or give it the name of its view")
        }
        try blaming(file) { try database.execute(sql: "SELECT * FROM \"\(name)\" LIMIT 0") }
    }

    private static func name(of path: String) -> String {
        String(path.split(separator: "/").last?.split(separator: ".").first ?? "")
    }

    private func blaming(_ file: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
            throw Failure(
                .definition, at: SourceLocation(file: file), "SQLite says: \(error.message ?? "the SQL is wrong")",
                hint: "correct the SQL of this view, or remove the file")
        }
    }

    /// The newest first: a table may refer to older ones.
    private func dropAll(_ kind: String, prefixes: [String], in database: Database) throws {
        let names = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_master WHERE type = ? ORDER BY rowid DESC", arguments: [kind])
        for name in names where prefixes.contains(where: name.hasPrefix) {
            try database.execute(sql: "DROP \(kind) \"\(name)\"")
        }
    }
}

/// A hash of what the shape of facts and marts depends on.
package func derivedDefinition(_ schemas: SchemaLibrary) -> String {
    let parts = ["facts.sql", "marts.sql"].map { schemas.files["warehouse/\($0)"] ?? "" }
    return SHA256.hash(data: Array(parts.joined(separator: "\u{0}").utf8)).hexText
}

extension Digest {
    /// Lower-case hexadecimal digits.
    var hexText: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
