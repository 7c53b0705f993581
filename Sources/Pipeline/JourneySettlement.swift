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
    func settle() throws {
        let definition = pipeline.definition
        let matching = try CampaignMatching(pipeline, publication)
        let leads = try publication.leads()
        let deals = try publication.deals()
        let people = People(definition.identity, leads: leads, deals: deals)
        let visits = VisitSettlement(pipeline: pipeline, publication: publication, matching: matching)
        let touches = try visits.settle(people)
        try publication.clearJourneys(
            models: definition.attribution.models, conversions: definition.attribution.conversions)
        let credits = try JourneyCredits(
            pipeline, publication, matching: matching, people: people, leads: leads, deals: deals, visits: touches)
        try credits.write(payments: publication.payments())
        try publication.settledBy(pipeline.settlementDefinition())
    }
}
