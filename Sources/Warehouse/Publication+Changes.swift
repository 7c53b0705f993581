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
        let measures = try measures()
        func sides(_ table: String, isNew: Bool) -> String {
            let columns = measures.flatMap {
                isNew ? ["0 AS old_\($0)", "\($0) AS new_\($0)"] : ["\($0) AS old_\($0)", "0 AS new_\($0)"]
            }
            return "SELECT \((Self.keys + columns).joined(separator: ", ")) FROM \(table)"
        }
        let sums = measures.map { "sum(old_\($0)) AS old_\($0), sum(new_\($0)) AS new_\($0)" }
        let keys = Self.keys.joined(separator: ", ")
        // Both marts in one sorted pass: a full join of them would compare each row with each.
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT \(keys), \(sums.joined(separator: ", "))
                FROM (\(sides("temp.mart_before", isNew: false)) UNION ALL \(sides("(\(try martRows()))", isNew: true)))
                WHERE day IN (SELECT day FROM temp.mart_before)
                GROUP BY \(keys)
                HAVING \(measures.map { "sum(old_\($0)) <> sum(new_\($0))" }.joined(separator: " OR "))
                """)
        let insertion = try database.makeStatement(sql: "INSERT INTO etl_change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        while let row = try rows.next() {
            let cause = cause(of: row["day"], among: causes)
            for measure in measures {
                let (old, new): (Int64, Int64) = (row["old_\(measure)"], row["new_\(measure)"])
                guard old != new else { continue }
                try insertion.execute(
                    arguments: [
                        run, row["day"], row["channel"], row["source"], row["medium"], row["campaign"], measure, old,
                        new, cause,
                    ])
            }
        }
        try database.execute(sql: "DROP TABLE temp.mart_before")
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
