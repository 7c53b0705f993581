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

    /// The number the next version of a path takes.
    package func nextVersion(source: String, path: String) throws -> Int64 {
        let newest = try Int64.fetchOne(
            database, sql: "SELECT max(version) FROM etl_file WHERE source = ? AND path = ?",
            arguments: [source, path])
        return (newest ?? 0) + 1
    }

    /// Writes a version, new or known, and returns its id.
    @discardableResult
    package func save(_ file: FileVersion, run: Int64) throws -> Int64 {
        let arguments: StatementArguments = [
            file.id, file.source, file.path, file.version, file.state.rawValue, file.slot?.lowerBound.description,
            file.slot?.upperBound.description, file.content, file.isInPlace ? 1 : 0, file.identity.size,
            file.identity.modified, file.identity.changed, file.identity.inode, file.isSettled ? 1 : 0,
            file.definition, file.logicalDay.description, file.lastDay?.description, file.counts.read,
            file.counts.loaded, file.counts.rejected, file.counts.duplicate, file.counts.superseded,
            file.counts.filtered, file.repeatedRows, run,
        ]
        try database.execute(
            sql: """
                INSERT INTO etl_file (
                    file_id, source, path, version, state, slot_from, slot_to, content, in_place, size, modified_ns,
                    changed_ns, inode, settled, definition, logical_day, last_day, rows_read, rows_loaded,
                    rows_rejected, rows_duplicate, rows_superseded, rows_filtered, rows_repeated, run_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (file_id) DO UPDATE SET
                    state = excluded.state, slot_from = excluded.slot_from, slot_to = excluded.slot_to,
                    content = excluded.content, in_place = excluded.in_place, size = excluded.size,
                    modified_ns = excluded.modified_ns, changed_ns = excluded.changed_ns, inode = excluded.inode,
                    settled = excluded.settled, definition = excluded.definition,
                    logical_day = excluded.logical_day, last_day = excluded.last_day,
                    rows_read = excluded.rows_read, rows_loaded = excluded.rows_loaded,
                    rows_rejected = excluded.rows_rejected, rows_duplicate = excluded.rows_duplicate,
                    rows_superseded = excluded.rows_superseded, rows_filtered = excluded.rows_filtered,
                    rows_repeated = excluded.rows_repeated, run_id = excluded.run_id
                """, arguments: arguments)
        return file.id ?? database.lastInsertedRowID
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
            identity: Identity(
                size: row["size"], modified: row["modified_ns"], changed: row["changed_ns"], inode: row["inode"]),
            isSettled: row["settled"] == 1, definition: row["definition"],
            logicalDay: Day(row["logical_day"] as String) ?? Day(number: 0))
        id = row["file_id"]
        state = State(rawValue: row["state"]) ?? .refused
        lastDay = (row["last_day"] as String?).flatMap { Day($0) }
        counts.read = row["rows_read"]
        counts.loaded = row["rows_loaded"]
        counts.rejected = row["rows_rejected"]
        counts.duplicate = row["rows_duplicate"]
        counts.superseded = row["rows_superseded"]
        counts.filtered = row["rows_filtered"]
        repeatedRows = row["rows_repeated"]
    }

    private static func slot(from: String?, to: String?) -> ClosedRange<Day>? {
        guard let from, let to, let first = Day(from), let last = Day(to), first <= last else { return nil }
        return first...last
    }
}
