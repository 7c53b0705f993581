package import Definitions
import GRDB

/// One transaction that takes the warehouse from one published state to the next; readers see either.
///
/// It never outlives the closure it is handed to.
package final class Publication {
    let database: Database
    let run: Int64
    /// The surrogate ids of tuples; nil before one was asked for.
    private var traffic: [Traffic: Int64]?
    /// What rows of spend say their money went to; nil before anybody asked.
    var adverts: Adverts?
    /// Where touches lie; nil likewise.
    var placements: Placements?
    private var channels: [String: Int64] = [:]
    /// How much is made anew; all of it where nothing else is said.
    package internal(set) var scope = Scope.everything
    /// The days of the channel mart that are made anew, once they are known; nil: all.
    var changedDays: DaySet?
    /// What all numbers follow from beside the files.
    var definition = ""
    /// The leads that were loaded, for the deals that follow; nil where none will.
    var loadedLeads: LeadLinks?
    /// What inserts adverts, once there are any.
    var advertWriter: RowWriter?
    /// What inserts sums of visits, once there are any: files of them can be many and small.
    var visitWriter: RowWriter?

    /// The dimensions of a traffic source, of which each distinct tuple is stored once.
    package struct Traffic: Hashable, Sendable {
        package var channel: String
        package var source: String
        package var medium: String
        package var campaign: String

        package init(channel: String, source: String, medium: String, campaign: String) {
            self.channel = channel
            self.source = source
            self.medium = medium
            self.campaign = campaign
        }
    }

    /// A channel as reports show it.
    package struct Channel: Hashable, Sendable {
        package var name: String
        package var titleEN: String
        package var titleRU: String

        package init(name: String, titleEN: String, titleRU: String) {
            self.name = name
            self.titleEN = titleEN
            self.titleRU = titleRU
        }
    }

    init(database: Database, run: Int64) {
        self.database = database
        self.run = run
    }

    package var ledger: FileLedger {
        FileLedger(database: database)
    }

    // MARK: Dimensions

    /// States what the warehouse's numbers are in, and which channels there are.
    package func describe(_ pipeline: PipelineDefinition, channels: [Channel]) throws {
        try database.execute(sql: "DELETE FROM meta_pipeline")
        try database.execute(
            sql:
                "INSERT INTO meta_pipeline (pipeline, currency, time_zone, start, model, basis, settled_by, published_by, vat) "
                + "VALUES (?, ?, ?, ?, ?, ?, '', ?, ?)",
            arguments: [
                pipeline.name, pipeline.currency, pipeline.timeZone, pipeline.start.description,
                pipeline.attribution.reportModel, pipeline.attribution.reportBasis.rawValue, definition,
                pipeline.vatBase?.rawValue ?? "",
            ])
        for channel in channels {
            try database.execute(
                sql: """
                    INSERT INTO dim_channel (channel, title_en, title_ru) VALUES (?, ?, ?)
                    ON CONFLICT (channel) DO UPDATE SET
                        title_en = excluded.title_en, title_ru = excluded.title_ru
                    """,
                arguments: [channel.name, channel.titleEN, channel.titleRU])
        }
        for row in try Row.fetchAll(database, sql: "SELECT channel_id, channel FROM dim_channel") {
            self.channels[row["channel"]] = row["channel_id"]
        }
    }

    /// The surrogate id of a tuple, made where it is new.
    package func trafficID(of tuple: Traffic) throws -> Int64 {
        // Nearly all are asked for whenever visits are placed.
        if traffic == nil {
            traffic = Dictionary(try trafficSources().map { ($0.value, $0.key) }, uniquingKeysWith: min)
        }
        if let id = traffic?[tuple] { return id }
        guard let channel = channels[tuple.channel] else {
            throw Failure(.definition, "channel '\(tuple.channel)' is not declared in channels.yml")
        }
        try database.execute(
            sql: "INSERT INTO dim_traffic (channel_id, source, medium, campaign) VALUES (?, ?, ?, ?)",
            arguments: [channel, tuple.source, tuple.medium, tuple.campaign])
        traffic?[tuple] = database.lastInsertedRowID
        return database.lastInsertedRowID
    }

    /// The tuples that there are, by their ids.
    package func trafficSources() throws -> [Int64: Traffic] { try Self.trafficSources(database) }

    static func trafficSources(_ database: Database) throws -> [Int64: Traffic] {
        var sources: [Int64: Traffic] = [:]
        let rows = try RowReader(
            database,
            "SELECT traffic_id, channel, source, medium, campaign FROM dim_traffic JOIN dim_channel USING (channel_id)")
        while try rows.next() {
            sources[rows.integer(0)] = Traffic(rows, from: 1)
        }
        return sources
    }

    // MARK: Files

    /// Updates a known file version.
    package func save(_ file: FileVersion) throws {
        try ledger.save(file, run: run)
    }

    /// Adds a file version under the path's next number and returns it with both its numbers.
    package func add(_ file: FileVersion) throws -> FileVersion {
        var added = file
        added.version = try ledger.nextVersion(source: file.source, path: file.path)
        added.id = try ledger.save(added, run: run)
        return added
    }

    /// Moves all versions of a path to the one under which its file is found now.
    package func rename(source: String, from old: String, to new: String) throws {
        try ledger.rename(source: source, from: old, to: new)
    }

    /// Adds to the rejected rows of a file.
    package func add(rejects: [RejectEntry], file: Int64) throws {
        try ledger.add(rejects: rejects, file: file)
    }

    /// Takes a file's rows out of the facts and the list of rejects; its line in the ledger stays.
    package func removeRows(file: Int64) throws {
        // Files can be many and small.
        for table in FactTable.all.map(\.name) + ["etl_reject", "etl_owner", "etl_part"] {
            try database.cachedStatement(sql: "DELETE FROM \(table) WHERE file_id = ?").execute(arguments: [file])
        }
    }

    // MARK: Derived tables

    /// Marks, of each key of a source, the record that counts, and counts the others as superseded.
    ///
    /// The winner is the greatest (version, slot, path, line), slots by last day, then first; of one path's versions
    /// that hold an id the newest landed counts. Arrival plays no other part.
    ///
    /// - Parameter rejectsChanged: whether records were rejected, or no longer are, since their files were counted.
    package func settle(_ table: FactTable, source: String, rejectsChanged: Bool = false) throws {
        guard let key = table.key else { return }
        let isEligible = table.rejectedColumn.map { "fact.\($0) = 0" } ?? "1"
        // Records of a key that none came to and none went from are in order.
        let changed = try changedKind(of: table, source: source).map { kind in
            """
            AND \(key) IN (
                SELECT id FROM temp.changed_record WHERE kind = '\(kind.rawValue)' AND source_name = :source)
            """
        }
        // Most keys come once: only those that don't are put in order.
        try database.execute(
            sql: """
                DROP TABLE IF EXISTS temp.repeated;
                CREATE TEMP TABLE repeated (key TEXT PRIMARY KEY) WITHOUT ROWID;
                """)
        try database.execute(
            sql: """
                INSERT INTO repeated
                SELECT \(key) FROM \(table.name) WHERE source_name = :source \(changed ?? "")
                GROUP BY \(key) HAVING count(*) > 1
                """, arguments: ["source": source])
        var isAnyRepeated = database.changesCount > 0
        let areOutdated = try isAnyRepeated && removeOutdated(table, key: key, source: source)
        if areOutdated {
            try database.execute(
                sql: """
                    DELETE FROM temp.repeated WHERE (
                        SELECT count(*) FROM \(table.name) WHERE source_name = :source AND \(key) = repeated.key) < 2
                    """, arguments: ["source": source])
            isAnyRepeated = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM temp.repeated)") == true
        }
        // A record that counts already and has to, as nearly all do, is looked at and no more.
        let isCurrent =
            !isAnyRepeated
            ? isEligible
            // Where a row value isn't found and the value of IN is asked for, SQLite looks for a NULL among all others.
            : """
            (\(isEligible) AND (
                \(key) NOT IN (SELECT key FROM temp.repeated)
                OR iif((file_id, record) IN (SELECT file_id, record FROM placed WHERE place = 1), 1, 0)))
            """
        let placed = """
            WITH candidate AS (
                SELECT fact.file_id, fact.record, fact.\(key) AS key, fact.version, fact.line, file.slot_to,
                    file.slot_from, file.path, file.version AS landed,
                    max(file.version) OVER (PARTITION BY fact.\(key), file.path) AS newest
                FROM \(table.name) AS fact JOIN etl_file AS file USING (file_id)
                WHERE fact.source_name = :source AND \(isEligible)
                    AND fact.\(key) IN (SELECT key FROM temp.repeated)
            ), placed AS (
                SELECT file_id, record, row_number() OVER (
                    PARTITION BY key
                    ORDER BY version DESC, slot_to DESC, slot_from DESC, path DESC, line DESC, record DESC
                ) AS place
                FROM candidate WHERE landed = newest
            )
            """
        try database.execute(
            sql: """
                \(isAnyRepeated ? placed : "")
                UPDATE \(table.name) AS fact SET is_current = 1 - is_current
                WHERE \(changed == nil ? "+" : "")source_name = :source \(changed ?? "") AND is_current <> \(isCurrent)
                """, arguments: ["source": source])
        let areMoved = database.changesCount > 0
        try database.execute(sql: "DROP TABLE temp.repeated")
        // Files that were read count their rows as loaded, all of which count.
        if areMoved || areOutdated || rejectsChanged { try count(table, source: source) }
    }

    /// Takes out the records that a newer version of their file holds as well: they never count again, unless that version
    /// leaves (`FileForgetting`) or holds rows back, and then theirs is read again.
    ///
    /// An export that is whole each night would otherwise leave all of its records in the warehouse each night, and each
    /// night would look through them all.
    ///
    /// - Returns: whether there were any among `temp.repeated`.
    private func removeOutdated(_ table: FactTable, key: String, source: String) throws -> Bool {
        let haveVersions = try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (
                    SELECT 1 FROM etl_file WHERE source = ? AND state = 'live' GROUP BY path HAVING count(*) > 1)
                """, arguments: [source])
        guard haveVersions == true else { return false }
        try database.execute(
            sql: """
                WITH held AS (
                    SELECT fact.file_id, fact.record, file.version,
                        max(file.version) OVER (PARTITION BY fact.\(key), file.path) AS newest
                    FROM \(table.name) AS fact JOIN etl_file AS file USING (file_id)
                    WHERE fact.source_name = :source AND fact.\(key) IN (SELECT key FROM temp.repeated)
                        AND \(table.isNeverRejected)
                )
                DELETE FROM \(table.name)
                WHERE (file_id, record) IN (SELECT file_id, record FROM held WHERE version < newest)
                """, arguments: ["source": source])
        return database.changesCount > 0
    }

    /// Counts what became of the rows of a source's files.
    private func count(_ table: FactTable, source: String) throws {
        // A published file lists all of its rejected rows; what is left, rows of days that went to other files included,
        // is superseded.
        let rejected =
            table.rejectedColumn == nil
            ? "rows_rejected" : "(SELECT count(*) FROM etl_reject WHERE etl_reject.file_id = file.file_id)"
        try database.execute(
            sql: """
                WITH found AS MATERIALIZED (
                    SELECT file_id, \(rejected) AS rejected, (
                        SELECT count(*) FROM \(table.name) AS fact
                        WHERE fact.file_id = file.file_id AND fact.is_current = 1) AS loaded
                    FROM etl_file AS file WHERE source = ? AND state = 'live'
                )
                UPDATE etl_file SET
                    rows_loaded = found.loaded,
                    rows_rejected = found.rejected,
                    rows_superseded = rows_read - found.loaded - found.rejected - rows_duplicate - rows_filtered
                FROM found WHERE found.file_id = etl_file.file_id
                """, arguments: [source])
    }

    /// The counts of a file as the facts now have them.
    package func counts(file: Int64) throws -> RowCounts {
        // Asked for each file, and files can be many and small.
        let statement = try database.cachedStatement(
            sql: """
                SELECT rows_read, rows_loaded, rows_rejected, rows_duplicate, rows_superseded, rows_filtered
                FROM etl_file WHERE file_id = ?
                """)
        return try Row.fetchOne(statement, arguments: [file]).map { RowCounts($0) } ?? RowCounts()
    }

    /// Ends the run within the transaction that publishes its work.
    package func finish(
        state: RunState, exitCode: Int32, message: String, steps: [StepRecord], clock: Instant
    ) throws {
        try database.finishRun(run, state: state, exitCode: exitCode, message: message, steps: steps, clock: clock)
    }
}

extension Warehouse {
    /// The file versions of a state.
    package func files(_ state: FileVersion.State) throws(Failure) -> [FileVersion] {
        try read { try FileLedger(database: $0).versions(state) }
    }

    /// The live file versions of some sources.
    package func liveFiles(of sources: [String]) throws(Failure) -> [FileVersion] {
        try read { database in
            try sources.flatMap { try FileLedger(database: database).versions(.live, of: $0) }
        }
    }

    /// Publishes in one transaction; whatever the body throws leaves the warehouse as it was.
    package func publish<Value>(run: Int64, _ body: (Publication) throws -> Value) throws(Failure) -> Value {
        try withoutLogIfFirst { () throws(Failure) in
            try write { database in
                if let schemas { try makeDerived(schemas, in: database) }
                return try body(Publication(database: database, run: run))
            }
        }
    }
}
