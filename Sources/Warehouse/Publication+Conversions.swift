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
        let rows = try RowReader(
            database,
            """
            WITH \(try refundTargets())
            SELECT file_id, record, payment.source_name, payment.payment_id, unixepoch(at), payment.day, \(Self.onBase),
                linked_deal_source, linked_deal_id, is_target_unknown, coalesce(own.source_name, other.source_name, ''),
                coalesce(own.payment_id, other.payment_id, ''), report_day
            FROM fact_payment AS payment \(Self.refundTargetJoins)
            WHERE is_current = 1 AND is_deleted = 0 ORDER BY payment.source_name, payment.payment_id
            """)
        var payments: [PaymentRecord] = []
        while try rows.next() {
            payments.append(
                PaymentRecord(
                    file: rows.integer(0), record: rows.integer(1), source: rows.text(2), id: rows.text(3),
                    at: Instant(milliseconds: rows.integer(4) * 1000), day: rows.day(5), amount: rows.integer(6),
                    dealSource: rows.text(7), dealID: rows.text(8), isTargetUnknown: rows.integer(9) != 0,
                    targetSource: rows.text(10), targetID: rows.text(11), reportDay: rows.day(12)))
        }
        return payments
    }
}
