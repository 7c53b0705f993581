package import Definitions
import GRDB

extension Publication {
    /// What a source with shared cost has on a day in one row of the mart.
    package struct SharedCost: Sendable {
        package var day: Day
        package var traffic: Int64
        /// The campaign of that row; may be empty.
        package var campaign: String
        package var micros: Int64
    }

    /// A part of a shared cost that goes to another row.
    package struct CostMove: Hashable, Sendable {
        package var source: String
        package var day: Day
        package var from: Int64
        package var to: Int64
        package var micros: Int64

        package init(source: String, day: Day, from: Int64, to: Int64, micros: Int64) {
            self.source = source
            self.day = day
            self.from = from
            self.to = to
            self.micros = micros
        }
    }

    /// A measure that a cost is divided in proportion to.
    package enum SplitBasis: String, Sendable {
        case leads = "leads_billionths"
        case revenue = "revenue_micros"
    }

    /// The sums of a measure by month (`YYYY-MM`) and channel, those above zero, channels by name.
    package func weights(by basis: SplitBasis) throws -> [String: [(channel: String, weight: Int64)]] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT substr(mart.day, 1, 7) AS month, channel.channel, sum(mart.\(basis.rawValue)) AS weight
                FROM mart_channel_daily AS mart JOIN dim_traffic USING (traffic_id)
                JOIN dim_channel AS channel USING (channel_id)
                GROUP BY 1, 2 HAVING weight > 0 ORDER BY 1, 2
                """)
        return Dictionary(grouping: rows) { $0["month"] as String }
            .mapValues { $0.map { ($0["channel"], $0["weight"]) } }
    }

    /// The cost of a source by day and row, fixed fees included, without rows that cost nothing.
    package func costs(of source: String) throws -> [SharedCost] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT cost.day, cost.traffic_id, traffic.campaign, sum(cost.cost_micros) AS micros
                FROM (
                    SELECT day, traffic_id, cost_micros FROM fact_spend_daily JOIN etl_file USING (file_id)
                    WHERE source = :source
                    UNION ALL
                    SELECT day, traffic_id, cost_micros FROM fact_fee WHERE source_name = :source
                ) AS cost JOIN dim_traffic AS traffic USING (traffic_id)
                GROUP BY 1, 2 HAVING micros <> 0
                """, arguments: ["source": source]
        ).map { row in
            SharedCost(
                day: Day(row["day"] as String) ?? Day(number: 0), traffic: row["traffic_id"],
                campaign: row["campaign"], micros: row["micros"])
        }
    }

    /// Puts moves of cost in the place of those there were, and carries them out on the marts.
    ///
    /// Sums of the marts stay: what a row gains another loses. A row that held nothing but cost that left is gone.
    package func replaceSplits(with moves: [CostMove]) throws {
        try database.execute(sql: "DELETE FROM fact_cost_split")
        guard !moves.isEmpty else { return }
        var statement = try BulkStatement(
            database,
            """
            INSERT INTO fact_cost_split (source_name, day, from_traffic_id, traffic_id, cost_micros)
            VALUES (?, ?, ?, ?, ?)
            """)
        for move in moves {
            statement.bind(move.source)
            statement.bind(move.day.description)
            statement.bind(move.from)
            statement.bind(move.to)
            statement.bind(move.micros)
            try statement.step()
        }
        let measures = try measures()
        let values = measures.map { $0 == "cost_micros" ? "sum(moved)" : "0" }
        try database.execute(
            sql: """
                INSERT INTO mart_channel_daily (day, traffic_id, \(measures.joined(separator: ", ")))
                SELECT day, traffic_id, \(values.joined(separator: ", ")) FROM (
                    SELECT day, from_traffic_id AS traffic_id, -cost_micros AS moved FROM fact_cost_split
                    UNION ALL
                    SELECT day, traffic_id, cost_micros FROM fact_cost_split
                )
                WHERE true GROUP BY day, traffic_id
                ON CONFLICT (day, traffic_id) DO UPDATE SET cost_micros = cost_micros + excluded.cost_micros;
                DELETE FROM mart_channel_daily
                WHERE (day, traffic_id) IN (SELECT day, from_traffic_id FROM fact_cost_split)
                    AND \(measures.map { "\($0) = 0" }.joined(separator: " AND "));
                """)
    }
}
