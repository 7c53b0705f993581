import Definitions
import Journeys
import Warehouse

/// The leads and deals that count, with the keys that tell whose they are.
///
/// Keys never become texts of their own: they go from the warehouse's pages into the graph.
struct Evidence {
    /// By source and id.
    let leads: Publication.LeadTable
    let deals: Publication.DealTable
    let limits: LinkLimits
    /// Leads and deals by their readings, each with its own keys.
    private let records: IdentityGraph
    private let links: [(record: Int32, other: Int32)]
    private let removed: [Int32]

    /// Reads leads, then deals.
    ///
    /// - Parameter ahead: where they were read as they were last published.
    init(_ definition: IdentityDefinition, _ publication: Publication, _ ahead: EvidenceAhead?) throws {
        var (read, keys) = try ahead?.take(publication) ?? Self.read(definition, publication)
        links = read.linkDeals().map { ($0.deal, $0.lead) }
        removed = read.removed
        leads = read.leads
        deals = read.deals
        records = keys.finish()
        limits = definition.limits
    }

    private static func read(
        _ definition: IdentityDefinition, _ publication: Publication
    ) throws -> (records: PersonRecords, keys: KeyReading) {
        let keys = KeyReading(region: definition.region)
        return (try publication.personRecords(keys: Set(definition.keys), keys.take), keys)
    }

    /// The records with their keys, each deal with those of its lead, too.
    var graph: IdentityGraph {
        var graph = records
        graph.link(links, without: removed)
        return graph
    }
}
