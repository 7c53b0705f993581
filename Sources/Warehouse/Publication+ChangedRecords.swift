package import Definitions
import GRDB

/// The leads, deals and payments that a publication changes, so that others need not be looked at.
extension Publication {
    /// A record that came, went or is another now, with the keys that stood in it before or after.
    package struct ChangedRecord: Sendable {
        package var kind: JourneyKind
        package var source: String
        package var id: String
        /// As stored.
        package var keys: [(kind: IdentityKey.Kind, text: String)]
        /// The lead that a deal is, or was, linked with: its keys are the deal's, too.
        package var lead: RecordName?

        package var name: RecordName { RecordName(source: source, id: id) }
    }

    /// The columns of a record that are set after it came and that its journey, or whose it is, follows from.
    ///
    /// Where its journey lies isn't among them: that follows.
    private static let watched: [(kind: JourneyKind, id: String, columns: [String], keys: [IdentityKey.Kind])] = [
        (.lead, "lead_id", ["is_current"], [.clientID, .userID, .phone, .email, .promoCode, .contactID, .taxID]),
        (
            .deal, "deal_id", ["is_current", "won_at", "lead_source", "report_day", "net_micros", "vat_micros"],
            [.clientID, .phone, .email, .contactID, .taxID]
        ),
        (
            .payment, "payment_id",
            [
                "is_current", "is_target_unknown", "linked_deal_source", "linked_deal_id", "report_day", "net_micros",
                "vat_micros",
            ], []
        ),
    ]

    /// Begins to note changed records, by triggers, so that no code that changes one can forget to.
    func watchRecords() throws {
        let keys = IdentityKey.Kind.allCases.map(\.rawValue)
        try database.execute(
            sql: """
                CREATE TEMP TABLE changed_record (kind TEXT, source_name TEXT, id TEXT, lead_source TEXT, lead_id TEXT,
                    \(keys.map { "\($0) TEXT" }.joined(separator: ", ")));
                CREATE INDEX temp.changed_record_by_id ON changed_record (kind, source_name, id);
                CREATE TEMP TABLE moved_visit (file_id INTEGER, day TEXT, PRIMARY KEY (file_id, day)) WITHOUT ROWID;
                CREATE TEMP TABLE moved_file (source TEXT);
                CREATE TEMP TABLE changed_event (deal_id TEXT PRIMARY KEY) WITHOUT ROWID;
                -- Which of two records counts may follow from the names and days of their files.
                CREATE TEMP TRIGGER moved_file_UPDATE AFTER UPDATE OF path, version, slot_from, slot_to ON main.etl_file
                WHEN (old.path, old.version, old.slot_from, old.slot_to)
                    IS NOT (new.path, new.version, new.slot_from, new.slot_to)
                BEGIN INSERT INTO moved_file VALUES (new.source); END
                """)
        for record in Self.watched {
            let columns = record.keys.map(\.rawValue) + (record.kind == .deal ? ["lead_source", "lead_id"] : [])
            func note(_ row: String) -> String {
                let values = columns.map { "\(row).\($0)" }
                return """
                    INSERT INTO changed_record (\((["kind", "source_name", "id"] + columns).joined(separator: ", ")))
                    VALUES (\((["'\(record.kind.rawValue)'", "\(row).source_name", "\(row).\(record.id)"] + values)
                        .joined(separator: ", ")));
                    """
            }
            let table = "fact_\(record.kind.rawValue)"
            // An update leaves the keys as they are, but a deal may part from its lead.
            let updated = record.kind == .deal ? ["old", "new"] : ["new"]
            for (event, rows) in [
                ("INSERT", ["new"]), ("DELETE", ["old"]),
                ("UPDATE OF \(record.columns.joined(separator: ", "))", updated),
            ] {
                try database.execute(
                    sql: """
                        CREATE TEMP TRIGGER record_\(table)_\(event.prefix(6)) AFTER \(event) ON main.\(table)
                        BEGIN \(rows.map(note).joined(separator: " ")) END
                        """)
            }
        }
        // The deals whose stage history changed.
        for (event, row) in [("INSERT", "new"), ("DELETE", "old")] {
            try database.execute(
                sql: """
                    CREATE TEMP TRIGGER changed_event_\(event) AFTER \(event) ON main.fact_stage_event
                    WHEN NOT EXISTS (SELECT 1 FROM changed_event AS known WHERE known.deal_id = \(row).deal_id)
                    BEGIN INSERT INTO changed_event VALUES (\(row).deal_id); END
                    """)
        }
        // Visits that lay somewhere: also those that came just now, which is to look at somebody for nothing.
        for event in ["DELETE", "UPDATE OF placement_id"] {
            try database.execute(
                sql: """
                    CREATE TEMP TRIGGER moved_visit_\(event.prefix(6)) AFTER \(event) ON main.fact_visit_daily
                    WHEN old.placement_id <> 0
                        AND NOT EXISTS (
                            SELECT 1 FROM moved_visit AS known WHERE known.file_id = old.file_id AND known.day = old.day)
                    BEGIN INSERT INTO moved_visit VALUES (old.file_id, old.day); END
                    """)
        }
    }

