import Warehouse

/// The journeys of a kind as they are stored, asked for in the order of their sources' and their own ids.
struct StoredJourneys {
    private let kind: Publication.JourneyKind
    private let reach: JourneyReach?
    private let publication: Publication
    /// All of them, where all are to be looked at.
    private var all: [Publication.StoredJourney] = []
    private var next = 0
    private var passed: [Int64] = []

    /// - Parameter reach: those to be looked at; nil: all.
    init(_ kind: Publication.JourneyKind, _ reach: JourneyReach?, _ publication: Publication) throws {
        self.kind = kind
        self.reach = reach
        self.publication = publication
        if reach == nil { all = try publication.storedJourneys(of: kind) }
    }

    /// The journey of a record; records come in order.
    mutating func journey(named name: RecordName) throws -> Publication.StoredJourney? {
        guard reach == nil else {
            return try publication.storedJourney(of: kind, source: name.source, id: name.id)
        }
        while next < all.count, all[next].name < name {
            passed.append(all[next].id)
            next += 1
        }
        guard next < all.count, all[next].name == name else { return nil }
        next += 1
        return all[next - 1]
    }

    /// The journeys of records that are no more, once all records have been asked for.
    func gone() throws -> [Int64] {
        guard let reach else { return passed + all[next...].map(\.id) }
        return try (reach.gone[kind] ?? []).compactMap { name in
            try publication.storedJourney(of: kind, source: name.source, id: name.id)?.id
        }
    }
}
