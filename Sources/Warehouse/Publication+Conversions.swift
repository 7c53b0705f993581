package import Definitions
import GRDB

/// The payments that count and the phones of leads, as attribution sees them.
extension Publication {
    package struct PaymentRecord: Sendable {
        package var file: Int64
        package var record: Int64
        package var source: String
        package var id: String
        package var at: Instant
        package var day: Day
        /// On the VAT base of reports, in micros; refunds are negative.
        package var amount: Int64
        /// The deal it is of, '' where there is none.
        package var dealSource: String
        package var dealID: String
        /// Whether it is a refund of a payment that isn't known.
        package var isTargetUnknown: Bool
        /// The payment that it pays back; '' where it is none, or not known.
        package var targetSource: String
        package var targetID: String
        package var reportDay: Day
    }

    /// The amount of a deal or payment on the VAT base of reports.
    static let onBase = """
        CASE (SELECT vat FROM meta_pipeline)
            WHEN 'gross' THEN gross_micros WHEN 'net' THEN net_micros ELSE amount_micros END
        """

    /// The phones of the leads that count, as stored, by source and id.
    package func leadPhones(_ body: (_ source: String, _ id: String, _ phone: String) -> Void) throws {
        let rows = try RowReader(
            database,
            "SELECT source_name, lead_id, phone FROM fact_lead WHERE is_current = 1 AND is_deleted = 0 AND phone <> ''")
        while try rows.next() { body(rows.text(0), rows.text(1), rows.text(2)) }
    }

    /// The payments and refunds that count, by source and id.
    package func payments() throws -> [PaymentRecord] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                WITH \(Self.refundTargets)
                SELECT file_id, record, payment.source_name, payment.payment_id, unixepoch(at) AS at, payment.day,
                    \(Self.onBase) AS amount, linked_deal_source, linked_deal_id, is_target_unknown,
                    coalesce(own.source_name, other.source_name, '') AS target_source,
                    coalesce(own.payment_id, other.payment_id, '') AS target_id, report_day
                FROM fact_payment AS payment \(Self.refundTargetJoins)
                WHERE is_current = 1 AND is_deleted = 0 ORDER BY payment.source_name, payment.payment_id
                """)
        var payments: [PaymentRecord] = []
        while let row = try rows.next() {
            payments.append(
                PaymentRecord(
                    file: row["file_id"], record: row["record"], source: row["source_name"], id: row["payment_id"],
                    at: Instant(milliseconds: (row["at"] as Int64) * 1000), day: Self.dayOrFirst(row["day"]),
                    amount: row["amount"] ?? 0,
                    dealSource: row["linked_deal_source"], dealID: row["linked_deal_id"],
                    isTargetUnknown: row["is_target_unknown"], targetSource: row["target_source"],
                    targetID: row["target_id"], reportDay: Self.dayOrFirst(row["report_day"])))
        }
        return payments
    }

    /// A stored day: the tables check that it is one.
    private static func dayOrFirst(_ text: String) -> Day {
        Day(text) ?? Day(number: 0)
    }
}
