package import Definitions
import GRDB

extension Publication {
    /// A call that counts, as attribution sees it.
    package struct CallRecord: Sendable {
        package var file: Int64
        package var record: Int64
        package var line: Int64
        package var source: String
        package var id: String
        /// To the second.
        package var at: Instant
        package var day: Day
        /// As stored; '' where it can't be read.
        package var phone: String
        package var clientID: String
        package var leadID: String
        package var isIncoming: Bool
        package var trackingNumber: String
        /// Its own tags; 0 where it has none.
        package var ownTag: Int64
        /// Where it lies, and why nowhere, by the publication before.
        package var traffic: Int64
        package var reason: String
    }

    /// The calls that count, by source and id.
    package func calls() throws -> [CallRecord] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT file_id, record, line, source_name, call_id, unixepoch(at) AS at, day, phone, client_id, lead_id,
                    direction <> 'out' AS is_incoming, tracking_number, own_tag_id, traffic_id, unattributed_reason
                FROM fact_call WHERE is_current = 1 AND is_deleted = 0 ORDER BY source_name, call_id
                """
        ).map { row in
            CallRecord(
                file: row["file_id"], record: row["record"], line: row["line"], source: row["source_name"],
                id: row["call_id"], at: Instant(milliseconds: (row["at"] as Int64) * 1000),
                day: Day(row["day"] as String) ?? Day(number: 0), phone: row["phone"], clientID: row["client_id"],
                leadID: row["lead_id"], isIncoming: row["is_incoming"], trackingNumber: row["tracking_number"],
                ownTag: row["own_tag_id"], traffic: row["traffic_id"], reason: row["unattributed_reason"])
        }
    }

    /// Gives calls the traffic source that they came by.
    ///
    /// - Parameters:
    ///   - changes: only those that differ from what is stored.
    ///   - unattributed: that of calls that don't count.
    package func placeCalls(
        _ changes: [(file: Int64, record: Int64, traffic: Int64, reason: String)], unattributed: Int64
    ) throws {
        var statement = try BulkStatement(
            database, "UPDATE fact_call SET traffic_id = ?, unattributed_reason = ? WHERE file_id = ? AND record = ?")
        for change in changes {
            statement.bind(change.traffic)
            statement.bind(change.reason)
            statement.bind(change.file)
            statement.bind(change.record)
            try statement.step()
        }
        try database.execute(
            sql: """
                UPDATE fact_call SET traffic_id = :unattributed, unattributed_reason = ''
                WHERE (is_current = 0 OR is_deleted = 1)
                    AND (traffic_id, unattributed_reason) IS NOT (:unattributed, '')
                """, arguments: ["unattributed": unattributed])
    }
}
