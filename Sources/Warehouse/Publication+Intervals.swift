package import Definitions
import GRDB

/// Which days each source has delivered.
extension Publication {
    /// Makes the list of delivered days anew from the files and the facts.
    ///
    /// - Parameter start: the pipeline's first day; earlier ones are not listed.
    package func makeIntervals(_ spend: SpendSums, _ touches: TouchSums, from start: Day) throws {
        var rows: [String: [Day: Int64]] = [:]
        for file in try ledger.versions(.live) {
            guard let slot = file.deliveredDays, slot.upperBound >= start else { continue }
            for number in max(slot.lowerBound, start).number...slot.upperBound.number {
                rows[file.source, default: [:]][Day(number: number), default: 0] += 0
            }
        }
        for delivered in [spend.delivered, touches.delivered] + (try otherRows()) {
            for (key, count) in delivered.byDay where key.day >= start {
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

    /// How many records of the facts that are not summed count of each source's days.
    private func otherRows() throws -> [DeliveredRows] {
        var sources = try SourceNames(database)
        return try FactTable.all.filter { $0 != .spend && $0 != .visit }.map { table in
            var delivered = DeliveredRows(sources.names)
            let rows = try RowReader(
                database,
                "SELECT file_id, day FROM \(table.name) NOT INDEXED"
                    + (table.key == nil ? "" : " WHERE is_current = 1"))
            while try rows.next() {
                delivered.add(1, source: sources.place(of: rows.integer(0)), day: rows.day(1))
            }
            return delivered
        }
    }
}
