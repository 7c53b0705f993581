package import Definitions
import GRDB

extension Publication {
    package struct DealRecord: Sendable {
        package var person: Person
        package var isWon: Bool
        /// A position among the own tags of the table, −1 where it has none.
        fileprivate var ownTags: Int32
        package var reportDay: Day
        /// The lead that opened it: its position, once deals are linked; −1 where there is none.
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
        /// The positions of these: they recur, and deals with some are many or none.
        private var knownTags: [[String]: Int32] = [:]

        package init() {}

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

        /// Reads deals behind those that are there, in the order in which they come; `sort` follows.
        ///
        /// - Parameters:
        ///   - rows: `query`'s.
        ///   - clues: takes where they stand, what they are called, and what their leads are.
        ///   - lead: what stands for the lead of a source and id until `relink`; −1 where there is none.
        ///   - take: takes the keys of the records, block by block.
        mutating func read(
            _ rows: borrowing RowReader, _ columns: RecordColumns, _ clues: inout RecordClues,
            lead: (_ source: UnsafeBufferPointer<UInt8>, _ id: UnsafeBufferPointer<UInt8>) -> Int32,
            _ take: (KeyBlock) -> Void
        ) throws {
            let other = columns.firstOther
            var block = KeyBlock()
            while try rows.next() {
                let person = try columns.person(rows, .deal, &names, &clues)
                let (source, id) = (rows.bytes(other), rows.bytes(other + 1))
                if !source.isEmpty { clues.add(PersonClue(.lead, source, id)) }
                records.append(
                    DealRecord(
                        person: person,
                        isWon: rows.integer(other + 2) != 0,
                        ownTags: ownTags(rows, other + 6..<other + 11), reportDay: rows.day(other + 5),
                        lead: source.isEmpty ? -1 : lead(source, id),
                        revenue: rows.integer(other + 4),
                        won: rows.instant(other + 3)?.milliseconds ?? RecordColumn.null))
                columns.readKeys(rows, into: &block)
                block.endRecord(take)
            }
            take(block)
        }

        /// The position of a deal's own tags among those of the table, −1 where it has none.
        private mutating func ownTags(_ rows: borrowing RowReader, _ columns: Range<Int32>) -> Int32 {
            guard !columns.allSatisfy({ rows.bytes($0).isEmpty }) else { return -1 }
            let own = columns.map { rows.text($0) }
            if let known = knownTags[own] { return known }
            tags.append(own)
            knownTags[own] = Int32(tags.count) - 1
            return Int32(tags.count) - 1
        }

        mutating func sort() {
            let order = names.order(count: records.count) { records[$0].person.name }
            records = order.map { records[Int($0)] }
        }

        /// Links each deal with another lead than until now.
        mutating func relink(_ lead: (_ lead: Int32) -> Int32) {
            for position in records.indices where records[position].lead >= 0 {
                records[position].lead = lead(records[position].lead)
            }
        }

        static func columns(_ kinds: Set<IdentityKey.Kind>) -> RecordColumns {
            RecordColumns(kinds, of: RecordColumns.keyColumns)
        }

        /// The query for the deals that count.
        ///
        /// - Parameter rows: what rows of them are taken from.
        static func query(_ columns: RecordColumns, from rows: String) -> String {
            let others = """
                lead_source, lead_id, status = 'won', won_at, CASE status WHEN 'won' THEN \(Publication.onBase) ELSE 0 END,
                report_day, own_source, own_medium, own_campaign, own_content, own_term
                """
            return """
                SELECT \(columns.list("deal_id", others))
                FROM \(rows) WHERE is_current = 1 AND is_deleted = 0
                """
        }
    }
}
