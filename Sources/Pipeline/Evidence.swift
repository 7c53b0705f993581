import Definitions
import Journeys
import Warehouse

/// Reads leads and deals, and with them the keys that tell whose they are.
///
/// Keys never become texts of their own: they go from the warehouse's pages into the graph.
struct Evidence {
    private(set) var graph = IdentityGraph()
    let limits: LinkLimits
    private let kinds: Set<IdentityKey.Kind>
    private let region: PhoneRegion

    init(_ definition: IdentityDefinition) {
        kinds = Set(definition.keys)
        limits = definition.limits
        region = definition.region
    }

    /// The leads that count, by source and id; each is a record of the graph, by its reading.
    mutating func leads(_ publication: Publication) throws -> [Publication.LeadRecord] {
        var taker = KeyTaker(graph, region: region)
        graph = IdentityGraph()
        let leads = try publication.leads(keys: kinds) {
            taker.take($0, $1)
        } endRecord: {
            taker.endRecord()
        }
        graph = taker.graph
        return leads
    }

    /// The deals that count, by source and id; each is a record of the graph, after all leads, linked with its own lead.
    ///
    /// - Returns: the deals, and the position of each one's lead, −1 where none is known.
    mutating func deals(
        _ publication: Publication, of leads: [Publication.LeadRecord]
    ) throws -> (deals: [Publication.DealRecord], leads: [Int32]) {
        var taker = KeyTaker(graph, region: region)
        graph = IdentityGraph()
        let places = RecordPlaces(leads, name: \.person.name)
        var leadOfReading: [Int32] = []
        let deals = try publication.deals(keys: kinds) {
            taker.take($0, $1)
        } endRecord: { deal in
            let lead =
                deal.leadSource.isEmpty
                ? nil : places.position(of: RecordName(source: deal.leadSource, id: deal.leadID))
            if let lead { taker.takeKeys(ofRecord: leads[lead].person.reading) }
            leadOfReading.append(lead.map { Int32($0) } ?? -1)
            taker.endRecord()
        }
        graph = taker.graph
        return (deals, deals.map { leadOfReading[$0.person.reading] })
    }
}

/// Puts keys into a graph.
private struct KeyTaker {
    private(set) var graph: IdentityGraph
    private var clientIDs: KeyScan
    private var userIDs: KeyScan
    private var contactIDs: KeyScan
    private var taxIDs: KeyScan
    private var promoCodes: KeyScan

    init(_ graph: IdentityGraph, region: PhoneRegion) {
        self.graph = graph
        clientIDs = KeyScan(.clientID, region: region)
        userIDs = KeyScan(.userID, region: region)
        contactIDs = KeyScan(.contactID, region: region)
        taxIDs = KeyScan(.taxID, region: region)
        promoCodes = KeyScan(.promoCode, region: region)
    }

    mutating func take(_ kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>) {
        switch kind {
        // Contacts were read when their row was.
        case .phone, .email: graph.addKey(kind, text)
        case .clientID: Self.take(kind, text, &clientIDs, &graph)
        case .userID: Self.take(kind, text, &userIDs, &graph)
        case .contactID: Self.take(kind, text, &contactIDs, &graph)
        case .taxID: Self.take(kind, text, &taxIDs, &graph)
        case .promoCode: Self.take(kind, text, &promoCodes, &graph)
        }
    }

    private static func take(
        _ kind: IdentityKey.Kind, _ text: UnsafeBufferPointer<UInt8>, _ scan: inout KeyScan,
        _ graph: inout IdentityGraph
    ) {
        guard scan.read(text) == .key else { return }
        scan.text.withUnsafeBufferPointer { graph.addKey(kind, $0) }
    }

    mutating func takeKeys(ofRecord position: Int) {
        graph.addKeys(ofRecord: position)
    }

    mutating func endRecord() {
        graph.endRecord(Int64(graph.recordCount))
    }
}
