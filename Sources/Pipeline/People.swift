import Definitions
import Journeys
import Visits
import Warehouse

/// Who the leads and deals are of.
struct People: Sendable {
    /// The identity of each lead and deal, in their order; nil where nobody is known.
    let leads: IdentityColumn
    let deals: IdentityColumn
    /// How many identities there are.
    let count: Int
    /// What identities are called, which isn't asked for at once.
    private let found: Computation<IdentityNames>
    /// The keys that link too many others to mean one person, all of them.
    let hubs: [Identities.Hub]
    /// Who has which key; nil once nobody is looked for by keys any more.
    private var identities: Identities?
    /// Each lead's and deal's place among the records of the identities.
    private let readings: (leads: [Int32], deals: [Int32])
    /// The identity that visits of a client or user belong to.
    let visitors: VisitorTable

    /// Links records by their keys; a deal is linked with its lead, too.
    init(_ evidence: Evidence) throws(Failure) {
        let (leads, deals) = (evidence.leads, evidence.deals)
        readings = (leads.indices.map { leads[$0].person.reading }, deals.indices.map { deals[$0].person.reading })
        let identities = evidence.graph.resolved(limits: evidence.limits)
        count = identities.count
        found = Computation { () throws(Failure) in try identities.names() }
        self.leads = IdentityColumn(readings.leads.lazy.map { identities.identity(ofRecord: Int($0)) })
        self.deals = IdentityColumn(readings.deals.lazy.map { identities.identity(ofRecord: Int($0)) })
        var visitors = VisitorTable(visitors: identities.count)
        for (kind, visitor) in [(IdentityKey.Kind.clientID, CompactID.Kind.client), (.userID, .user)] {
            identities.forEachKey(of: kind) {
                visitors[CompactID(packing: $0, kind: visitor) ?? CompactID($0, kind: visitor)] = $1
            }
        }
        self.visitors = visitors
        hubs = (identities.hubs + evidence.otherHubs).sorted { $0.key < $1.key }
        self.identities = identities
    }

    /// What identities are called.
    ///
    /// - Throws: where their names are more than can be held.
    var names: IdentityNames {
        get throws(Failure) { try found.value() }
    }

    /// Forgets the keys, which take more room than all else: nobody is found by them from here on, but by visits.
    mutating func forgetKeys() {
        identities = nil
    }

    /// Whose a key is; nil where it is nobody's, or many's.
    func identity(of key: IdentityKey) -> Int? {
        identities?.identity(of: key)
    }

    /// The leads and deals in which any of some keys stands, and whom other keys of theirs belong to.
    ///
    /// - Complexity: O(*n*) in the keys of all records.
    func records(with keys: Set<IdentityKey>) -> (leads: [Int], deals: [Int], identities: Set<Int>) {
        guard let (found, owners) = identities?.records(with: keys) else { return ([], [], []) }
        return (
            readings.leads.indices.filter { found.contains(Int(readings.leads[$0])) },
            readings.deals.indices.filter { found.contains(Int(readings.deals[$0])) }, owners
        )
    }

    /// Whose a call is, by its phone, else by its cookie; nil where no lead and no deal knows them.
    func identity(of call: Publication.CallRecord) -> Int? {
        (call.phone.isEmpty ? nil : identities?.identity(of: IdentityKey(.phone, call.phone)))
            ?? (call.clientID.isEmpty ? nil : visitors[CompactID(call.clientID.utf8, kind: .client)])
    }
}

extension IdentityNames {
    /// What an identity is called: its smallest key with its kind; '' where nobody is known.
    func name(of identity: Int32) -> String {
        guard identity >= 0 else { return "" }
        let key = self[Int(identity)]
        return "\(key.kind.rawValue):\(key.text)"
    }
}
