import Definitions
import GRDB

/// The file versions of a warehouse: `etl_file` and `etl_reject`.
package struct FileLedger {
    let database: Database

    /// The versions in a state, in the order they were added.
    package func versions(_ state: FileVersion.State) throws -> [FileVersion] {
        try versions("FROM etl_file AS file WHERE state = ? ORDER BY file_id", [state.rawValue])
    }

    /// The versions of a source in a state, in the order they were added.
    package func versions(_ state: FileVersion.State, of source: String) throws -> [FileVersion] {
        try versions("FROM etl_file AS file WHERE state = ? AND source = ? ORDER BY file_id", [state.rawValue, source])
    }

    /// The versions that a query finds, in its order.
    ///
    /// - Parameter query: what follows the columns, from a table `file`.
    func versions(_ query: String, _ arguments: StatementArguments = []) throws -> [FileVersion] {
        // Files can be many: no row is copied, and no column looked for by its name.
        let rows = try Row.fetchCursor(
            database, sql: "SELECT \(FileVersion.columns) \(query)", arguments: arguments)
        var versions: [FileVersion] = []
        while let row = try rows.next() { versions.append(FileVersion(row)) }
        return versions
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
    /// The columns of a table `file` by which `init` makes a version, before any others.
    static let columns = [
        "source", "path", "version", "slot_from", "slot_to", "content", "in_place", "size", "modified_ns", "changed_ns",
        "inode", "settled", "definition", "logical_day", "file_id", "state", "last_day", "rows_read", "rows_loaded",
        "rows_rejected", "rows_duplicate", "rows_superseded", "rows_filtered", "rows_repeated",
    ].map { "file.\($0)" }.joined(separator: ", ")

    /// - Parameter row: with `columns` first.
    init(_ row: Row) {
        self.init(
            source: row[0], path: row[1], version: row[2], slot: Self.slot(from: row[3], to: row[4]), content: row[5],
            isInPlace: row[6] == 1,
            identity: FileIdentity(size: row[7], modified: row[8], changed: row[9], inode: row[10]),
            isSettled: row[11] == 1, definition: row[12], logicalDay: Day(row[13] as String) ?? Day(number: 0))
        id = row[14]
        state = State(rawValue: row[15]) ?? .refused
        lastDay = (row[16] as String?).flatMap { Day($0) }
        counts = RowCounts(row, from: 17)
        repeatedRows = row[23]
    }

    private static func slot(from: String?, to: String?) -> ClosedRange<Day>? {
        guard let from, let to, let first = Day(from), let last = Day(to), first <= last else { return nil }
        return first...last
    }
}

extension RowCounts {
    /// What `etl_file` says of a version's rows: read, loaded, rejected, duplicate, superseded, filtered.
    ///
    /// - Parameter column: the first of them.
    init(_ row: Row, from column: Int = 0) {
        self.init()
        read = row[column]
        loaded = row[column + 1]
        rejected = row[column + 2]
        duplicate = row[column + 3]
        superseded = row[column + 4]
        filtered = row[column + 5]
    }
}
