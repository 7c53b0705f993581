package import Definitions
import GRDB

extension Publication {
    /// The amount of a deal or a payment that counts, and what tells which VAT rate is its.
    package struct TaxedSale: Sendable {
        /// In micros, as given.
        package var amount: Int64
        /// The record's own day, or, of a refund, that of the payment it names.
        package var day: Day
        /// Whether the day is that of the payment it names.
        package var isOfTarget: Bool
        /// When a deal was won, while it is.
        package var wonAt: Instant?
        /// Whether it appears in the marts: it is reported from the pipeline's start on.
        package var isReported: Bool
        package var path: String
        package var line: Int64
    }

    /// The VAT of a sale, and the day whose rate it is.
    package struct SaleVAT: Hashable, Sendable {
        package var day: Day
        package var net: Int64
        package var vat: Int64

        package init(day: Day, net: Int64, vat: Int64) {
            self.day = day
            self.net = net
            self.vat = vat
        }
    }

    /// Gives the deals or payments of a source their VAT; records that don't count have none.
    ///
    /// Also of those that this run didn't read: the day a deal was won comes from the stage history, and the payment that a
    /// refund names may arrive after it. Of deals and payments of which nothing of that changed it is as it was.
    ///
    /// - Parameter vat: the VAT of a record that counts; nil where it has none.
    /// - Complexity: O(*n*) in the records of the source; only those whose VAT changed are written.
    package func settleVAT(
        _ table: FactTable, source: String, vat: (TaxedSale) throws -> SaleVAT?
    ) throws {
        let rows = try Row.fetchCursor(
            database, sql: table == .payment ? taxedPayments() : taxedDeals, arguments: [source])
        var changes: [(file: Int64, record: Int64, vat: SaleVAT?)] = []
        while let row = try rows.next() {
            var before: SaleVAT?
            if let day = (row[3] as String?).flatMap({ Day($0) }) {
                before = SaleVAT(day: day, net: row[4], vat: row[5])
            }
            var after: SaleVAT?
            if row[2] {
                let sale = TaxedSale(
                    amount: row[6], day: Day(row[7] as String) ?? Day(number: 0), isOfTarget: row[8],
                    wonAt: (row[9] as Int64?).map { Instant(milliseconds: $0 * 1000) }, isReported: row[10],
                    path: row[11], line: row[12])
                after = try vat(sale)
            }
            if after != before { changes.append((row[0], row[1], after)) }
        }
        var statement = try BulkStatement(
            database,
            "UPDATE \(table.name) SET vat_day = ?, net_micros = ?, vat_micros = ? WHERE file_id = ? AND record = ?")
        for (file, record, vat) in changes {
            if let vat { statement.bind(vat.day.description) } else { statement.bindNull() }
            statement.bind(vat?.net)
            statement.bind(vat?.vat)
            statement.bind(file)
            statement.bind(record)
            try statement.step()
        }
    }

    private static let counts = "is_current = 1 AND is_deleted = 0"

    private var taxedDeals: String {
        """
        SELECT deal.file_id, deal.record, \(Self.counts), vat_day, net_micros, vat_micros, amount_micros, day, 0,
            unixepoch(won_at), report_day >= (SELECT start FROM meta_pipeline), file.path, line
        FROM fact_deal AS deal JOIN etl_file AS file USING (file_id)
        WHERE source_name = ? AND (\(Self.counts) OR vat_day IS NOT NULL)
            \(scope == .everything ? "" : "AND (source_name, deal_id) IN (\(Self.changedDeals))")
        """
    }

    private func taxedPayments() throws -> String {
        """
        WITH \(try refundTargets())
        SELECT payment.file_id, payment.record, \(Self.counts), vat_day, net_micros, vat_micros, amount_micros,
            coalesce(own.day, other.day, payment.day), coalesce(own.day, other.day) IS NOT NULL, NULL,
            report_day >= (SELECT start FROM meta_pipeline), file.path, line
        FROM fact_payment AS payment JOIN etl_file AS file USING (file_id) \(Self.refundTargetJoins)
        WHERE payment.source_name = ? AND (\(Self.counts) OR vat_day IS NOT NULL) AND \(isAffected("payment"))
        """
    }
}
