package import Definitions
import GRDB

extension Publication {
    /// An exchange rate and where it was read.
    package struct RateRecord: Sendable {
        package var currency: String
        package var day: Day
        package var rate: ExchangeRate
        package var path: String
        package var line: Int64
    }

    /// A row of spend in another currency than the reports'.
    package struct ForeignSpend: Sendable {
        package var source: String
        package var currency: String
        package var day: Day
        /// In micros of the currency.
        package var amount: Int64
        package var path: String
        package var line: Int64
        fileprivate var file: Int64
        fileprivate var record: Int64
        fileprivate var cost: SpendCost
    }

    /// Every exchange rate, by currency and day.
    package func rates() throws -> [RateRecord] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT fact.currency, fact.day, fact.rate_e10, fact.per_e10, file.path, fact.line
                FROM fact_rate AS fact JOIN etl_file AS file USING (file_id)
                ORDER BY fact.currency, fact.day, file.path, fact.line, fact.record
                """
        ).map { row in
            RateRecord(
                currency: row["currency"], day: Self.day(row["day"]),
                rate: ExchangeRate(rate: row["rate_e10"], per: row["per_e10"]), path: row["path"], line: row["line"])
        }
    }

    /// Gives each row of spend in another currency the cost that its amount comes to by the rates as they are now.
    ///
    /// All of them where this run changed any rate, whatever spend it read: rates come later than spend, and are corrected.
    ///
    /// - Parameters:
    ///   - sources: those that rates come from.
    ///   - cost: the cost in the reporting currency; nil leaves the row as it is. It is asked in the order of currency, day
    ///     and place.
    package func convertSpend(
        to currency: String, byRatesOf sources: [String], cost: (ForeignSpend) throws -> SpendCost?
    ) throws {
        let fresh = try haveRatesChanged(sources) ? "" : "AND file.run_id = \(run)"
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT file.source, fact.currency, fact.day, fact.amount_micros, file.path, fact.line, fact.file_id,
                    fact.record, fact.net_micros, fact.vat_micros, fact.fee_micros, fact.levy_micros, fact.cost_micros
                FROM fact_spend AS fact JOIN etl_file AS file USING (file_id)
                WHERE fact.currency <> ? \(fresh)
                ORDER BY fact.currency, fact.day, file.path, fact.line, fact.record
                """, arguments: [currency])
        var changes: [(spend: ForeignSpend, cost: SpendCost)] = []
        while let row = try rows.next() {
            let spend = ForeignSpend(
                source: row["source"], currency: row["currency"], day: Self.day(row["day"]),
                amount: row["amount_micros"], path: row["path"], line: row["line"], file: row["file_id"],
                record: row["record"],
                cost: SpendCost(
                    net: row["net_micros"], vat: row["vat_micros"], fee: row["fee_micros"], levy: row["levy_micros"],
                    cost: row["cost_micros"]))
            if let cost = try cost(spend), cost != spend.cost { changes.append((spend, cost)) }
        }
        var statement = try BulkStatement(
            database,
            """
            UPDATE fact_spend SET net_micros = ?, vat_micros = ?, fee_micros = ?, levy_micros = ?, cost_micros = ?
            WHERE file_id = ? AND record = ?
            """)
        for (spend, cost) in changes {
            statement.bind(cost.net)
            statement.bind(cost.vat)
            statement.bind(cost.fee)
            statement.bind(cost.levy)
            statement.bind(cost.cost)
            statement.bind(spend.file)
            statement.bind(spend.record)
            try statement.step()
        }
    }

    /// Whether rates may be others than those by which published spend was converted.
    private func haveRatesChanged(_ sources: [String]) throws -> Bool {
        guard scope == .changes else { return true }
        return try sources.contains { source in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM etl_file WHERE run_id = ? AND source = ?)",
                arguments: [run, source]) == true
        }
    }

    private static func day(_ text: String) -> Day {
        Day(text) ?? Day(number: 0)
    }
}
