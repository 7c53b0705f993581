package import Definitions
import GRDB

/// Queries a checkup asks, none of which a report needs.
package struct WarehouseInspection: Sendable {
    private let warehouse: Warehouse

    package init(_ warehouse: Warehouse) {
        self.warehouse = warehouse
    }

    /// What SQLite finds wrong with its file; empty where nothing is.
    package func damage() throws(Failure) -> [String] {
        try warehouse.read { database in
            try String.fetchAll(database, sql: "PRAGMA quick_check(5)").filter { $0 != "ok" }
        }
    }

    /// Every file version the ledger knows.
    package func files() throws(Failure) -> [FileVersion] {
        try warehouse.read { database in
            try FileLedger(database: database).versions("FROM etl_file AS file ORDER BY source, path, version")
        }
    }

    /// The rejected rows of a source's live files by rule, most first.
    package func rejectsByRule(source: String) throws(Failure) -> [(rule: String, rows: Int)] {
        try warehouse.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT rule, count(*) AS rejected FROM etl_reject JOIN etl_file USING (file_id)
                    WHERE source = ? AND state = 'live' GROUP BY rule ORDER BY 2 DESC, 1
                    """, arguments: [source]
            ).map { ($0["rule"], $0["rejected"]) }
        }
    }

    /// How many records of a source lost to another of the same version that says something else.
    package func conflicts(source: String) throws(Failure) -> Int {
        try warehouse.read { database in
            guard try database.tableExists("etl_conflict") else { return 0 }
            let sql = "SELECT count(*) FROM etl_conflict WHERE source = ?"
            return try Int.fetchOne(database, sql: sql, arguments: [source]) ?? 0
        }
    }

    /// Spend in a channel by source and medium, costliest first.
    package func spend(
        inChannel channel: String, limit: Int
    ) throws(Failure) -> [(source: String, medium: String, cost: Money)] {
        try warehouse.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT traffic.source, traffic.medium, sum(cost_micros) AS cost_micros
                    FROM mart_channel_daily JOIN dim_traffic AS traffic USING (traffic_id)
                    JOIN dim_channel USING (channel_id)
                    WHERE channel = ? GROUP BY 1, 2 HAVING sum(cost_micros) <> 0 ORDER BY 3 DESC, 1, 2 LIMIT ?
                    """, arguments: [channel, limit]
            ).map { ($0["source"], $0["medium"], Money(micros: $0["cost_micros"])) }
        }
    }

    /// Leads from the pipeline's start on by the reason nothing brought them, most first; '' for those that a touch
    /// brought.
    package func leadsByReason() throws(Failure) -> [(reason: String, leads: Int)] {
        try warehouse.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT unattributed_reason, count(*) AS leads FROM fact_journey
                    WHERE conversion = 'lead' AND lead_day >= (SELECT start FROM meta_pipeline)
                    GROUP BY 1 ORDER BY 2 DESC, 1
                    """
            ).map { ($0["unattributed_reason"], $0["leads"]) }
        }
    }

    /// Stages that the funnel doesn't list, where this warehouse keeps stages.
    package func unmappedStages() throws(Failure) -> [(source: String, pipeline: String, stage: String, deals: Int)] {
        try warehouse.read { database in
            guard try database.tableExists("etl_stage") else { return [] }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT source, pipeline, stage, deals FROM etl_stage WHERE mapped_to = ''
                    ORDER BY deals DESC, source, pipeline, stage
                    """
            ).map { ($0["source"], $0["pipeline"], $0["stage"], $0["deals"]) }
        }
    }
}
