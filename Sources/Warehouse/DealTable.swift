package import Definitions
import GRDB

extension Publication {
    package struct DealRecord: Sendable {
        package var person: Person
        package var isWon: Bool
        /// A position among the own tags of the table, −1 where it has none.
        fileprivate var ownTags: Int32
        package var reportDay: Day
        /// The position of the lead that opened it; −1 where there is none.
        package var lead: Int32
        /// On the VAT base of reports, in micros; 0 unless it is won.
        package var revenue: Int64
        /// In milliseconds; `RecordColumn.null` where it has no such moment.
        fileprivate var won: Int64

        package var wonAt: Instant? { won == RecordColumn.null ? nil : Instant(milliseconds: won) }
    }

    /// The deals that count, by source and id: 64 bytes each beside the ids.
    package struct DealTable: Sendable {
        private var records: [DealRecord] = []
        package private(set) var names = RecordNames()
        /// The own tags that any deal has.
        private var tags: [[String]] = []

        package var count: Int { records.count }
        package var indices: Range<Int> { records.indices }

        package subscript(_ position: Int) -> DealRecord { records[position] }

        package func source(of position: Int) -> String { names.source(records[position].person.name) }
        package func id(of position: Int) -> String { names.id(records[position].person.name) }

        /// A deal's own tags as they stand: source, medium, campaign, content, term; nil where it has none.
        package func ownTags(of position: Int) -> [String]? {
            let position = Int(records[position].ownTags)
            return position < 0 ? nil : tags[position]
        }

        /// Reads the deals.
        ///
        /// - Parameters:
        ///   - lead: the position and the reading of the lead of a source and id; nil where there is none.
        ///   - take: takes the keys of the records, block by block.
        fileprivate init(
            _ rows: borrowing RowReader, _ columns: RecordColumns, lead: LeadSearch, _ take: (KeyBlock) -> Void
        ) throws {
            let other = columns.firstOther
            var block = KeyBlock()
            var sources = FewTexts()
            // Tags recur, and deals with some are many or none.
            var known: [[String]: Int32] = [:]
            while try rows.next() {
                let source = rows.bytes(other)
                let opening = source.isEmpty ? nil : lead(sources.text(source), rows.text(other + 1))
                var ownTags: Int32 = -1
                let tagColumns = other + 6..<other + 11
                if !tagColumns.allSatisfy({ rows.bytes($0).isEmpty }) {
                    let own = tagColumns.map { rows.text($0) }
                    ownTags = known[own] ?? Int32(tags.count)
                    if Int(ownTags) == tags.count {
                        known[own] = ownTags
                        tags.append(own)
                    }
                }
                records.append(
                    DealRecord(
                        person: try columns.person(rows, reading: records.count, &names),
                        isWon: rows.integer(other + 2) != 0, ownTags: ownTags, reportDay: rows.day(other + 5),
                        lead: opening?.position ?? -1, revenue: rows.integer(other + 4),
                        won: rows.instant(other + 3)?.milliseconds ?? RecordColumn.null))
                columns.readKeys(rows, into: &block)
                block.endRecord(linkedWith: opening?.reading ?? -1, take)
            }
            take(block)
            let order = names.order(count: records.count) { records[$0].person.name }
            records = order.map { records[Int($0)] }
        }
    }

    /// Finds the lead of a source and id, by its position and reading.
    package typealias LeadSearch = (_ source: String, _ id: String) -> (position: Int32, reading: Int32)?

    /// The deals that count, by source and id.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - lead: finds the lead that a deal names.
    ///   - take: takes the keys of the records, block by block.
    package func deals(
        keys kinds: Set<IdentityKey.Kind>, lead: LeadSearch, _ take: (KeyBlock) -> Void
    ) throws -> DealTable {
        let columns = RecordColumns(kinds, of: RecordColumns.keyColumns)
        let others = """
            lead_source, lead_id, status = 'won', won_at, CASE status WHEN 'won' THEN \(Self.onBase) ELSE 0 END,
            report_day, own_source, own_medium, own_campaign, own_content, own_term
            """
        let rows = try RowReader(
            database,
            """
            SELECT \(columns.list("deal_id", others))
            FROM fact_deal NOT INDEXED WHERE is_current = 1 AND is_deleted = 0
            """)
        return try DealTable(rows, columns, lead: lead, take)
    }
}
