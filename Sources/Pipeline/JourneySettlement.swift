import Definitions
import Journeys
import Warehouse

/// Credits leads, deals and payments to the touches that brought them, once all records are settled.
///
/// All of them, or those that what changed may reach (`JourneyReach`): a visit may come later than its lead, a phone may
/// join two people, a campaign may get its name tomorrow, and no order of arrival plays a part.
struct JourneySettlement {
    private let pipeline: LoadedPipeline
    private let publication: Publication
    let matching: CampaignMatching
    private let payments: [Publication.PaymentRecord]
    /// Whether it can be told what the publication's changes reach, and that isn't most of all there is.
    private let isReachKnown: Bool
    /// Where leads and deals stood that were last published; nil where all of them are read.
    private let index: Computation<PersonIndex>?
    /// What was read of facts as they were published.
    private let published: PublishedFacts?
    /// What changed, where that is found before it is known who records are of.
    private var changes: JourneyChanges?
    /// The visitors that are being counted.
    private var visitors: VisitSettlement.CountedVisitors?
    /// Nil before records are read, and once they are settled, which has no use for two of them.
    private var known: Known?

    /// Records and who they are of.
    private struct Known {
        let leads: Publication.LeadTable
        let deals: Publication.DealTable
        /// Whether these are only the records that changes may reach.
        let isNear: Bool
        /// Where those stand that the index doesn't have; nil where nobody will ask.
        let places: Computation<PersonIndex.Segment>?
        let people: Computation<People>

        /// Begins to find who records are of.
        ///
        /// - Parameter changes: by which the records were found; nil: they are all.
        init(_ evidence: Evidence, near changes: JourneyChanges? = nil, keepsPlaces: Bool) {
            leads = evidence.leads
            deals = evidence.deals
            isNear = changes != nil
            places = keepsPlaces ? Computation { () throws(Failure) in evidence.places(of: changes) } : nil
            people = Computation { () throws(Failure) in try People(evidence) }
        }
    }

    /// Reads the records and begins to find who they are of; visits play no part in it.
    ///
    /// Where only those near what changed are read, that waits until visits are placed.
    init(_ pipeline: LoadedPipeline, _ publication: Publication, _ published: PublishedFacts?) throws {
        self.pipeline = pipeline
        self.publication = publication
        self.published = published
        matching = try CampaignMatching(pipeline, publication, after: published?.spend(in: publication))
        payments = try publication.payments()
        isReachKnown = try publication.scope == .changes && pipeline.tellsReach && !publication.changesMostRecords()
        let stored = isReachKnown ? try published?.personIndex() ?? publication.storedPersonIndex() : nil
        index = stored.map { stored in Computation { stored.opened } }
        if index == nil { known = try readAll() }
    }

    private func readAll() throws -> Known {
        Known(try Evidence(pipeline.definition.identity, publication), keepsPlaces: pipeline.tellsReach)
    }

    /// Places all visits, once they are settled, and begins to count the visitors anew of days that changed.
    ///
    /// From then on it is found in any case who records are of.
    mutating func placeVisits() throws -> VisitSettlement {
        let visits = try VisitSettlement(
            pipeline, publication, matching: matching, after: published?.visits(in: publication))
        if isReachKnown { visitors = try visits.countChanged() }
        if known == nil { known = try readNear(visits) ?? readAll() }
        return visits
    }

    /// Reads the records that changes may reach; nil where these can't be told, or are most of them.
    private mutating func readNear(_ visits: VisitSettlement) throws -> Known? {
        guard let index = try index?.value() else { return nil }
        changes = try JourneyChanges(visits, matching, publication) { index.has(PersonClue($0)) }
        guard let changes else { return nil }
        return try Evidence(near: changes, index, payments, pipeline.definition.identity, publication)
            .map { Known($0, near: changes, keepsPlaces: true) }
    }

    /// Computes and writes touches, journeys and credits, and places records by them; asked for once.
    ///
    /// - Returns: the keys that link too many others to mean one person, and what touches come to.
    mutating func settle(_ visits: VisitSettlement) throws -> (hubs: [Publication.Hub], touches: TouchSums) {
        guard let known = known.take() else { preconditionFailure("journeys are settled once, after visits") }
        let definition = pipeline.definition
        let tags = visits.tags
        if let places = try known.places?.take() { try keep(places, besides: known.isNear ? index?.take() : nil) }
        var records = JourneyReach.Records(
            people: try known.people.take(), leads: known.leads, deals: known.deals, payments: payments,
            links: RecordLinks(deals: known.deals, payments: payments))
        let reach = try isReachKnown ? self.reach(of: visits, records) : nil
        let conversions = ConversionTable(
            records, isOwn: definition.attribution.anchor == .own, within: reach)
        var touches: TouchTable
        var visitors = visitors.take()
        if let reach {
            touches = try visits.touches(of: records.people, within: reach)
        } else {
            if !pipeline.hasCalls { records.people.forgetKeys() }
            let settled = try visits.settle(records.people, before: conversions)
            touches = settled.touches
            visitors = settled.visitors
        }
        let calls = try CallTouches(
            pipeline, publication, matching: matching, people: records.people, leads: records.leads, tags: tags,
            into: &touches)
        if publication.scope == .everything {
            try publication.clearJourneys(
                models: definition.attribution.models, conversions: definition.attribution.conversions)
        }
        let hubs = records.people.hubs
        let credits = try JourneyCredits(
            pipeline, publication, matching: matching, consume records, consume conversions, within: reach, tags: tags,
            visits: consume touches, leadsWithoutSource: calls.leadsWithoutSource
        ) {
            if let visitors { try visits.write(visitors) }
        }
        try publication.withoutChecks { try credits.write() }
        var sums = visits.sums
        try publication.sumTouches(&sums)
        try publication.listMatches(sums) { tag, platform, day in
            guard let tags = VisitTags(encoded: tag) else { return "" }
            return matching.alias(for: tags, platform: platform, on: day)
        }
        try publication.settledBy(pipeline.settlementDefinition())
        return (hubs.map(Publication.Hub.init), sums)
    }

    /// What the publication's changes reach; nil where nothing tells any more whose visits went.
    private func reach(of visits: VisitSettlement, _ records: JourneyReach.Records) throws -> JourneyReach? {
        let visitors = records.people.visitors
        let found = try changes ?? JourneyChanges(visits, matching, publication) { visitors[$0] != nil }
        guard let found else { return nil }
        return JourneyReach(records, found, pipeline.definition)
    }

    /// Keeps where the records stand, for the next publication.
    private func keep(_ places: PersonIndex.Segment, besides index: PersonIndex?) throws {
        if let index {
            try publication.extend(index, by: places)
        } else {
            try publication.replacePersonIndex(places)
        }
    }
}

extension LoadedPipeline {
    fileprivate var hasCalls: Bool { definition.sources.contains { $0.entity == "call" } }

    /// Whether what a publication's changes reach can ever be told.
    var tellsReach: Bool {
        // Whose a call is follows from leads near it in time, which nobody keeps count of.
        !hasCalls && !splitsCosts
    }
}

extension Identities.Hub {
    /// A hub as it is stored; nil where it is of no kind of key.
    init?(_ hub: Publication.Hub) {
        guard let kind = IdentityKey.Kind(rawValue: hub.kind) else { return nil }
        self.init(key: IdentityKey(kind, hub.key), links: hub.links, records: hub.records)
    }
}

extension Publication.Hub {
    init(_ hub: Identities.Hub) {
        self.init(kind: hub.key.kind.rawValue, key: hub.key.text, links: hub.links, records: hub.records)
    }
}
