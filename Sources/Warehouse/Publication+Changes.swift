package import Definitions
import GRDB

extension Publication {
    /// Why numbers of some days may differ from those published before.
    package struct Cause: Hashable, Sendable {
        /// The days it can change; nil: any.
        package var days: ClosedRange<Day>?
        package var text: String

        package init(days: ClosedRange<Day>?, text: String) {
            self.days = days
            self.text = text
        }
    }

    private static let keys = ["day", "channel", "source", "medium", "campaign"]

    /// Keeps the published mart aside, to be compared with the new one.
    package func rememberMart() throws {
        try database.execute(sql: "DROP TABLE IF EXISTS temp.mart_before")
        try database.execute(sql: "CREATE TEMP TABLE mart_before AS \(try martRows())")
    }

    /// Lists the numbers of days published before that this run changed, with what they were and why.
    ///
    /// A day that had no row yet is news, not a change.
    ///
    /// - Complexity: O(n log n) in the rows of the mart.
    package func recordChanges(_ causes: [Cause]) throws {
        let same = Self.keys.map { "old.\($0) = new.\($0)" }.joined(separator: " AND ")
        let either = Self.keys.map { "ifnull(new.\($0), old.\($0)) AS \($0)" }.joined(separator: ", ")
        try database.execute(sql: "CREATE TEMP TABLE mart_after AS \(try martRows())")
        for measure in try measures() {
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(either), ifnull(old.\(measure), 0) AS old_value, ifnull(new.\(measure), 0) AS new_value
                    FROM temp.mart_before AS old FULL JOIN temp.mart_after AS new ON \(same)
                    WHERE ifnull(old.\(measure), 0) <> ifnull(new.\(measure), 0)
                        AND ifnull(new.day, old.day) IN (SELECT day FROM temp.mart_before)
                    """)
            for row in rows {
                try database.execute(
                    sql: "INSERT INTO etl_change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        run, row["day"], row["channel"], row["source"], row["medium"], row["campaign"], measure,
                        row["old_value"], row["new_value"], cause(of: row["day"], among: causes),
                    ])
            }
        }
        try database.execute(sql: "DROP TABLE temp.mart_before; DROP TABLE temp.mart_after")
    }

    private func martRows() throws -> String {
        """
        SELECT mart.day, channel.channel, traffic.source, traffic.medium, traffic.campaign,
            \(try measures().map { "mart.\($0)" }.joined(separator: ", "))
        FROM mart_channel_daily AS mart JOIN dim_traffic AS traffic USING (traffic_id)
        JOIN dim_channel AS channel USING (channel_id)
        """
    }

    /// The mart's exact measures: its stored integers.
    func measures() throws -> [String] {
        try Row.fetchAll(database, sql: "PRAGMA table_xinfo(mart_channel_daily)").compactMap { row in
            let name: String = row["name"]
            let isStored = row["hidden"] == 0 && row["type"] == "INTEGER"
            return isStored && name != "traffic_id" ? name : nil
        }
    }

    private func cause(of day: String, among causes: [Cause]) -> String {
        var texts: [String] = []
        for cause in causes {
            if let days = cause.days, Day(day).map(days.contains) != true { continue }
            if !texts.contains(cause.text) { texts.append(cause.text) }
        }
        let shown = texts.prefix(3).joined(separator: "; ")
        return texts.count > 3 ? "\(shown); and \(texts.count - 3) more" : shown
    }
}
