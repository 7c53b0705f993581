import GRDB

extension Publication {
    /// How many records of a source lost to another that says something else at the same version, and the first of them.
    package struct Conflicts: Sendable {
        package var source: String
        package var count: Int
        package var winner: (path: String, line: Int64)
        package var loser: (path: String, line: Int64)
    }

    /// Forgets all conflicts where all are listed anew, source by source.
    package func clearConflicts() throws {
        if scope == .everything { try database.execute(sql: "DELETE FROM etl_conflict") }
    }

    /// Lists the conflicts of a source whose records have versions, once its winners are settled.
    ///
    /// Records with one key and version conflict where they differ in a column that holds their content. Of one path's
    /// versions only the newest that holds a key has a say, and a record without a version is nobody's equal. Of keys none
    /// of whose records came, went or counts otherwise now, the conflicts are as they were.
    ///
    /// - Returns: nil where there are none.
    package func listConflicts(_ table: FactTable, source: String) throws -> Conflicts? {
        guard let key = table.key else { return nil }
        let eligible = table.rejectedColumn.map { "AND loser.\($0) = 0" } ?? ""
        let columns = table.content
        let winner = columns.map { "winner.\($0)" }.joined(separator: ", ")
        let loser = columns.map { "loser.\($0)" }.joined(separator: ", ")
        let changed = try changedKind(of: table, source: source).map {
            "IN (SELECT id FROM temp.changed_record WHERE kind = '\($0.rawValue)' AND source_name = :source)"
        }
        try database.execute(
            sql: "DELETE FROM etl_conflict WHERE source = :source \(changed.map { "AND id \($0)" } ?? "")",
            arguments: ["source": source])
        try database.execute(
            sql: """
                INSERT INTO etl_conflict
                SELECT loser.source_name, loser.\(key), winner.file_id, winner.record, winner.line, loser.file_id,
                    loser.record, loser.line
                FROM \(table.name) AS loser JOIN etl_file AS file ON file.file_id = loser.file_id
                JOIN \(table.name) AS winner ON winner.source_name = loser.source_name
                    AND winner.\(key) = loser.\(key) AND winner.is_current = 1 AND winner.version = loser.version
                WHERE loser.source_name = :source AND loser.is_current = 0 \(eligible)
                    \(changed.map { "AND loser.\(key) \($0)" } ?? "")
                    AND (\(winner)) IS NOT (\(loser))
                    AND NOT EXISTS (
                        SELECT 1 FROM \(table.name) AS newer JOIN etl_file AS later ON later.file_id = newer.file_id
                        WHERE newer.source_name = loser.source_name AND newer.\(key) = loser.\(key)
                            AND later.path = file.path AND later.version > file.version
                    )
                """, arguments: ["source": source])
        let count = try Int.fetchOne(
            database, sql: "SELECT count(*) FROM etl_conflict WHERE source = ?", arguments: [source])
        guard let count, count > 0,
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT winner.path, winner_line, loser.path, loser_line FROM etl_conflict AS conflict
                    JOIN etl_file AS winner ON winner.file_id = winner_file_id
                    JOIN etl_file AS loser ON loser.file_id = loser_file_id
                    WHERE conflict.source = ? ORDER BY loser.path, loser_line, loser_record LIMIT 1
                    """, arguments: [source])
        else { return nil }
        return Conflicts(source: source, count: count, winner: (row[0], row[1]), loser: (row[2], row[3]))
    }
}
