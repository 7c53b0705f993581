import Definitions
import Journeys
import Warehouse

/// Leads and deals that count, with the keys that tell whose they are: all of them, or those that changes may reach.
///
/// Keys never become texts of their own: they go from the warehouse's pages into the graph.
struct Evidence {
    /// By source and id.
    let leads: Publication.LeadTable
    let deals: Publication.DealTable
    let limits: LinkLimits
    /// Keys that mean no single person and stand in none of the records, where these aren't all.
    let otherHubs: [Identities.Hub]
    /// Leads and deals by their readings, each with its own keys.
    private let records: IdentityGraph
    private let links: [(record: Int32, other: Int32)]
    /// Where the records stand.
    private let clues: RecordClues

    /// Reads all leads, then all deals.
    init(_ definition: IdentityDefinition, _ publication: Publication) throws {
        let keys = KeyReading(region: definition.region)
        let read = try publication.personRecords(keys: Set(definition.keys), keys.take)
        self.init(read, keys, definition, otherHubs: [])
    }

    /// Reads the leads and deals that changes may reach: those that they name, and all that stand with these in a chain of keys
    /// and of deals with their leads.
    ///
    /// Of a key that stands in any of them all records are read: whether it links follows from how many others it meets.
    ///
    /// - Returns: nil where they are so many that all are better read in a row.
    init?(
        near changes: JourneyChanges, _ index: PersonIndex, _ payments: [Publication.PaymentRecord],
        _ definition: IdentityDefinition, _ publication: Publication
    ) throws {
        let keys = KeyReading(region: definition.region)
        var read = PersonRecords(keys: Set(definition.keys))
        var paid = PaidDeals(payments, changed: changes.payments)
        let most = max(Publication.manyRecords, index.count / Self.worthwhile)
        var found = try publication.changedPlaces()
        var places = Set(found)
        var known = Set<PersonClue>()
        var next = changes.clues(definition) + paid.takeClues()
        while !next.isEmpty {
            for clue in next where known.insert(clue).inserted {
                index.forEachPlace(of: clue) { if places.insert($0).inserted { found.append($0) } }
            }
            guard places.count <= most else { return nil }
            let (told, deals) = (read.clues.clueCount, read.deals.count)
            try publication.read(found.sorted(), into: &read, keys.take)
            found.removeAll()
            for position in deals..<read.deals.count { paid.add(deal: read.deals.name(of: position)) }
            next = read.clues.clues(after: told) + keys.newClues() + paid.takeClues()
        }
        self.init(
            read, keys, definition, otherHubs: changes.hubs.filter { !known.contains(PersonClue($0.key)) })
    }

    /// Where the index has fewer than so many places for each record that it leads to, that is over a quarter of all records:
    /// most have four or five.
    private static let worthwhile = 16

    private init(
        _ read: consuming PersonRecords, _ keys: KeyReading, _ definition: IdentityDefinition,
        otherHubs: [Identities.Hub]
    ) {
        links = read.finish().map { ($0.deal, $0.lead) }
        leads = read.leads
        deals = read.deals
        clues = read.clues
        records = keys.finish()
        limits = definition.limits
        self.otherHubs = otherHubs
    }

    /// The records with their keys, each deal with those of its lead, too.
    var graph: IdentityGraph {
        var graph = records
        graph.link(links)
        return graph
    }

    /// The records by what they are found by.
    ///
    /// - Parameter changes: those among them that are wanted; nil: all.
    func places(of changes: JourneyChanges?) -> PersonIndex.Segment {
        var clues = clues
        records.add(to: &clues)
        guard let changes else { return clues.index() }
        var isWanted = [Bool](repeating: false, count: clues.count)
        for position in leads.indices where changes.has(.lead, leads.name(of: position)) {
            isWanted[Int(leads[position].person.reading)] = true
        }
        for position in deals.indices where changes.has(.deal, deals.name(of: position)) {
            isWanted[Int(deals[position].person.reading)] = true
        }
        clues.keep { isWanted[$0] }
        return clues.index()
    }
}
