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
        try readLeads(database, from: "fact_lead NOT INDEXED", take)
        let (leads, places) = (leads, leads.places)
        try readDeals(database, from: "fact_deal NOT INDEXED", lead: { leads.reading($0, $1, among: places) }, take)
    }

    /// Reads those at some places, leads before deals; what isn't there any more is left out.
    fileprivate mutating func read(
        _ places: ArraySlice<FactPlace>, of database: Database, _ take: (KeyBlock) -> Void
    ) throws {
        let leads = places.filter { !$0.isDeal }
        if !leads.isEmpty { try readLeads(database, from: Self.rows(of: "fact_lead", at: leads), take) }
        let deals = places.filter(\.isDeal)
        guard !deals.isEmpty else { return }
        var names = namedLeads
        try readDeals(
            database, from: Self.rows(of: "fact_deal", at: deals),
            lead: { source, id in
                names.append(
                    RecordName(source: String(decoding: source, as: UTF8.self), id: String(decoding: id, as: UTF8.self))
                )
                return Int32(names.count - 1)
            }, take)
        namedLeads = names
    }

    private static func rows(of table: String, at places: [FactPlace]) -> String {
        let wanted = places.map { "(\($0.file), \($0.record))" }.joined(separator: ", ")
        return """
            (VALUES \(wanted)) AS wanted CROSS JOIN \(table) ON file_id = wanted.column1 AND record = wanted.column2
            """
    }

    private mutating func readLeads(_ database: Database, from rows: String, _ take: (KeyBlock) -> Void) throws {
        let columns = Publication.LeadTable.columns(kinds)
        try leads.read(
            RowReader(database, Publication.LeadTable.query(columns, from: rows)), columns, &clues, take)
    }

    private mutating func readDeals(
        _ database: Database, from rows: String,
        lead: (_ source: UnsafeBufferPointer<UInt8>, _ id: UnsafeBufferPointer<UInt8>) -> Int32,
        _ take: (KeyBlock) -> Void
    ) throws {
        let columns = Publication.DealTable.columns(kinds)
        try deals.read(
            RowReader(database, Publication.DealTable.query(columns, from: rows)), columns, &clues, lead: lead, take)
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
    /// So many rows are asked for at a time.
    private static let wantedRows = 1000

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
        for start in stride(from: 0, to: places.count, by: Self.wantedRows) {
            try records.read(places[start..<min(start + Self.wantedRows, places.count)], of: database, take)
        }
    }
}
