package import Definitions
import GRDB

extension Publication {
    /// What a lead and a deal have in common.
    package struct Person: Sendable {
        /// When it was created, to the second.
        package var at: Instant
        /// What it is called among the names of its table.
        package var name: RecordNames.Name
        package var day: Day
        /// Its number among the records that were read, from 0 on, in the order in which their keys were told.
        package var reading: Int32
        package var file: Int32
        package var line: UInt32
    }

    package struct LeadRecord: Sendable {
        package var person: Person
        /// Its own tags; 0 where it has none.
        package var ownTag: Int32
        /// Positions among the texts of the table.
        fileprivate var ownReason: Int32
        fileprivate var kind: Int32
        package var isCounted: Bool
    }

    /// The leads that count, by source and id: 48 bytes each beside the ids, of which a large shop has millions.
    package struct LeadTable: Sendable {
        private var records: [LeadRecord] = []
        package private(set) var names = RecordNames()
        private var texts = TextTable()

        package init() {}

        package var count: Int { records.count }
        package var indices: Range<Int> { records.indices }

        package subscript(_ position: Int) -> LeadRecord { records[position] }

        package func source(of position: Int) -> String { names.source(records[position].person.name) }
        package func id(of position: Int) -> String { names.id(records[position].person.name) }

        /// Why a lead has no tags of its own; '' where it has some.
        package func ownReason(of position: Int) -> String { text(records[position].ownReason) }

        /// The kind of a lead in the words of its source.
        package func kind(of position: Int) -> String { text(records[position].kind) }

        private func text(_ position: Int32) -> String { String(decoding: texts[Int(position)], as: UTF8.self) }

        /// Reads the leads.
        ///
        /// - Parameter take: takes the keys of the records, block by block.
        fileprivate init(
            _ rows: borrowing RowReader, _ columns: RecordColumns, _ take: (KeyBlock) -> Void
        ) throws {
            let other = columns.firstOther
            var block = KeyBlock()
            while try rows.next() {
                records.append(
                    LeadRecord(
                        person: try columns.person(rows, reading: records.count, &names),
                        ownTag: try rows.integer(other).narrowed(),
                        ownReason: Int32(texts.position(of: rows.bytes(other + 1))),
                        kind: Int32(texts.position(of: rows.bytes(other + 2))),
                        isCounted: rows.integer(other + 3) != 0))
                columns.readKeys(rows, into: &block)
                block.endRecord(take)
            }
            take(block)
            let order = names.order(count: records.count) { records[$0].person.name }
            records = order.map { records[Int($0)] }
        }
    }

    /// The leads that count, by source and id.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - take: takes the keys of the records, block by block.
    package func leads(keys kinds: Set<IdentityKey.Kind>, _ take: (KeyBlock) -> Void) throws -> LeadTable {
        let columns = RecordColumns(
            kinds, of: RecordColumns.keyColumns + [("user_id", .userID), ("promo_code", .promoCode)])
        let rows = try RowReader(
            database,
            """
            SELECT \(columns.list("lead_id", "own_tag_id, own_reason, kind, is_counted"))
            FROM fact_lead NOT INDEXED WHERE is_current = 1 AND is_deleted = 0
            """)
        return try LeadTable(rows, columns, take)
    }
}
