package import Definitions
import GRDB

/// The leads, deals and payments that count, as attribution sees them.
extension Publication {
    /// What a lead and a deal have in common.
    package struct Person: Sendable {
        package var file: Int64
        package var record: Int64
        package var line: Int64
        package var source: String
        package var id: String
        /// When it was created, to the second.
        package var at: Instant
        package var day: Day
        /// What may tell whose it is, as stored: contacts in the form that the pipeline file asks for.
        package var keys: [(kind: IdentityKey.Kind, text: String)]
        /// The traffic source that it was given, and why it has none, by the publication before.
        package var traffic: Int64
        package var reason: String
    }

    package struct LeadRecord: Sendable {
        package var person: Person
        /// Its own tags; 0 where it has none.
        package var ownTag: Int64
        package var ownReason: String
        package var kind: String
        package var isCounted: Bool
    }

    package struct DealRecord: Sendable {
        package var person: Person
        /// Its own tags as they stand: source, medium, campaign, content, term.
        package var ownTags: [String]
        /// The lead that opened it; '' where there is none.
        package var leadSource: String
        package var leadID: String
        package var isWon: Bool
        package var wonAt: Instant?
        /// On the VAT base of reports, in micros; 0 unless it is won.
        package var revenue: Int64
        package var reportDay: Day
    }

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
        package var traffic: Int64
        package var reason: String
        package var reportDay: Day
    }

    private static let keyColumns: [(column: String, kind: IdentityKey.Kind)] = [
        ("client_id", .clientID), ("phone", .phone), ("email", .email), ("contact_id", .contactID),
        ("tax_id", .taxID),
    ]
    private static let leadKeyColumns = keyColumns + [("user_id", .userID), ("promo_code", .promoCode)]
    /// The columns of a person, which come first; its keys come next.
    private static func common(_ id: String, _ keys: [(column: String, kind: IdentityKey.Kind)]) -> String {
        (["file_id, record, line, source_name, unixepoch(created_at), day, traffic_id, unattributed_reason", id]
            + keys.map(\.column)).joined(separator: ", ")
    }
    private static let onBase = """
        CASE (SELECT vat FROM meta_pipeline)
            WHEN 'gross' THEN gross_micros WHEN 'net' THEN net_micros ELSE amount_micros END
        """

    /// The leads that count, by source and id.
    package func leads() throws -> [LeadRecord] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT \(Self.common("lead_id", Self.leadKeyColumns)), own_tag_id, own_reason, kind, is_counted
                FROM fact_lead WHERE is_current = 1 AND is_deleted = 0 ORDER BY source_name, lead_id
                """)
        var leads: [LeadRecord] = []
        while let row = try rows.next() {
            leads.append(
                LeadRecord(
                    person: Self.person(row, Self.leadKeyColumns), ownTag: row[16], ownReason: row[17], kind: row[18],
                    isCounted: row[19]))
        }
        return leads
    }

    /// The deals that count, by source and id.
    package func deals() throws -> [DealRecord] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT \(Self.common("deal_id", Self.keyColumns)), lead_source, lead_id, status = 'won',
                    unixepoch(won_at), CASE status WHEN 'won' THEN \(Self.onBase) ELSE 0 END, report_day,
                    own_source, own_medium, own_campaign, own_content, own_term
                FROM fact_deal WHERE is_current = 1 AND is_deleted = 0 ORDER BY source_name, deal_id
                """)
        var deals: [DealRecord] = []
        while let row = try rows.next() {
            deals.append(
                DealRecord(
                    person: Self.person(row, Self.keyColumns), ownTags: (20...24).map { row[$0] }, leadSource: row[14],
                    leadID: row[15], isWon: row[16],
                    wonAt: (row[17] as Int64?).map { Instant(milliseconds: $0 * 1000) },
                    revenue: row[18] ?? 0, reportDay: Self.dayOrFirst(row[19])))
        }
        return deals
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
                    coalesce(own.payment_id, other.payment_id, '') AS target_id, traffic_id, unattributed_reason,
                    report_day
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
                    targetID: row["target_id"], traffic: row["traffic_id"],
                    reason: row["unattributed_reason"], reportDay: Self.dayOrFirst(row["report_day"])))
        }
        return payments
    }

    private static func person(_ row: Row, _ columns: [(column: String, kind: IdentityKey.Kind)]) -> Person {
        var keys: [(kind: IdentityKey.Kind, text: String)] = []
        for (place, column) in columns.enumerated() {
            let text: String = row[9 + place]
            if !text.isEmpty { keys.append((column.kind, text)) }
        }
        return Person(
            file: row[0], record: row[1], line: row[2], source: row[3], id: row[8],
            at: Instant(milliseconds: (row[4] as Int64) * 1000), day: dayOrFirst(row[5]), keys: keys, traffic: row[6],
            reason: row[7])
    }

    /// A stored day: the tables check that it is one.
    private static func dayOrFirst(_ text: String) -> Day {
        Day(text) ?? Day(number: 0)
    }

    /// The campaigns that spend tells of: for each its names by day, and its ads and groups once.
    package func campaignSpend(
        _ body: (
            _ pipelineSource: String, _ day: Day, _ source: String, _ medium: String, _ texts: [String]
        ) throws -> Void
    ) throws {
        let columns = ["platform", "account", "campaign_id", "campaign_name", "ad_group_id", "ad_id"]
        for (day, texts) in [
            ("fact.day", "platform, account, campaign_id, campaign_name, '' AS ad_group_id, '' AS ad_id"),
            ("min(fact.day)", columns.joined(separator: ", ")),
        ] {
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT file.source AS pipeline_source, \(day) AS day, traffic.source, traffic.medium, \(texts)
                    FROM fact_spend AS fact JOIN etl_file AS file USING (file_id)
                    JOIN dim_traffic AS traffic USING (traffic_id)
                    WHERE campaign_id <> '' OR campaign_name <> ''
                    GROUP BY \(day == "fact.day" ? "1, 2, 3, 4, 5, 6, 7, 8" : "1, 3, 4, 5, 6, 7, 8, 9, 10")
                    """)
            while let row = try rows.next() {
                try body(row[0], Self.dayOrFirst(row[1]), row[2], row[3], columns.indices.map { row[4 + $0] })
            }
        }
    }
}
