import Crypto
package import Definitions
import GRDB

extension Warehouse {
    /// Brings the ledger to this version, and makes derived tables and views where there are none.
    ///
    /// Only the ledger is migrated: facts and marts are rebuilt from landing, which a changed `derivedDefinition` asks
    /// of every file. Those of an earlier version stay as they are until the publication that replaces them.
    func migrate(_ schemas: SchemaLibrary) throws(Failure) {
        let ledger = schemas.files(in: "warehouse").filter { $0.path.hasPrefix("warehouse/0") }
        let state = try read { try SchemaState($0) }
        let isDerivedCurrent = state.derived == derivedDefinition(schemas)
        let areViewsCurrent = state.views == viewDefinition(schemas)
        if state.ledger == ledger.count, !isDerivedCurrent || areViewsCurrent, !state.derived.isEmpty { return }
        try write { database in
            try database.execute(
                sql: "CREATE TABLE IF NOT EXISTS meta_schema (ledger INTEGER, derived TEXT, views TEXT)")
            guard state.ledger <= ledger.count else {
                throw Failure(
                    .warehouse, "warehouse \(path) was made by a newer version of this program",
                    hint: "install the newer version, or set another `warehouse`")
            }
            for migration in ledger[state.ledger...] {
                try database.execute(sql: migration.content)
            }
            try database.execute(sql: "DELETE FROM meta_schema")
            try database.execute(
                sql: "INSERT INTO meta_schema VALUES (?, ?, ?)",
                arguments: [ledger.count, state.derived, state.views])
            if state.derived.isEmpty || isDerivedCurrent { try makeDerived(schemas, in: database) }
        }
    }

    /// Makes what is derived anew, and empty, where it is of another definition, and the views over it.
    ///
    /// Part of the publication that fills it again, so readers never see it empty.
    func makeDerived(_ schemas: SchemaLibrary, in database: Database) throws {
        let derived = derivedDefinition(schemas)
        let views = viewDefinition(schemas)
        let state = try SchemaState(database)
        if state.derived == derived, state.views == views { return }
        try dropAll("view", prefixes: ["v1_"], in: database)
        if state.derived != derived {
            let derivedPrefixes = [
                "fact_", "mart_", "dim_", "meta_pipeline", "etl_interval", "etl_owner", "etl_part", "etl_stage",
                "etl_conflict", "etl_contact", "etl_person",
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
        try database.execute(sql: "UPDATE meta_schema SET derived = ?, views = ?", arguments: [derived, views])
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
    let parts = ["contacts.sql", "facts.sql", "quality.sql"].map { schemas.files["warehouse/\($0)"] ?? "" }
    return SHA256.hash(data: Array(parts.joined(separator: "\u{0}").utf8)).hexText
}

extension Digest {
    /// Lower-case hexadecimal digits.
    var hexText: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// A hash of the views' definitions.
private func viewDefinition(_ schemas: SchemaLibrary) -> String {
    SHA256.hash(data: Array(schemas.files(in: "views").map(\.content).joined().utf8)).hexText
}

/// Which definitions a warehouse was made by.
private struct SchemaState {
    var ledger = 0
    /// Empty where there are no derived tables yet.
    var derived = ""
    var views = ""

    init(_ database: Database) throws {
        guard try database.tableExists("meta_schema"),
            let row = try Row.fetchOne(database, sql: "SELECT ledger, derived, views FROM meta_schema")
        else { return }
        ledger = row["ledger"]
        derived = row["derived"]
        views = row["views"]
    }
}
