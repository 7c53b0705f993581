import Definitions
import Journeys
import Warehouse

/// Gives spend rows their channel, and leads and calls the tags that their journey falls back on, asking the rules once
/// per distinct set of tags.
final class OriginResolver {
    private let rules: ChannelRules
    private let publication: Publication
    private var known: [RecordedTags: Int64] = [:]
    private var knownTags: [RecordedTags: (tag: Int64, reason: String)] = [:]

    /// The channel of leads that nothing brought, as far as the data tell.
    static let unattributed = "(unattributed)"

    init(_ pipeline: LoadedPipeline, publication: Publication) {
        rules = pipeline.channels
        self.publication = publication
    }

    /// The columns of a call that nothing is known of yet: its traffic source and why it has none.
    func unsettled() throws -> [GivenColumn] {
        [.integer(try publication.trafficID(of: .unattributed)), .text("")]
    }

    /// The tags of each lead's or call's own, 0 where it has none, and why it has none.
    func ownTags(_ column: RecordedTagColumn) throws -> [GivenColumn] {
        let own = try column.sets.map(ownTags)
        guard !column.codes.isEmpty else { return [.integer(own[0].tag), .text(own[0].reason)] }
        var reasons = TextColumn()
        for (_, reason) in own { reasons.append(reason.utf8) }
        return [.codedIntegers(column.codes, own.map(\.tag)), .codedTexts(column.codes, reasons)]
    }

    private func ownTags(_ recorded: RecordedTags) throws -> (tag: Int64, reason: String) {
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

    /// The traffic id of each spend row.
    func traffic(ofSpend column: RecordedTagColumn) throws -> GivenColumn {
        let ids = try column.sets.map { recorded in
            if let traffic = known[recorded] { return traffic }
            let traffic = try publication.trafficID(of: rules.traffic(ofSpend: recorded))
            known[recorded] = traffic
            return traffic
        }
        return column.codes.isEmpty ? .integer(ids[0]) : .codedIntegers(column.codes, ids)
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
