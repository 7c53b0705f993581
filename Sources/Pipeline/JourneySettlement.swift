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
    private let ahead: EvidenceAhead?
    /// Nil before they are read, and once they are settled, which has no use for two of them.
    private var evidence: (leads: Publication.LeadTable, deals: Publication.DealTable, people: Computation<People>)?

    /// Reads the records and begins to find who they are of; visits play no part in it.
    ///
    /// - Parameter ahead: where the records were read as they were last published: they are asked for once visits are placed.
    init(_ pipeline: LoadedPipeline, _ publication: Publication, _ ahead: EvidenceAhead?) throws {
        self.pipeline = pipeline
        self.publication = publication
        self.ahead = ahead
        matching = try CampaignMatching(pipeline, publication)
        payments = try publication.payments()
        if ahead == nil { evidence = try readEvidence() }
    }

    private func readEvidence() throws -> (Publication.LeadTable, Publication.DealTable, Computation<People>) {
        let definition = pipeline.definition.identity
        let evidence = try Evidence(definition, publication, ahead)
        return (
            evidence.leads, evidence.deals, Computation { () throws(Failure) in try People(definition, evidence) }
        )
    }

    /// Places all visits, once they are settled, and counts the visitors anew of days that changed.
    ///
    /// From then on it is found in any case who records are of.
    mutating func placeVisits() throws -> VisitSettlement {
        let visits = try VisitSettlement(pipeline, publication, matching: matching)
        if isReachKnown { try visits.countChanged() }
        evidence = try evidence ?? readEvidence()
        return visits
    }

    /// Computes and writes touches, journeys and credits, and places records by them; asked for once.
    ///
    /// - Returns: the keys that link too many others to mean one person, and what touches come to.
    mutating func settle(_ visits: VisitSettlement) throws -> (hubs: [Publication.Hub], touches: TouchSums) {
        guard let (leads, deals, people) = evidence.take() else {
            preconditionFailure("journeys are settled once, after visits")
        }
        let definition = pipeline.definition
        let tags = visits.tags
        var records = JourneyReach.Records(
            people: try people.take(), leads: leads, deals: deals, payments: payments,
            links: RecordLinks(deals: deals, payments: payments))
        let reach = try isReachKnown ? self.reach(of: visits, records, matching) : nil
        let conversions = ConversionTable(
            records, isOwn: definition.attribution.anchor == .own, within: reach)
        var touches: TouchTable
        if let reach {
            touches = try visits.touches(of: records.people, within: reach)
        } else {
            if !hasCalls { records.people.forgetKeys() }
            touches = try visits.settle(records.people, before: conversions)
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
            visits: consume touches, leadsWithoutSource: calls.leadsWithoutSource)
        try credits.write()
        var sums = visits.sums
        try publication.sumTouches(&sums)
        try publication.listMatches(sums) { tag, platform, day in
            guard let tags = VisitTags(encoded: tag) else { return "" }
            return matching.alias(for: tags, platform: platform, on: day)
        }
        try publication.settledBy(pipeline.settlementDefinition())
        let keys = hubs.map {
            Publication.Hub(kind: $0.key.kind.rawValue, key: $0.key.text, links: $0.links, records: $0.records)
        }
        return (keys, sums)
    }

    /// Whether it can be told what the publication's changes reach.
    private var isReachKnown: Bool {
        // Whose a call is follows from leads near it in time, which nobody keeps count of.
        publication.scope == .changes && !hasCalls
    }

    private var hasCalls: Bool { pipeline.definition.sources.contains { $0.entity == "call" } }

    /// What the publication's changes reach; nil where nothing tells any more whose visits went.
    private func reach(
        of visits: VisitSettlement, _ records: JourneyReach.Records, _ matching: CampaignMatching
    ) throws -> JourneyReach? {
        guard let left = try visits.cameOnMovedDays(records.people) else { return nil }
        var reach = try JourneyReach(records, pipeline.definition.attribution, publication)
        if let (came, start) = try visits.cameOnChangedDays(records.people) {
            reach.add(visitsOf: came.union(left), from: start)
        }
        let tags = visits.tags
        func isMoved(_ tag: Int64, _ day: Day, from stored: Publication.Placement) throws -> Bool {
            guard let tags = tags[tag] else { return false }
            var placement = try matching.placement(of: tags, on: day)
            placement.isDirect = false
            return placement != stored
        }
        // Tags and days are fewer than touches, and seldom lie elsewhere than before.
        var areMoved = false
        try publication.ownTouchPlaces { areMoved = try areMoved || isMoved($0, $1, from: $2) }
        if areMoved {
            try publication.ownTouches { kind, source, id, tag, day, stored in
                if try isMoved(tag, day, from: stored) { reach.add(kind, RecordName(source: source, id: id)) }
            }
        }
        reach.complete()
        return reach
    }
}
