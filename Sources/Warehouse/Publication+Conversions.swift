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
        /// Its number among the records that were read, from 0 on, in the order in which their keys were told.
        package var reading: Int
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
        package var reportDay: Day
    }

    private static let keyColumns: [(column: String, kind: IdentityKey.Kind)] = [
        ("client_id", .clientID), ("phone", .phone), ("email", .email), ("contact_id", .contactID),
        ("tax_id", .taxID),
    ]
    private static let leadKeyColumns = keyColumns + [("user_id", .userID), ("promo_code", .promoCode)]

    /// The columns of a person, which come first; those of the keys wanted come next, then the others.
    private static func columns(
        _ id: String, _ keys: [(column: String, kind: IdentityKey.Kind)], _ others: String
    ) -> String {
        let common = "file_id, record, line, source_name, created_at, day"
        return ([common, id] + keys.map(\.column) + [others]).joined(separator: ", ")
    }

    /// The first column after those of a person and its keys.
    private static func firstOther(_ keys: [(column: String, kind: IdentityKey.Kind)]) -> Int32 {
        Int32(7 + keys.count)
    }

    private static let onBase = """
        CASE (SELECT vat FROM meta_pipeline)
            WHEN 'gross' THEN gross_micros WHEN 'net' THEN net_micros ELSE amount_micros END
        """

    /// Takes what may tell whose a record is: a key as stored, contacts in the form that the pipeline file asks for.
    package typealias KeyTaker = (_ kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>) -> Void

    /// The leads that count, by source and id.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - takeKey: takes the keys of a record, which ends with `endRecord`.
    package func leads(
        keys kinds: Set<IdentityKey.Kind>, _ takeKey: KeyTaker, endRecord: () -> Void
    ) throws -> [LeadRecord] {
        let keys = Self.leadKeyColumns.filter { kinds.contains($0.kind) }
        let rows = try RowReader(
            database,
            """
            SELECT \(Self.columns("lead_id", keys, "own_tag_id, own_reason, kind, is_counted"))
            FROM fact_lead NOT INDEXED WHERE is_current = 1 AND is_deleted = 0
            """)
        var sources = FewTexts()
        var (reasons, leadKinds) = (FewTexts(), FewTexts())
        let other = Self.firstOther(keys)
        var leads: [LeadRecord] = []
        while try rows.next() {
            leads.append(
                LeadRecord(
                    person: Self.person(rows, reading: leads.count, &sources), ownTag: rows.integer(other),
                    ownReason: reasons.text(rows.bytes(other + 1)), kind: leadKinds.text(rows.bytes(other + 2)),
                    isCounted: rows.integer(other + 3) != 0))
            Self.tell(rows, keys, takeKey)
            endRecord()
        }
        return Self.ordered(leads, \.person)
    }

    /// The deals that count, by source and id.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - takeKey: takes the keys of a record, which ends with `endRecord`, told the deal.
    package func deals(
        keys kinds: Set<IdentityKey.Kind>, _ takeKey: KeyTaker, endRecord: (DealRecord) -> Void
    ) throws -> [DealRecord] {
        let keys = Self.keyColumns.filter { kinds.contains($0.kind) }
        let others = """
            lead_source, lead_id, status = 'won', won_at, CASE status WHEN 'won' THEN \(Self.onBase) ELSE 0 END,
            report_day, own_source, own_medium, own_campaign, own_content, own_term
            """
        let rows = try RowReader(
            database,
            """
            SELECT \(Self.columns("deal_id", keys, others))
            FROM fact_deal NOT INDEXED WHERE is_current = 1 AND is_deleted = 0
            """)
        var sources = FewTexts()
        var leadSources = FewTexts()
        let other = Self.firstOther(keys)
        let noTags = Array(repeating: "", count: 5)
        var deals: [DealRecord] = []
        while try rows.next() {
            let tags = other + 6..<other + 11
            let deal = DealRecord(
                person: Self.person(rows, reading: deals.count, &sources),
                ownTags: tags.allSatisfy { rows.bytes($0).isEmpty } ? noTags : tags.map { rows.text($0) },
                leadSource: leadSources.text(rows.bytes(other)), leadID: rows.text(other + 1),
                isWon: rows.integer(other + 2) != 0, wonAt: rows.instant(other + 3), revenue: rows.integer(other + 4),
                reportDay: rows.day(other + 5))
            Self.tell(rows, keys, takeKey)
            endRecord(deal)
            deals.append(deal)
        }
        return Self.ordered(deals, \.person)
    }

    private static func person(_ rows: borrowing RowReader, reading: Int, _ sources: inout FewTexts) -> Person {
        Person(
            file: rows.integer(0), record: rows.integer(1), line: rows.integer(2),
            source: sources.text(rows.bytes(3)), id: rows.text(6),
            at: rows.instant(4) ?? Instant(milliseconds: 0), day: rows.day(5), reading: reading)
    }

    private static func tell(
        _ rows: borrowing RowReader, _ keys: [(column: String, kind: IdentityKey.Kind)], _ take: KeyTaker
    ) {
        for (place, key) in keys.enumerated() {
            let text = rows.bytes(Int32(7 + place))
            if !text.isEmpty { take(key.kind, text) }
        }
    }

    /// Records by source and id, byte by byte as SQLite orders texts.
    ///
    /// Sorted here: SQLite would look each up by its index, all over the table.
    private static func ordered<Record>(_ records: [Record], _ person: KeyPath<Record, Person>) -> [Record] {
        let sources = Set(records.map { $0[keyPath: person].source })
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var entries: [(source: Int32, prefix: UInt64, place: Int32)] = []
        entries.reserveCapacity(records.count)
        var known = (source: "", place: Int32(-1))
        for (place, record) in records.enumerated() {
            let (source, id) = (record[keyPath: person].source, record[keyPath: person].id)
            if known.place < 0 || known.source != source {
                known = (source, Int32(sources.firstIndex(of: source) ?? 0))
            }
            var prefix: UInt64 = 0
            var length = 0
            for byte in id.utf8.prefix(8) {
                prefix = prefix << 8 | UInt64(byte)
                length += 1
            }
            if length < 8 { prefix <<= UInt64(8 * (8 - length)) }
            entries.append((known.place, prefix, Int32(place)))
        }
        entries.sort { left, right in
            if left.source != right.source { return left.source < right.source }
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            return records[Int(left.place)][keyPath: person].id.utf8.lexicographicallyPrecedes(
                records[Int(right.place)][keyPath: person].id.utf8)
        }
        return entries.map { records[Int($0.place)] }
    }

    /// The phones of the leads that count, as stored, by file and record.
    package func leadPhones(_ body: (_ file: Int64, _ record: Int64, _ phone: String) -> Void) throws {
        let rows = try RowReader(
            database,
            "SELECT file_id, record, phone FROM fact_lead WHERE is_current = 1 AND is_deleted = 0 AND phone <> ''")
        while try rows.next() { body(rows.integer(0), rows.integer(1), rows.text(2)) }
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
