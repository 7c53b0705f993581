import Definitions
import Journeys
import Warehouse

/// Gives spend rows their channel, and leads the tags that their journey falls back on, asking the rules once per
/// distinct set of tags.
final class OriginResolver {
    private let rules: ChannelRules
    private let contacts: ContactColumns?
    private let contract: EntityContract?
    private let source: SourceDefinition
    private let publication: Publication
    private let sales: SalesColumns?
    private var known: [RecordedTags: Int64] = [:]
    private var knownTags: [RecordedTags: (tag: Int64, reason: String)] = [:]

    /// Outcomes that CPL doesn't divide by.
    private static let uncounted: Set<String> = ["spam", "test", "duplicate"]

    /// The channel of leads that nothing brought, as far as the data tell.
    static let unattributed = "(unattributed)"

    init(_ pipeline: LoadedPipeline, source: SourceDefinition, publication: Publication) {
        rules = pipeline.channels
        contacts = ContactColumns(pipeline, source: source)
        contract = pipeline.contracts[source.entity]
        self.source = source
        self.publication = publication
        sales = SalesColumns(pipeline, source: source, publication: publication)
    }

    /// The columns that the fact table of the source's entity is given.
    func columns(of batch: RecordBatch) throws -> [FactLoader.GivenColumn] {
        if let sales { return try sales.columns(of: batch) + (contacts?.columns(of: batch) ?? []) }
        if source.entity == "chat" { return contacts?.columns(of: batch) ?? [] }
        guard ["lead", "call"].contains(source.entity) else { return [.integers(try traffic(ofSpend: batch))] }
        let unattributed = try publication.trafficID(of: .unattributed)
        let own = try tags(ofLeads: batch)
        if source.entity == "call" {
            return [
                .integers(own.map { _ in unattributed }), .texts(own.map { _ in "" }), .integers(own.map(\.tag)),
            ] + (contacts?.columns(of: batch) ?? [])
        }
        let outcome = contract?.index(of: "outcome")
        return [
            .integers(own.map { _ in unattributed }), .texts(own.map { _ in "" }),
            .integers((0..<batch.count).map { Self.uncounted.contains(batch.text(outcome, $0)) ? 0 : 1 }),
            .integers(own.map(\.tag)), .texts(own.map(\.reason)),
        ] + (contacts?.columns(of: batch) ?? [])
    }

    /// The tags of each lead's or call's own, or why it has none.
    private func tags(ofLeads batch: RecordBatch) throws -> [(tag: Int64, reason: String)] {
        let fields = LeadFields(contract)
        return try (0..<batch.count).map { row in
            let recorded = fields.recorded(batch, row)
            if let known = knownTags[recorded] { return known }
            let own: (tag: Int64, reason: String) =
                switch rules.touch(ofLead: recorded) {
                case .unattributed(let reason): (0, reason.rawValue)
                case .touch(let tags):
                    (
                        try publication.tagID(
                            of: Publication.VisitTag(
                                VisitTags(clues: CampaignClues(tags: tags, landing: recorded.landing)))), ""
                    )
                }
            knownTags[recorded] = own
            return own
        }
    }

    /// The traffic id of each spend row.
    ///
    /// The campaign is shown as its platform names it, else by its id; source and medium are tidied.
    private func traffic(ofSpend batch: RecordBatch) throws -> [Int64] {
        let fields = SpendFields(contract)
        return try (0..<batch.count).map { row in
            var recorded = RecordedTags()
            recorded.source = batch.text(fields.source, row)
            recorded.medium = batch.text(fields.medium, row)
            recorded.campaign = batch.text(fields.campaign, row)
            if recorded.campaign.isEmpty { recorded.campaign = batch.text(fields.campaignID, row) }
            if let traffic = known[recorded] { return traffic }
            let traffic = try publication.trafficID(of: rules.traffic(ofSpend: recorded))
            known[recorded] = traffic
            return traffic
        }
    }
}

/// Where the tags of spend stand in a batch.
private struct SpendFields {
    let source: Int?
    let medium: Int?
    let campaign: Int?
    let campaignID: Int?

    init(_ contract: EntityContract?) {
        source = contract?.index(of: "source")
        medium = contract?.index(of: "medium")
        campaign = contract?.index(of: "campaign")
        campaignID = contract?.index(of: "campaign_id")
    }
}

/// Where the tags of a lead stand in a batch.
private struct LeadFields {
    private let tags: [Int?]

    init(_ contract: EntityContract?) {
        let names = [
            "source", "medium", "campaign", "content", "term", "click_id", "referrer", "landing", "crm_source",
        ]
        tags = names.map { contract?.index(of: $0) }
    }

    func recorded(_ batch: RecordBatch, _ row: Int) -> RecordedTags {
        RecordedTags(
            source: batch.text(tags[0], row), medium: batch.text(tags[1], row), campaign: batch.text(tags[2], row),
            content: batch.text(tags[3], row), term: batch.text(tags[4], row), clickID: batch.text(tags[5], row),
            referrer: batch.text(tags[6], row), landing: batch.text(tags[7], row),
            crmSource: batch.text(tags[8], row))
    }
}

extension RecordBatch {
    /// A field's text, '' where the contract or the row has none.
    func text(_ field: Int?, _ row: Int) -> String {
        field.flatMap { columns[$0].text(at: row) } ?? ""
    }

    /// A field's integer, 0 where the contract or the row has none.
    func integer(_ field: Int?, _ row: Int) -> Int64 {
        field.flatMap { columns[$0].integer(at: row) } ?? 0
    }
}

extension ChannelRules {
    /// The traffic of a cost: source and medium tidied, the campaign as it is named.
    func traffic(ofSpend recorded: RecordedTags) -> Publication.Traffic {
        let tags = tags(ofVisit: recorded)
        return Publication.Traffic(
            channel: channels[channel(of: tags)].name, source: tags.source, medium: tags.medium,
            campaign: recorded.campaign)
    }

    /// The channels as the warehouse lists them, with the one for what nothing brought.
    var published: [Publication.Channel] {
        channels.map { Publication.Channel(name: $0.name, titleEN: $0.title.en, titleRU: $0.title.ru) }
            + [
                Publication.Channel(
                    name: OriginResolver.unattributed, titleEN: OriginResolver.unattributed,
                    titleRU: "(не определено)")
            ]
    }
}
