package import Definitions
import GRDB

/// A rejected row with the file version it is of.
package struct ListedReject: Hashable, Sendable {
    package var file: FileVersion
    package var entry: RejectEntry

    package init(file: FileVersion, entry: RejectEntry) {
        self.file = file
        self.entry = entry
    }
}

/// Which rejected rows are asked for; what is nil or empty doesn't narrow.
package struct RejectQuery: Hashable, Sendable {
    package var source: String?
    package var rule: String?
    /// Of any of these paths, as the ledger keeps them.
    package var paths: [String]
    package var line: Int64?

    package init(source: String? = nil, rule: String? = nil, paths: [String] = [], line: Int64? = nil) {
        self.source = source
        self.rule = rule
        self.paths = paths
        self.line = line
    }
}

extension Warehouse {
    /// Rows of live files, and of refused ones that no later run of their source made up for.
    static let currentFiles = """
        (file.state = 'live' OR file.state = 'refused' AND NOT EXISTS (
            SELECT 1 FROM etl_step AS step JOIN etl_run AS run USING (run_id)
            WHERE step.source = file.source AND step.run_id > file.run_id
                AND step.state IN ('read', 'unchanged') AND run.state IN ('published', 'unchanged', 'partly')))
        """

    /// The rejected rows, by source, path, version and place, and how many there are in all.
    ///
    /// - Parameter limit: how many to return; 0: all.
    package func rejects(
        _ query: RejectQuery, limit: Int
    ) throws(Failure) -> (rows: [ListedReject], total: Int) {
        var conditions = [Self.currentFiles]
        var arguments = StatementArguments()
        func narrow(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += [value]
        }
        narrow("file.source = ?", query.source)
        narrow("reject.rule = ?", query.rule)
        narrow("reject.line = ?", query.line)
        if !query.paths.isEmpty {
            conditions.append("file.path IN (\(query.paths.map { _ in "?" }.joined(separator: ", ")))")
            arguments += StatementArguments(query.paths)
        }
        let from = """
            FROM etl_reject AS reject JOIN etl_file AS file USING (file_id)
            WHERE \(conditions.joined(separator: " AND "))
            """
        let values = arguments
        return try read { database in
            let total = try Int.fetchOne(database, sql: "SELECT count(*) \(from)", arguments: values) ?? 0
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(FileVersion.columns), reject.* \(from)
                    ORDER BY file.source, file.path, file.version DESC, reject.byte_offset
                    LIMIT \(limit > 0 ? limit : -1)
                    """, arguments: values)
            return (rows.map { ListedReject(file: FileVersion($0), entry: RejectEntry($0)) }, total)
        }
    }

    /// The files of which rejected rows are listed, by source and path.
    package func filesWithRejects() throws(Failure) -> [FileVersion] {
        try read { database in
            try FileLedger(database: database).versions(
                """
                FROM etl_file AS file WHERE \(Self.currentFiles)
                    AND EXISTS (SELECT 1 FROM etl_reject AS reject WHERE reject.file_id = file.file_id)
                ORDER BY source, path, version
                """)
        }
    }
}

extension RejectEntry {
    init(_ row: Row) {
        self.init(
            line: row["line"], offset: row["byte_offset"], length: row["byte_length"], column: row["column_name"],
            rule: row["rule"])
    }
}
