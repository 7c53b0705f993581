package import Definitions
import GRDB

/// The leads and deals that count: what tells whose they are, and which lead opened which deal.
///
/// Their keys are told while they are read, record by record, leads first.
package struct PersonRecords: Sendable {
    package private(set) var leads = Publication.LeadTable()
    package private(set) var deals = Publication.DealTable()
    /// The records, by reading, that were read again since and count no more as they were.
    package private(set) var removed: [Int32] = []
    private let kinds: Set<IdentityKey.Kind>
    private var count = 0

    /// Reads all of them.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - take: takes the keys of the records, block by block.
    fileprivate init(_ database: Database, keys kinds: Set<IdentityKey.Kind>, _ take: (KeyBlock) -> Void) throws {
        self.kinds = kinds
        let leadColumns = Publication.LeadTable.columns(kinds)
        try leads.read(
            RowReader(database, Publication.LeadTable.query(leadColumns, from: "fact_lead NOT INDEXED")), leadColumns,
            count: &count, take)
        leads.sort()
        let dealColumns = Publication.DealTable.columns(kinds)
        let places = RecordPlaces(count: leads.count, name: leads.name)
        try deals.read(
            RowReader(database, Publication.DealTable.query(dealColumns, from: "fact_deal NOT INDEXED")), dealColumns,
            count: &count,
            lead: { name in places.position(of: name, name: leads.name).map { leads[$0].person.reading } ?? -1 }, take)
        deals.sort()
    }

    /// Links deals with the positions of their leads; asked for once, after the last record was read.
    ///
    /// - Returns: each deal with a lead and that lead, by reading.
    package mutating func linkDeals() -> [(deal: Int32, lead: Int32)] {
        var positions = [Int32](repeating: -1, count: count)
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
    /// The leads and deals that count.
    ///
    /// - Parameters:
    ///   - kinds: the kinds of keys that are wanted.
    ///   - take: takes the keys of the records, block by block.
    package func personRecords(
        keys kinds: Set<IdentityKey.Kind>, _ take: (KeyBlock) -> Void
    ) throws -> PersonRecords {
        try PersonRecords(database, keys: kinds, take)
    }
}
