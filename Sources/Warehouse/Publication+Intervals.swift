package import Definitions
import GRDB

/// Which days each source has delivered.
extension Publication {
    /// Makes the list of delivered days anew from the files and the facts.
    ///
    /// - Parameter start: the pipeline's first day; earlier ones are not listed.
    package func makeIntervals(
        _ spend: SpendSums, _ touches: TouchSums, _ others: DeliveredRecords, from start: Day
    ) throws {
        var rows: [String: [Day: Int64]] = [:]
        for file in try ledger.versions(.live) {
            guard let slot = file.deliveredDays, slot.upperBound >= start else { continue }
            for number in max(slot.lowerBound, start).number...slot.upperBound.number {
                rows[file.source, default: [:]][Day(number: number), default: 0] += 0
            }
        }
        for delivered in [spend.delivered.byDay, touches.delivered.byDay] + others.tables {
            for (key, count) in delivered where key.day >= start && count > 0 {
                rows[key.source, default: [:]][key.day, default: 0] += count
            }
        }
        try database.execute(sql: "DELETE FROM etl_interval")
        var statement = try BulkStatement(
            database, "INSERT INTO etl_interval (source, day, state, rows_loaded) VALUES (?, ?, 'done', ?)")
        for (source, days) in rows.sorted(by: { $0.key < $1.key }) {
            for (day, count) in days.sorted(by: { $0.key < $1.key }) {
                statement.bind(source)
                statement.bind(day)
                statement.bind(count)
                try statement.step()
            }
        }
    }

    /// How many records count of each source's days, of facts that are not summed.
    package struct DeliveredRecords {
        fileprivate var tables: [[DeliveredRows.SourceDay: Int64]]
    }

    /// Counts the records of facts that are not summed.
    ///
    /// - Parameter sources: the sources of these.
    package func deliveredRecords(of sources: Set<String>) throws -> DeliveredRecords {
        DeliveredRecords(tables: scope == .changes ? [try changedRows(of: sources)] : try allRows())
    }

    private func allRows() throws -> [[DeliveredRows.SourceDay: Int64]] {
        var sources = try SourceNames(database)
        return try Self.countedTables.map { table in
            var delivered = DeliveredRows(sources.names)
            let rows = try RowReader(
                database,
                "SELECT file_id, day FROM \(table.name) NOT INDEXED"
                    + (table.key == nil ? "" : " WHERE is_current = 1"))
            while try rows.next() {
                delivered.add(1, source: sources.place(of: rows.integer(0)), day: rows.day(1))
            }
            return delivered.byDay
        }
    }

    /// By what was last published and what changed since.
    private func changedRows(of sources: Set<String>) throws -> [DeliveredRows.SourceDay: Int64] {
        let rows = try RowReader(
            database,
            """
            SELECT source, day, rows_loaded FROM etl_interval WHERE rows_loaded > 0
            UNION ALL
            SELECT source, day, records FROM temp.changed_count JOIN etl_file USING (file_id)
            """)
        var texts = FewTexts()
        var counts: [DeliveredRows.SourceDay: Int64] = [:]
        while try rows.next() {
            let source = texts.text(rows.bytes(0))
            guard sources.contains(source) else { continue }
            counts[DeliveredRows.SourceDay(source: source, day: rows.day(1)), default: 0] += rows.integer(2)
        }
        return counts
    }
}
