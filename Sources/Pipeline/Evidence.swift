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
    /// Leads by their readings, then deals by theirs, each linked with its own lead.
    let graph: IdentityGraph
    let limits: LinkLimits

    /// Reads leads, then deals.
    init(_ definition: IdentityDefinition, _ publication: Publication) throws {
        let kinds = Set(definition.keys)
        let keys = KeyReading(region: definition.region)
        let leads = try publication.leads(keys: kinds, keys.take)
        let places = RecordPlaces(count: leads.count) { leads.name(of: $0) }
        let search: Publication.LeadSearch = { source, id in
            places.position(of: RecordName(source: source, id: id)).map { (Int32($0), leads[$0].person.reading) }
        }
        deals = try publication.deals(keys: kinds, lead: search, keys.take)
        self.leads = leads
        graph = keys.finish()
        limits = definition.limits
    }
}
