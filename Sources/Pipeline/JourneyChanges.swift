import Definitions
import Journeys
import Visits
import Warehouse

/// What a publication changed that journeys follow from, before it is known whose they are.
struct JourneyChanges: Sendable {
    /// Leads, deals and payments that came, went or are others now.
    let records: [Publication.ChangedRecord]
    /// Leads and deals whose own tags lie elsewhere than before.
    let moved: [(kind: Publication.JourneyKind, name: RecordName)]
    /// Who came on days whose visits changed, and when the first of these days began.
    let came: Set<CompactID>
    let start: Instant?
    /// The keys that meant no single person when last published.
    let hubs: [Identities.Hub]
    private let names: Set<Name>

    private struct Name: Hashable {
        var kind: Publication.JourneyKind
        var name: RecordName
    }

    /// Finds what changed, once visits are placed.
    ///
    /// - Parameter isSomebody: whether any lead or deal knows a visitor.
    /// - Returns: nil where nothing tells any more whose visits went.
    init?(
        _ visits: VisitSettlement, _ matching: CampaignMatching, _ publication: Publication,
        where isSomebody: @escaping @Sendable (CompactID) -> Bool
    ) throws {
        guard let left = try visits.cameOnMovedDays(isSomebody) else { return nil }
        if let (came, start) = try visits.cameOnChangedDays(isSomebody) {
            self.came = came.union(left)
            self.start = start
        } else {
            came = left
            start = nil
        }
        records = try publication.changedRecords()
        names = Set(records.map { Name(kind: $0.kind, name: $0.name) })
        moved = try Self.moved(visits.tags, matching, publication)
        hubs = try publication.publishedHubs().compactMap(Identities.Hub.init)
    }

    private static func moved(
        _ tags: [Int64: VisitTags], _ matching: CampaignMatching, _ publication: Publication
    ) throws -> [(kind: Publication.JourneyKind, name: RecordName)] {
        func isMoved(_ tag: Int64, _ day: Day, from stored: Int64) throws -> Bool {
            guard let tags = tags[tag] else { return false }
            return try matching.placement(of: tags, on: day).id != stored
        }
        // Tags and days are fewer than touches, and seldom lie elsewhere than before.
        var areMoved = false
        try publication.ownTouchPlaces { areMoved = try areMoved || isMoved($0, $1, from: $2) }
        var moved: [(kind: Publication.JourneyKind, name: RecordName)] = []
        if areMoved {
            try publication.ownTouches { kind, source, id, tag, day, stored in
                if try isMoved(tag, day, from: stored) { moved.append((kind, RecordName(source: source, id: id))) }
            }
        }
        return moved
    }

    /// Whether a record changed.
    func has(_ kind: Publication.JourneyKind, _ name: RecordName) -> Bool {
        names.contains(Name(kind: kind, name: name))
    }

    /// What the payments are called that changed.
    var payments: [RecordName] {
        records.filter { $0.kind == .payment }.map(\.name)
    }

    /// What the leads and deals are found by that the changes name, some of it twice.
    func clues(_ definition: IdentityDefinition) -> [PersonClue] {
        var clues = came.map { PersonClue($0) }
        func add(_ kind: Publication.JourneyKind, _ name: RecordName) {
            switch kind {
            case .lead: clues.append(PersonClue(.lead, name))
            case .deal: clues.append(PersonClue(.deal, name))
            case .payment: break
            }
        }
        for record in records {
            add(record.kind, record.name)
            if let lead = record.lead { add(.lead, lead) }
            for (kind, text) in record.keys {
                if let key = definition.key(kind, text) { clues.append(PersonClue(key)) }
            }
        }
        for (kind, name) in moved { add(kind, name) }
        return clues
    }
}

extension IdentityDefinition {
    /// The key that a text stands for as it is stored; nil where it is none, or of a kind that doesn't link.
    func key(_ kind: IdentityKey.Kind, _ text: String) -> IdentityKey? {
        guard keys.contains(kind) else { return nil }
        // Contacts were read when their row was.
        if kind == .phone || kind == .email { return IdentityKey(kind, text) }
        if case .key(let key) = IdentityKey.read(text, as: kind, region: region) { return key }
        return nil
    }
}
