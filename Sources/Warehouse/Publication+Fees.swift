package import Definitions
import GRDB

extension Publication {
    /// What one day bears of a fixed fee.
    package struct FeeDay: Hashable, Sendable {
        package var source: String
        /// 1, 2, … of the source's fees.
        package var fee: Int
        package var day: Day
        package var kind: FeeDefinition.Kind
        package var traffic: Int64
        package var micros: Int64

        package init(source: String, fee: Int, day: Day, kind: FeeDefinition.Kind, traffic: Int64, micros: Int64) {
            self.source = source
            self.fee = fee
            self.day = day
            self.kind = kind
            self.traffic = traffic
            self.micros = micros
        }
    }

    /// The first day that a source has rows of.
    package func firstDay(of source: String) throws -> Day? {
        try String.fetchOne(
            database, sql: "SELECT min(day) FROM etl_interval WHERE source = ? AND rows_loaded > 0",
            arguments: [source]
        ).flatMap { Day($0) }
    }

    /// The newest day that any source has rows of: every day up to it has passed, whatever the clock says.
    package func newestDay() throws -> Day? {
        try String.fetchOne(database, sql: "SELECT max(day) FROM etl_interval WHERE rows_loaded > 0")
            .flatMap { Day($0) }
    }

    /// Puts the fixed fees of all sources in the place of those there were; those that stay are left alone.
    package func replaceFees(with fees: [FeeDay]) throws {
        var missing = Set(fees)
        for row in try Row.fetchAll(database, sql: "SELECT * FROM fact_fee") {
            let fee = FeeDay(
                source: row["source_name"], fee: row["fee"], day: Day(row["day"] as String) ?? Day(number: 0),
                kind: FeeDefinition.Kind(rawValue: row["kind"]) ?? .service, traffic: row["traffic_id"],
                micros: row["cost_micros"])
            if missing.remove(fee) == nil {
                try database.execute(
                    sql: "DELETE FROM fact_fee WHERE source_name = ? AND fee = ? AND day = ?",
                    arguments: [fee.source, fee.fee, fee.day.description])
            }
        }
        var statement = try BulkStatement(
            database,
            "INSERT INTO fact_fee (source_name, fee, day, kind, traffic_id, cost_micros) VALUES (?, ?, ?, ?, ?, ?)")
        for day in fees where missing.contains(day) {
            statement.bind(day.source)
            statement.bind(Int64(day.fee))
            statement.bind(day.day.description)
            statement.bind(day.kind.rawValue)
            statement.bind(day.traffic)
            statement.bind(day.micros)
            try statement.step()
        }
    }
}
