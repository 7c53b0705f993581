package import Definitions
import GRDB

extension Publication {
    /// The days for which a phone number stands for its tags, and where it was read.
    package struct TrackingNumberRecord: Sendable {
        package var number: String
        /// The number however it is written.
        package var digits: String
        package var days: ClosedRange<Day>
        package var path: String
        package var line: Int64
        package var source: String
        package var medium: String
        package var campaign: String
    }

    /// Every tracking number, by its digits and the first day.
    package func trackingNumbers() throws -> [TrackingNumberRecord] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT fact.number, fact.digits, fact.day, fact.date_to, file.path, fact.line, fact.source,
                    fact.medium, fact.campaign
                FROM fact_tracking_number AS fact JOIN etl_file AS file USING (file_id)
                ORDER BY fact.digits, fact.day, file.path, fact.line, fact.record
                """
        ).compactMap { row in
            guard let from = Day(row["day"] as String), let to = Day(row["date_to"] as String), from <= to else {
                return nil
            }
            return TrackingNumberRecord(
                number: row["number"], digits: row["digits"], days: from...to, path: row["path"], line: row["line"],
                source: row["source"], medium: row["medium"], campaign: row["campaign"])
        }
    }
}
