import Definitions
import Journeys
import Visits
import Warehouse

/// Who the leads and deals are of.
struct People {
    /// The identity of each lead and deal, in their order; nil where nobody is known.
    private(set) var leads: [Int?] = []
    private(set) var deals: [Int?] = []
    private let identities: Identities
    /// The identity that visits of a client or user belong to.
    let visitors: VisitorTable

    /// Links records by the keys that the pipeline file names; a deal is linked with its lead, too.
    ///
    /// - Parameter evidence: which has read the leads, then the deals.
    init(
        _ evidence: consuming Evidence, leads: [Publication.LeadRecord], deals: [Publication.DealRecord]
    ) {
        let identities = evidence.graph.resolved(limits: evidence.limits)
        self.leads = leads.map { identities.identity(ofRecord: $0.person.reading) }
        self.deals = deals.map { identities.identity(ofRecord: leads.count + $0.person.reading) }
        var visitors = VisitorTable(visitors: identities.count)
        identities.forEachKey(of: .clientID) { visitors[CompactID($0, kind: .client)] = $1 }
        identities.forEachKey(of: .userID) { visitors[CompactID($0, kind: .user)] = $1 }
        self.visitors = visitors
        self.identities = identities
    }

    var count: Int { identities.count }

    /// Whose a call is, by its phone, else by its cookie; nil where no lead and no deal knows them.
    func identity(of call: Publication.CallRecord) -> Int? {
        (call.phone.isEmpty ? nil : identities.identity(of: IdentityKey(.phone, call.phone)))
            ?? (call.clientID.isEmpty ? nil : visitors[CompactID(call.clientID.utf8, kind: .client)])
    }

    /// The keys that link too many others to mean one person.
    var hubs: [Identities.Hub] { identities.hubs }

    /// What an identity is called: its smallest key with its kind.
    func name(of identity: Int?) -> String {
        guard let identity else { return "" }
        let key = identities.id(of: identity)
        return "\(key.kind.rawValue):\(key.text)"
    }
}

/// What a lead is known by across sources.
struct LeadName: Hashable {
    var source: String
    var id: String
}
