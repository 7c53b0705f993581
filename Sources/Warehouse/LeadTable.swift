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
        /// Its number among the leads and deals that were read, from 0 on, in the order in which their keys were told.
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

        /// Reads leads behind those that are there, in the order in which they come; `sort` follows.
        ///
        /// - Parameters:
        ///   - rows: `query`'s.
        ///   - clues: takes where they stand, and what they are called.
        ///   - take: takes the keys of the records, block by block.
        mutating func read(
            _ rows: borrowing RowReader, _ columns: RecordColumns, _ clues: inout RecordClues,
            _ take: (KeyBlock) -> Void
        ) throws {
            let other = columns.firstOther
            var block = KeyBlock()
            while try rows.next() {
                records.append(
                    LeadRecord(
                        person: try columns.person(rows, .lead, &names, &clues),
                        ownTag: try rows.integer(other).narrowed(),
                        ownReason: Int32(texts.position(of: rows.bytes(other + 1))),
                        kind: Int32(texts.position(of: rows.bytes(other + 2))),
                        isCounted: rows.integer(other + 3) != 0))
                columns.readKeys(rows, into: &block)
                block.endRecord(take)
            }
            take(block)
        }

        mutating func sort() {
            let order = names.order(count: records.count) { records[$0].person.name }
            records = order.map { records[Int($0)] }
        }

        /// The leads by their names, as they are ordered now.
        var places: RecordPlaces { names.places(count: records.count) { records[$0].person.name } }

        /// The reading of the lead of a source and id; −1 where there is none.
        func reading(
            _ source: UnsafeBufferPointer<UInt8>, _ id: UnsafeBufferPointer<UInt8>, among places: RecordPlaces
        ) -> Int32 {
            names.position(source, id, among: places) { records[$0].person.name }.map { records[$0].person.reading }
                ?? -1
        }

        static func columns(_ kinds: Set<IdentityKey.Kind>) -> RecordColumns {
            RecordColumns(kinds, of: RecordColumns.keyColumns + [("user_id", .userID), ("promo_code", .promoCode)])
        }

        /// The query for the leads that count.
        ///
        /// - Parameter rows: what rows of them are taken from.
        static func query(_ columns: RecordColumns, from rows: String) -> String {
            """
            SELECT \(columns.list("lead_id", "own_tag_id, own_reason, kind, is_counted"))
            FROM \(rows) WHERE is_current = 1 AND is_deleted = 0
            """
        }
    }
}
