import Definitions
import GRDB

/// The file versions of a warehouse: `etl_file` and `etl_reject`.
package struct FileLedger {
    let database: Database

    /// The versions in a state, in the order they were added.
    package func versions(_ state: FileVersion.State) throws -> [FileVersion] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM etl_file WHERE state = ? ORDER BY file_id", arguments: [state.rawValue]
        ).map(FileVersion.init)
    }

    /// The versions of a source in a state, in the order they were added.
    package func versions(_ state: FileVersion.State, of source: String) throws -> [FileVersion] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM etl_file WHERE state = ? AND source = ? ORDER BY file_id",
            arguments: [state.rawValue, source]
        ).map(FileVersion.init)
    }

    /// The number the next version of a path takes.
    package func nextVersion(source: String, path: String) throws -> Int64 {
        // Asked for each file, and files can be many and small.
        let statement = try database.cachedStatement(
            sql: "SELECT max(version) FROM etl_file WHERE source = ? AND path = ?")
        let newest = try Int64.fetchOne(statement, arguments: [source, path])
        return (newest ?? 0) + 1
    }

    /// Writes a version, new or known, and returns its id.
    @discardableResult
    package func save(_ file: FileVersion, run: Int64) throws -> Int64 {
        var values: [(column: String, value: (any DatabaseValueConvertible)?)] = [
            ("state", file.state.rawValue), ("slot_from", file.slot?.lowerBound.description),
            ("slot_to", file.slot?.upperBound.description), ("content", file.content),
            ("in_place", file.isInPlace ? 1 : 0), ("size", file.identity.size),
            ("modified_ns", file.identity.modified), ("changed_ns", file.identity.changed),
            ("inode", file.identity.inode), ("settled", file.isSettled ? 1 : 0), ("definition", file.definition),
            ("logical_day", file.logicalDay.description), ("last_day", file.lastDay?.description),
            ("rows_read", file.counts.read), ("rows_loaded", file.counts.loaded),
            ("rows_rejected", file.counts.rejected), ("rows_duplicate", file.counts.duplicate),
            ("rows_superseded", file.counts.superseded), ("rows_filtered", file.counts.filtered),
            ("rows_repeated", file.repeatedRows), ("run_id", run),
        ]
        if let id = file.id {
            let changes = values.map { "\($0.column) = ?" }.joined(separator: ", ")
            try database.cachedStatement(sql: "UPDATE etl_file SET \(changes) WHERE file_id = ?")
                .execute(arguments: StatementArguments(values.map(\.value) + [id]))
            return id
        }
        values += [("source", file.source), ("path", file.path), ("version", file.version)]
        let columns = values.map(\.column).joined(separator: ", ")
        let parameters = values.map { _ in "?" }.joined(separator: ", ")
        try database.cachedStatement(sql: "INSERT INTO etl_file (\(columns)) VALUES (\(parameters))")
            .execute(arguments: StatementArguments(values.map(\.value)))
        return database.lastInsertedRowID
    }

    /// Moves all versions of a path to another one, behind those it may have had before.
    package func rename(source: String, from old: String, to new: String) throws {
        let taken = try nextVersion(source: source, path: new) - 1
        try database.execute(
            sql: "UPDATE etl_file SET path = ?, version = version + ? WHERE source = ? AND path = ?",
            arguments: [new, taken, source, old])
    }

    /// Removes what earlier tries of refused files left, so that the list shows the newest try only.
    package func forgetRefusals(source: String) throws {
        try database.execute(
            sql: "DELETE FROM etl_file WHERE source = ? AND state = 'refused'", arguments: [source])
    }

    /// Adds to the rejected rows of a file.
    package func add(rejects: [RejectEntry], file: Int64) throws {
        if rejects.isEmpty { return }
        var statement = try BulkStatement(
            database,
            """
            INSERT INTO etl_reject (file_id, byte_offset, byte_length, line, column_name, rule)
            VALUES (?, ?, ?, ?, ?, ?)
            """)
        for reject in rejects {
            statement.bind(file)
            statement.bind(reject.offset)
            statement.bind(reject.length)
            statement.bind(reject.line)
            statement.bind(reject.column)
            statement.bind(reject.rule)
            try statement.step()
        }
    }
}

extension FileVersion {
    init(_ row: Row) {
        self.init(
            source: row["source"], path: row["path"], version: row["version"],
            slot: Self.slot(from: row["slot_from"], to: row["slot_to"]), content: row["content"],
            isInPlace: row["in_place"] == 1,
            identity: FileIdentity(
                size: row["size"], modified: row["modified_ns"], changed: row["changed_ns"], inode: row["inode"]),
            isSettled: row["settled"] == 1, definition: row["definition"],
            logicalDay: Day(row["logical_day"] as String) ?? Day(number: 0))
        id = row["file_id"]
        state = State(rawValue: row["state"]) ?? .refused
        lastDay = (row["last_day"] as String?).flatMap { Day($0) }
        counts = RowCounts(row)
        repeatedRows = row["rows_repeated"]
    }

    private static func slot(from: String?, to: String?) -> ClosedRange<Day>? {
        guard let from, let to, let first = Day(from), let last = Day(to), first <= last else { return nil }
        return first...last
    }
}

extension RowCounts {
    /// What `etl_file` says of a version's rows.
    init(_ row: Row) {
        self.init()
        read = row["rows_read"]
        loaded = row["rows_loaded"]
        rejected = row["rows_rejected"]
        duplicate = row["rows_duplicate"]
        superseded = row["rows_superseded"]
        filtered = row["rows_filtered"]
    }
}
