package import Definitions
import GRDB

/// Leads and deals that count: what tells whose they are, and which lead opened which deal.
///
/// Their keys are told while they are read, record by record.
package struct PersonRecords: Sendable {
    package private(set) var leads = Publication.LeadTable()
    package private(set) var deals = Publication.DealTable()
    /// Where they stand, and what they and the leads of deals are called.
    package private(set) var clues = RecordClues()
    private let kinds: Set<IdentityKey.Kind>
    /// The leads that deals name which may be read later, by the number that stands for each until then.
    private var namedLeads: [RecordName] = []

    /// Nothing yet.
    ///
    /// - Parameter kinds: the kinds of keys that are wanted.
    package init(keys kinds: Set<IdentityKey.Kind>) {
        self.kinds = kinds
    }

    /// Reads all of them: leads, then deals.
    fileprivate mutating func readAll(_ database: Database, _ take: (KeyBlock) -> Void) throws {
        try readLeads(database, from: "fact_lead NOT INDEXED", at: nil, take)
        let (leads, places) = (leads, leads.places)
        try readDeals(
            database, from: "fact_deal NOT INDEXED", at: nil, lead: { leads.reading($0, $1, among: places) }, take)
    }

    /// Reads those at some places, leads before deals; what isn't there any more is left out.
    fileprivate mutating func read(
        _ places: [FactPlace], of database: Database, _ take: (KeyBlock) -> Void
    ) throws {
        let leads = Self.rows(of: places) { !$0.isDeal }
        try readLeads(database, from: Self.wanted("fact_lead"), at: leads, take)
        let deals = Self.rows(of: places) { $0.isDeal }
        var names = namedLeads
        try readDeals(
            database, from: Self.wanted("fact_deal"), at: deals,
            lead: { source, id in
                names.append(
                    RecordName(source: String(decoding: source, as: UTF8.self), id: String(decoding: id, as: UTF8.self))
                )
                return Int32(names.count - 1)
            }, take)
        namedLeads = names
    }

    /// The rows of a table at given places.
    private static func wanted(_ table: String) -> String {
        "\(RowFeed.table)(?1) AS wanted CROSS JOIN \(table) ON file_id = wanted.c0 AND record = wanted.c1"
    }

    private static func rows(of places: [FactPlace], where isWanted: (FactPlace) -> Bool) -> RowBatch {
        let rows = RowBatch(width: 2)
        for place in places where isWanted(place) {
            rows.append(place.file)
            rows.append(place.record)
        }
        return rows
    }

    private mutating func readLeads(
        _ database: Database, from table: String, at places: RowBatch?, _ take: (KeyBlock) -> Void
    ) throws {
        let columns = Publication.LeadTable.columns(kinds)
        try leads.read(
            RowReader(database, Publication.LeadTable.query(columns, from: table), from: places), columns, &clues, take)
    }

    private mutating func readDeals(
        _ database: Database, from table: String, at places: RowBatch?,
        lead: (_ source: UnsafeBufferPointer<UInt8>, _ id: UnsafeBufferPointer<UInt8>) -> Int32,
        _ take: (KeyBlock) -> Void
    ) throws {
        let columns = Publication.DealTable.columns(kinds)
        try deals.read(
            RowReader(database, Publication.DealTable.query(columns, from: table), from: places), columns, &clues,
            lead: lead, take)
    }

    /// Orders the records by source and id, and links deals with the positions of their leads; asked for once, after the last
    /// record was read.
    ///
    /// - Returns: each deal with a lead and that lead, by reading.
    package mutating func finish() -> [(deal: Int32, lead: Int32)] {
        leads.sort()
        deals.sort()
        if !namedLeads.isEmpty {
            let (table, names) = (leads, namedLeads)
            deals.relink { number in
                names[Int(number)].position(among: table.count, name: table.name).map { table[$0].person.reading } ?? -1
            }
        }
        var positions = [Int32](repeating: -1, count: clues.count)
        for position in leads.indices { positions[Int(leads[position].person.reading)] = Int32(position) }
        let links = deals.indices.compactMap { position -> (deal: Int32, lead: Int32)? in
            let deal = deals[position]
            return deal.lead < 0 ? nil : (deal.person.reading, deal.lead)
        }
        deals.relink { positions[Int($0)] }
        return links
    }
}

extension Publication {
    /// All leads and deals that count.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - take: takes the keys of the records, block by block.
    package func personRecords(
        keys kinds: Set<IdentityKey.Kind>, _ take: (KeyBlock) -> Void
    ) throws -> PersonRecords {
        var records = PersonRecords(keys: kinds)
        try records.readAll(database, take)
        return records
    }

    /// Reads the leads and deals at some places beside those that were read.
    ///
    /// - Parameter take: takes their keys, block by block.
    package func read(_ places: [FactPlace], into records: inout PersonRecords, _ take: (KeyBlock) -> Void) throws {
        try records.read(places, of: database, take)
    }
}
