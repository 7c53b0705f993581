package import Definitions
import GRDB

/// What went wrong with a source the last time it was read.
package struct SourceTrouble: Hashable, Sendable {
    package var source: String
    package var run: Int64
    /// Refused or unreachable.
    package var state: StepRecord.State
    package var message: String
}

extension Warehouse {
    /// The sources that the newest run that looked at them refused or couldn't reach, by name.
    package func troubles() throws(Failure) -> [SourceTrouble] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT source, run_id, state, message FROM etl_step AS step
                    WHERE run_id = (SELECT max(run_id) FROM etl_step AS other WHERE other.source = step.source)
                        AND state IN ('refused', 'unreachable')
                    ORDER BY source
                    """
            ).map { row in
                SourceTrouble(
                    source: row["source"], run: row["run_id"],
                    state: StepRecord.State(rawValue: row["state"]) ?? .refused, message: row["message"])
            }
        }
    }

    /// The days without rows between each source's first and last day with some.
    package func holes() throws(Failure) -> [String: DayRanges] {
        try read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT source, day FROM etl_interval WHERE rows_loaded > 0 ORDER BY source, day")
            return Dictionary(grouping: rows) { $0["source"] as String }.mapValues { rows in
                DayRanges(missingFrom: rows.compactMap { Day($0["day"] as String) })
            }
        }
    }
}