    /// Ends what `watchRecords` began.
    func unwatchRecords() throws {
        for record in Self.watched {
            for event in ["INSERT", "DELETE", "UPDATE"] {
                try database.execute(sql: "DROP TRIGGER temp.record_fact_\(record.kind.rawValue)_\(event)")
            }
        }
        try database.execute(
            sql: """
                DROP TRIGGER temp.moved_visit_DELETE; DROP TRIGGER temp.moved_visit_UPDATE;
                DROP TRIGGER temp.moved_file_UPDATE;
                DROP TRIGGER temp.changed_event_INSERT; DROP TRIGGER temp.changed_event_DELETE;
                DROP TABLE temp.changed_event;
                DROP TABLE temp.changed_record; DROP TABLE temp.moved_visit; DROP TABLE temp.moved_file;
                """)
    }

    /// The kind of a table's records where those of a source that changed are known, and no file of it moved; else all
    /// records of the source are to be looked at.
    func changedKind(of table: FactTable, source: String) throws -> JourneyKind? {
        guard scope == .changes, let kind = JourneyKind(rawValue: table.entity) else { return nil }
        let isMoved = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM temp.moved_file WHERE source = ?)", arguments: [source])
        return isMoved == false ? kind : nil
    }

    /// Whether so many leads and deals changed that all of them are sooner looked at: a CRM's export may be whole each night.
    package func changesMostRecords() throws -> Bool {
        let changed =
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM (
                        SELECT DISTINCT kind, source_name, id FROM temp.changed_record WHERE kind <> 'payment')
                    """) ?? 0
        guard changed > Self.manyRecords else { return false }
        // Those that count have a journey each; files hold many more that gave way to others.
        let all = try Int.fetchOne(
            database, sql: "SELECT count(*) FROM fact_journey WHERE conversion IN ('lead', 'deal')")
        return 4 * changed > all ?? 0
    }

    /// So many records are looked at one by one however few there are.
    package static let manyRecords = 2000

    /// The records that this publication changed so far, some of them more than once.
    package func changedRecords() throws -> [ChangedRecord] {
        let kinds = IdentityKey.Kind.allCases
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT kind, source_name, id, lead_source, lead_id, \(kinds.map(\.rawValue).joined(separator: ", "))
                FROM temp.changed_record
                """)
        var records: [ChangedRecord] = []
        while let row = try rows.next() {
            var record = ChangedRecord(
                kind: JourneyKind(rawValue: row[0]) ?? .lead, source: row[1], id: row[2], keys: [])
            if let source: String = row[3], !source.isEmpty { record.lead = RecordName(source: source, id: row[4]) }
            for (place, kind) in kinds.enumerated() {
                if let text: String = row[5 + place], !text.isEmpty { record.keys.append((kind, text)) }
            }
            records.append(record)
        }
        return records
    }

    /// The files of which visits went or moved in this publication so far, with the days of these.
    package func movedVisits() throws -> [(file: FileVersion, days: Set<Day>)] {
        let rows = try Row.fetchCursor(database, sql: "SELECT file_id, day FROM temp.moved_visit")
        var days: [Int64: Set<Day>] = [:]
        while let row = try rows.next() {
            if let day = Day(row[1] as String) { days[row[0], default: []].insert(day) }
        }
        guard !days.isEmpty else { return [] }
        return try ledger.versions(
            "FROM etl_file AS file WHERE file_id IN (SELECT file_id FROM temp.moved_visit) ORDER BY file_id"
        ).map { file in (file, file.id.flatMap { days[$0] } ?? []) }
    }

    /// The keys that meant no single person when last published.
    package func publishedHubs() throws -> [Hub] {
        try Row.fetchAll(database, sql: "SELECT scope, item, part, whole FROM mart_quality WHERE measure = 'hub'")
            .map { Hub(kind: $0[0], key: $0[1], links: $0[2], records: $0[3]) }
    }

    /// Where own tags lay that were credited when last published, by tags and day: the placement's id.
    package func ownTouchPlaces(_ body: (_ tag: Int64, _ day: Day, _ placement: Int64) throws -> Void) throws {
        let rows = try RowReader(
            database, "SELECT tag_id, day, placement_id FROM mart_touch_daily WHERE touches > 0")
        while try rows.next() { try body(rows.integer(0), rows.day(1), rows.integer(2)) }
    }

    /// The own tags of leads and deals that were credited when last published, with the id of their placement.
    package func ownTouches(
        _ body: (_ kind: JourneyKind, _ source: String, _ id: String, _ tag: Int64, _ day: Day, _ placement: Int64)
            throws -> Void
    ) throws {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT kind, source_name, record_id, tag_id, day, placement_id FROM fact_touch WHERE kind = 'lead' OR kind = 'deal'
                """)
        while let row = try rows.next() {
            guard let kind = JourneyKind(rawValue: row[0]), let day = Day(row[4] as String) else { continue }
            try body(kind, row[1], row[2], row[3], day, row[5])
        }
    }
}
