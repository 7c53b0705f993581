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
    private let matching: CampaignMatching
    private let payments: [Publication.PaymentRecord]
    /// Nil once they are settled, which has no use for two of them.
    private var evidence: (leads: Publication.LeadTable, deals: Publication.DealTable, people: PeopleResolution)?

    /// Reads the records and begins to find who they are of; visits play no part in it.
    ///
    /// - Parameter ahead: where the records were read as they were last published.
    init(_ pipeline: LoadedPipeline, _ publication: Publication, _ ahead: EvidenceAhead?) throws {
        self.pipeline = pipeline
        self.publication = publication
        matching = try CampaignMatching(pipeline, publication)
        let evidence = try Evidence(pipeline.definition.identity, publication, ahead)
        let (leads, deals) = (evidence.leads, evidence.deals)
        self.evidence = (leads, deals, PeopleResolution(pipeline.definition.identity, consume evidence))
        payments = try publication.payments()
    }

    /// Computes and writes touches, journeys and credits, and places records by them; asked for once.
    ///
    /// - Returns: the keys that link too many others to mean one person, and what spend and touches come to.
    mutating func settle() throws -> (hubs: [Publication.Hub], spend: SpendSums, touches: TouchSums) {
        guard let (leads, deals, people) = evidence.take() else { preconditionFailure("journeys are settled once") }
        let definition = pipeline.definition
        // Tags that are met from here on are none that a stored record bears.
        let tags = try publication.tags().compactMapValues { VisitTags(encoded: $0) }
        let visits = try VisitSettlement(pipeline, publication, matching: matching, tags: tags)
        var records = JourneyReach.Records(
            people: try people.wait(), leads: leads, deals: deals, payments: payments,
            links: RecordLinks(deals: deals, payments: payments))
        let reach =
            try isReachKnown ? self.reach(of: visits.settleChanged(records.people), records, matching, tags) : nil
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
        return (keys, matching.spend, sums)
    }

    /// Whether it can be told what the publication's changes reach.
    private var isReachKnown: Bool {
        // Whose a call is follows from leads near it in time, which nobody keeps count of.
        publication.scope == .changes && !hasCalls
    }

    private var hasCalls: Bool { pipeline.definition.sources.contains { $0.entity == "call" } }

    /// What the publication's changes reach.
    ///
    /// - Parameter visits: who came on the days whose visits changed.
    private func reach(
        of visits: (came: Set<Int>, start: Instant)?, _ records: JourneyReach.Records,
        _ matching: CampaignMatching, _ tags: [Int64: VisitTags]
    ) throws -> JourneyReach {
        var reach = try JourneyReach(records, pipeline.definition.attribution, publication)
        if let visits {
            let moved = Set(try publication.identitiesOfMovedVisits())
            var identities = visits.came
            if !moved.isEmpty {
                let names = records.people.names
                for identity in 0..<names.count where moved.contains(names.name(of: Int32(identity))) {
                    identities.insert(identity)
                }
            }
            reach.add(visitsOf: identities, from: visits.start)
        }
        try publication.ownTouches { kind, source, id, tag, day, stored in
            guard let tags = tags[tag] else { return }
            var placement = try matching.placement(of: tags, on: day)
            placement.isDirect = false
            if placement != stored { reach.add(kind, RecordName(source: source, id: id)) }
        }
        reach.complete()
        return reach
    }
}
