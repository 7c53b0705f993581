import Definitions
import GRDB

/// The stages that deals and their histories name.
extension Publication {
    /// Lists every stage met, and where the funnel puts it.
    ///
    /// - Complexity: O(*n* + *s* log *s*) in deals and stages, where not only what changed is counted.
    package func listStages() throws {
        guard scope == .everything else { return try listChangedStages() }
        // SQLite would sort all deals by their texts.
        var stages = StageCounts()
        try stages.read(
            database,
            """
            SELECT source_name, pipeline, stage, funnel_stage, is_current = 1 AND is_deleted = 0
            FROM fact_deal NOT INDEXED
            """)
        try stages.read(
            database,
            """
            SELECT file.source, event.pipeline, event.stage, event.funnel_stage, 0
            FROM fact_stage_event AS event JOIN etl_file AS file USING (file_id)
            """)
        try database.execute(sql: "DELETE FROM etl_stage")
        var statement = try BulkStatement(
            database,
            "INSERT INTO etl_stage (source, pipeline, stage, mapped_to, deals, records) VALUES (?, ?, ?, ?, ?, ?)")
        for stage in stages.sorted() {
            for text in stage.name { statement.bind(text) }
            statement.bind(stage.funnelStage)
            statement.bind(stage.deals)
            statement.bind(stage.records)
            try statement.step()
        }
    }

    /// Adds what came and takes away what went.
    ///
    /// Where the funnel puts a stage is what rows say that came: another funnel reads all of a source's rows anew, be it that
    /// it was published before they were, by a run of other sources or without a file.
    private func listChangedStages() throws {
        try database.execute(
            sql: """
                INSERT INTO etl_stage (source, pipeline, stage, mapped_to, deals, records)
                SELECT file.source, pipeline, stage, max(funnel_stage), sum(deals), sum(records)
                FROM temp.changed_stage JOIN etl_file AS file USING (file_id) WHERE stage <> '' GROUP BY 1, 2, 3
                ON CONFLICT (source, pipeline, stage) DO UPDATE SET
                    deals = etl_stage.deals + excluded.deals, records = etl_stage.records + excluded.records;
                UPDATE etl_stage SET mapped_to = came.mapped_to
                FROM (
                    SELECT file.source, pipeline, stage, max(funnel_stage) AS mapped_to
                    FROM temp.changed_stage JOIN etl_file AS file USING (file_id)
                    WHERE stage <> '' AND records > 0 GROUP BY 1, 2, 3
                ) AS came
                WHERE etl_stage.source = came.source AND etl_stage.pipeline = came.pipeline
                    AND etl_stage.stage = came.stage AND etl_stage.mapped_to <> came.mapped_to;
                DELETE FROM etl_stage WHERE records = 0;
                """)
    }
}

/// How many deals stand in each stage of a source's pipeline.
private struct StageCounts {
    struct Stage {
        /// Source, pipeline and stage.
        var name: [ArraySlice<UInt8>]
        /// Where the funnel puts it; of several the last by its bytes.
        var funnelStage: ArraySlice<UInt8>
        var deals: Int64
        /// Deals and entries that name it, whether they count or not.
        var records: Int64
    }

    /// Source, pipeline, stage and stage of the funnel, each with a byte behind it that no text has.
    private var keys = TextTable()
    private var deals: [Int64] = []
    private var records: [Int64] = []
    private var key: [UInt8] = []
    private static let end: UInt8 = 0xFF

    /// Adds the rows of a query: source, pipeline, stage, stage of the funnel, deals.
    mutating func read(_ database: Database, _ sql: String) throws {
        let rows = try RowReader(database, sql)
        while try rows.next() {
            guard !rows.bytes(2).isEmpty else { continue }
            key.removeAll(keepingCapacity: true)
            for column in Int32(0)..<4 {
                key.append(contentsOf: rows.bytes(column))
                key.append(Self.end)
            }
            let place = key.withUnsafeBufferPointer { keys.position(of: $0) }
            if place == deals.count {
                deals.append(0)
                records.append(0)
            }
            deals[place] += rows.integer(4)
            records[place] += 1
        }
    }

    /// The stages in the order of source, pipeline and stage, byte by byte.
    func sorted() -> [Stage] {
        var stages = deals.indices.map { place in
            let texts = keys[place].split(separator: Self.end, maxSplits: 4, omittingEmptySubsequences: false)
            return Stage(
                name: Array(texts[..<3]), funnelStage: texts[3], deals: deals[place], records: records[place])
        }
        stages.sort { left, right in
            for (text, other) in zip(left.name + [left.funnelStage], right.name + [right.funnelStage])
            where !text.elementsEqual(other) {
                return text.lexicographicallyPrecedes(other)
            }
            return false
        }
        var joined: [Stage] = []
        for stage in stages {
            if let last = joined.last, zip(last.name, stage.name).allSatisfy({ $0.elementsEqual($1) }) {
                joined[joined.count - 1].deals += stage.deals
                joined[joined.count - 1].records += stage.records
                joined[joined.count - 1].funnelStage = stage.funnelStage
            } else {
                joined.append(stage)
            }
        }
        return joined
    }
}
