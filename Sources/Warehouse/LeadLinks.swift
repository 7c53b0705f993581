package import Definitions
import GRDB

/// Leads by id, for the deals that name them: their day, and of several sources with one id the first by name.
struct LeadLinks {
    private var ids = TextTable()
    /// Of each id the day and the place of the source.
    private var leads: [(day: Day, source: Int32)] = []
    private var sources: [String] = []

    /// Adds a lead.
    mutating func add(_ id: UnsafeBufferPointer<UInt8>, source: Int, day: Day) {
        let place = ids.position(of: id)
        if place == leads.count {
            leads.append((day, Int32(source)))
        } else if precedes(source, Int(leads[place].source)) {
            leads[place] = (day, Int32(source))
        }
    }

    /// The place of a source's name.
    mutating func source(_ name: String) -> Int {
        if let place = sources.firstIndex(of: name) { return place }
        sources.append(name)
        return sources.count - 1
    }

    /// The source and day of a lead; nil where there is none.
    func lead(_ id: UnsafeBufferPointer<UInt8>) -> (source: String, day: Day)? {
        guard !id.isEmpty, let place = ids.existingPosition(of: id) else { return nil }
        return (sources[Int(leads[place].source)], leads[place].day)
    }

    /// A source that is the same counts with its newest day.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        left == right || sources[left].utf8.lexicographicallyPrecedes(sources[right].utf8)
    }
}

extension Publication {
    // MARK: While loading

    /// Notes the leads that are loaded from here on, for the deals that follow.
    ///
    /// A deal that is loaded after its lead takes its lead from there, which is right nearly always and spares it an
    /// update: `linkDeals` checks all links once everything is read.
    package func noteLeads() {
        if loadedLeads == nil { loadedLeads = LeadLinks() }
    }

    func note(leads batch: RecordBatch, key: Int?, source: String) {
        guard var leads = loadedLeads.take() else { return }
        let place = leads.source(source)
        batch.withTexts(of: [key]) { texts in
            for row in 0..<batch.count { leads.add(texts[0][row], source: place, day: batch.days[row]) }
        }
        loadedLeads = leads
    }

    /// What a batch of deals most likely owes to its leads: the day each is reported on, and the lead's source.
    ///
    /// - Parameter lead: the field that names the lead.
    package func likelyLeads(
        of batch: RecordBatch, lead field: Int?
    ) -> (reportDays: GivenColumn, sources: GivenColumn) {
        guard let leads = loadedLeads, let field, case .texts = batch.columns[field] else {
            return (.days(batch.days), .text(""))
        }
        var days = batch.days
        var sources = TextColumn()
        batch.withTexts(of: [field]) { texts in
            for row in 0..<batch.count {
                let lead = leads.lead(texts[0][row])
                if let lead { days[row] = lead.day }
                sources.append((lead?.source ?? "").utf8)
            }
        }
        return (.days(days), .texts(sources))
    }

    // MARK: Once all is read

    /// Links deals to the lead that opened them, by which they are reported.
    ///
    /// Only what differs is written.
    func linkDeals() throws {
        loadedLeads = nil
        var leads = LeadLinks()
        var texts = FewTexts()
        // Of others neither the deal nor its lead is another one than before. Of a query in parts SQLite would go through
        // all deals: rows are looked up by their key only where IN has a plain one.
        let changed =
            scope == .everything
            ? ""
            : """
            WHERE (file_id, record) IN (SELECT file_id, record FROM (
                SELECT file_id, record FROM fact_deal WHERE (source_name, deal_id) IN (\(Self.changedDeals))
                UNION
                SELECT file_id, record FROM fact_deal
                WHERE lead_id <> '' AND lead_id IN (SELECT id FROM temp.changed_record WHERE kind = 'lead')))
            """
        let named =
            scope == .everything
            ? "NOT INDEXED WHERE true"
            : """
            WHERE source_name IN (\(try sourceList(of: .lead)))
                AND lead_id IN (SELECT lead_id FROM fact_deal \(changed))
            """
        do {
            let rows = try RowReader(
                database,
                "SELECT lead_id, source_name, day FROM fact_lead \(named) AND is_current = 1 AND is_deleted = 0")
            var known = (name: "", place: -1)
            while try rows.next() {
                let name = texts.text(rows.bytes(1))
                if known.place < 0 || known.name != name { known = (name, leads.source(name)) }
                leads.add(rows.bytes(0), source: known.place, day: rows.day(2))
            }
        }
        var changes: [(file: Int64, record: Int64, source: String, day: Day)] = []
        do {
            let rows = try RowReader(
                database,
                "SELECT file_id, record, lead_id, day, lead_source, report_day FROM fact_deal \(changed)")
            while try rows.next() {
                let lead = leads.lead(rows.bytes(2))
                let (source, day) = (lead?.source ?? "", lead?.day ?? rows.day(3))
                if day != rows.day(5) || source != texts.text(rows.bytes(4)) {
                    changes.append((rows.integer(0), rows.integer(1), source, day))
                }
            }
        }
        var statement = try BulkStatement(
            database, "UPDATE fact_deal SET lead_source = ?, report_day = ? WHERE file_id = ? AND record = ?")
        for change in changes {
            statement.bind(change.source)
            statement.bind(change.day)
            statement.bind(change.file)
            statement.bind(change.record)
            try statement.step()
        }
    }

    /// The sources that have records, for `IN`: their table is looked up by the ids that a source follows in its index.
    func sourceList(of table: FactTable) throws -> String {
        try sources(of: table).map { "'\($0.replacing("'", with: "''"))'" }.joined(separator: ", ")
    }

    /// The sources that have records, in order, each found by the one before in the table's index.
    func sources(of table: FactTable) throws -> [String] {
        var sources: [String] = []
        while let next = try String.fetchOne(
            database, sql: "SELECT min(source_name) FROM \(table.name) WHERE source_name > ?",
            arguments: [sources.last ?? ""])
        {
            sources.append(next)
        }
        return sources
    }
}
