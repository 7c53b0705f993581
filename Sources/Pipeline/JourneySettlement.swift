import Definitions
import Journeys
import Warehouse

/// Credits leads, deals and payments to the touches that brought them, once all records are settled.
///
/// All of them, whatever this run read: a visit may come later than its lead, a phone may join two people, a campaign may
/// get its name tomorrow. So no order of arrival plays a part.
struct JourneySettlement {
    let pipeline: LoadedPipeline
    let publication: Publication

    /// Computes and writes touches, journeys and credits, and places records by them.
    ///
    /// - Returns: the keys that link too many others to mean one person.
    func settle() throws -> [Publication.Hub] {
        let definition = pipeline.definition
        let matching = try CampaignMatching(pipeline, publication)
        var evidence = Evidence(definition.identity)
        let leads = try evidence.leads(publication)
        let deals = try evidence.deals(publication, of: leads)
        let people = People(evidence, leads: leads, deals: deals)
        let visits = VisitSettlement(pipeline: pipeline, publication: publication, matching: matching)
        let calls = try CallTouches(pipeline, publication, matching: matching, people: people, leads: leads)
        var touches = try visits.settle(people)
        touches += calls.touches
        if publication.scope == .everything {
            try publication.clearJourneys(
                models: definition.attribution.models, conversions: definition.attribution.conversions)
        }
        let credits = try JourneyCredits(
            pipeline, publication, matching: matching, people: people, leads: leads, deals: deals,
            payments: publication.payments(), visits: consume touches,
            leadsWithoutSource: calls.leadsWithoutSource)
        try credits.write()
        try publication.namePlatforms { pipeline.channels.platform(named: $0) }
        try publication.listMatches { tag, platform, day in
            guard let tags = VisitTags(encoded: tag) else { return "" }
            return matching.alias(for: tags, platform: platform, on: day)
        }
        try publication.settledBy(pipeline.settlementDefinition())
        return people.hubs.map {
            Publication.Hub(kind: $0.key.kind.rawValue, key: $0.key.text, links: $0.links, records: $0.records)
        }
    }
}
