import Definitions
import Journeys
import Visits
import Warehouse

/// Who the leads and deals are of.
struct People: Sendable {
    private let definition: IdentityDefinition
    /// The identity of each lead and deal, in their order; nil where nobody is known.
    private(set) var leads: [Int?] = []
    private(set) var deals: [Int?] = []
    private let identities: Identities
    /// The identity that visits of a client or user belong to.
    let visitors: [CompactID: Int]
    /// The identity that a phone belongs to, as it is stored.
    private let phones: [String: Int]

    /// Links records by the keys that the pipeline file names; a deal is linked with its lead, too.
    init(
        _ definition: IdentityDefinition, leads: [Publication.LeadRecord], deals: [Publication.DealRecord]
    ) {
        self.definition = definition
        var graph = IdentityGraph()
        graph.reserve(records: leads.count + deals.count)
        func keys(of person: Publication.Person) -> [IdentityKey] {
            person.keys.compactMap { Self.key($0, $1, definition) }
        }
        var keysOfLeads: [LeadName: [IdentityKey]] = [:]
        for (position, lead) in leads.enumerated() {
            let keys = keys(of: lead.person)
            graph.add(Int64(position), keys: keys)
            keysOfLeads[LeadName(source: lead.person.source, id: lead.person.id)] = keys
        }
        for (position, deal) in deals.enumerated() {
            let leadKeys = keysOfLeads[LeadName(source: deal.leadSource, id: deal.leadID)] ?? []
            graph.add(Int64(leads.count + position), keys: keys(of: deal.person) + leadKeys)
        }
        let identities = graph.resolved(limits: definition.limits)
        self.leads = leads.indices.map { identities.identity(ofRecord: $0) }
        self.deals = deals.indices.map { identities.identity(ofRecord: leads.count + $0) }
        var visitors: [CompactID: Int] = [:]
        var phones: [String: Int] = [:]
        for identity in 0..<identities.count {
            for key in identities.keys(of: identity) {
                switch key.kind {
                case .clientID: visitors[CompactID(key.text.utf8, kind: .client)] = identity
                case .phone: phones[key.text] = identity
                case .userID: visitors[CompactID(key.text.utf8, kind: .user)] = identity
                default: break
                }
            }
        }
        self.visitors = visitors
        self.phones = phones
        self.identities = identities
    }

    var count: Int { identities.count }

    /// The key that a text stands for as it is stored; nil where it is none, or of a kind that doesn't link.
    func key(_ kind: IdentityKey.Kind, _ text: String) -> IdentityKey? {
        Self.key(kind, text, definition)
    }

    private static func key(
        _ kind: IdentityKey.Kind, _ text: String, _ definition: IdentityDefinition
    ) -> IdentityKey? {
        guard definition.keys.contains(kind) else { return nil }
        // Contacts were read when their row was.
        if kind == .phone || kind == .email { return IdentityKey(kind, text) }
        if case .key(let key) = IdentityKey.read(text, as: kind, region: definition.region) { return key }
        return nil
    }

    /// Whose a key is; nil where it is nobody's, or many's.
    func identity(of key: IdentityKey) -> Int? {
        identities.identity(of: key)
    }

    /// Whose a call is, by its phone, else by its cookie; nil where no lead and no deal knows them.
    func identity(of call: Publication.CallRecord) -> Int? {
        phones[call.phone]
            ?? (call.clientID.isEmpty ? nil : visitors[CompactID(call.clientID.utf8, kind: .client)])
    }

    /// The keys that link too many others to mean one person.
    var hubs: [Identities.Hub] { identities.hubs }

    /// What an identity is called: its smallest key with its kind.
    func name(of identity: Int?) -> String {
        guard let identity else { return "" }
        let key = identities.ids[identity]
        return "\(key.kind.rawValue):\(key.text)"
    }
}

/// What a lead is known by across sources.
struct LeadName: Hashable {
    var source: String
    var id: String
}
