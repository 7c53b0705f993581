import Definitions
import Foundation
import Journeys
import Tabular
import Warehouse

/// Says where touches lie: in the campaign that spend knows them by, else in the channel of their own tags.
///
/// Asks the ladder once for each distinct set of tags and range of days.
final class CampaignMatching {
    private let rules: ChannelRules
    private let matcher: CampaignMatcher
    private let publication: Publication
    /// What the spend comes to that the campaigns were taken from.
    let spend: SpendSums
    private var known: [VisitTags: [(days: ClosedRange<Day>, placement: Publication.Placement)]] = [:]

    /// Takes the campaigns from the spend that is published.
    ///
    /// - Parameter published: what was read of it as it was published.
    /// - Throws: `Failure.Kind.definition` with every error of the alias file.
    init(
        _ pipeline: LoadedPipeline, _ publication: Publication, after published: SpendReading<SpentCampaigns>? = nil
    ) throws {
        let rules = pipeline.channels
        self.rules = rules
        self.publication = publication
        let reading = try publication.readSpend(after: published, SpentCampaigns(pipeline))
        spend = reading.sums
        matcher = CampaignMatcher(
            directory: reading.listener.builder.directory(), aliases: try pipeline.campaignAliases(), rules: rules)
    }

    /// Where touches of some tags lie on a day.
    func placement(of tags: VisitTags, on day: Day) throws -> Publication.Placement {
        try placed(tags, on: day).placement
    }

    /// Where touches of some tags lie on a day, and the days around it on which they lie there.
    func placed(
        _ tags: VisitTags, on day: Day
    ) throws -> (days: ClosedRange<Day>, placement: Publication.Placement) {
        if let known = known[tags]?.first(where: { $0.days.contains(day) }) { return known }
        let match = matcher.match(tags.clues, on: day)
        let isApplicable = match.status != .notApplicable
        let placement = try publication.placement(
            traffic: try publication.trafficID(
                of: Publication.Traffic(
                    channel: rules.channels[match.channel.channel].name, source: match.source, medium: match.medium,
                    campaign: match.campaign)),
            isPaid: match.channel.isPaid, isDirect: tags.traffic.isDirect, platform: match.platform,
            status: isApplicable ? match.status.rawValue : "", rule: match.rule?.name ?? "")
        known[tags, default: []].append((match.days, placement))
        return (match.days, placement)
    }
}

/// The campaigns that rows of spend tell of, collected while these are read.
struct SpentCampaigns: SpendListener {
    private(set) var builder: CampaignDirectory.Builder
    private let rules: ChannelRules
    private let templates: [String: [TagTemplate]]
    private var ways: [CampaignDirectory.Builder.Way?] = []

    init(_ pipeline: LoadedPipeline) {
        rules = pipeline.channels
        builder = CampaignDirectory.Builder(rules: rules)
        templates = Dictionary(
            pipeline.definition.sources.map { ($0.name, $0.tagTemplates) }, uniquingKeysWith: { first, _ in first })
    }

    func platform(named stated: String) -> String { rules.platform(named: stated) }

    mutating func take(_ way: Publication.CampaignName) {
        ways.append(builder.add(campaignOf: CampaignSpend(way), templates: templates[way.pipelineSource] ?? []))
    }

    mutating func take(_ day: Day, of way: Int) {
        if let way = ways[way] { builder.add(way, on: day) }
    }

    mutating func take(ad: Publication.CampaignName) {
        _ = builder.add(campaignOf: CampaignSpend(ad), templates: [])
    }
}

extension CampaignSpend {
    /// What rows of spend tell whatever their day.
    init(_ name: Publication.CampaignName) {
        self.init(
            day: Day(number: 0), source: name.source, medium: name.medium, platform: name.platform,
            account: name.account, campaignID: name.campaignID, campaign: name.campaign, adGroupID: name.adGroupID,
            adID: name.adID)
    }
}

extension CampaignMatching {
    /// A line for the alias file that would bring touches to the campaign they most likely mean; its campaign is empty
    /// where none is like enough.
    func alias(for tags: VisitTags, platform: String, on day: Day) -> String {
        if let suggestion = matcher.suggestion(for: tags.clues, on: day) { return suggestion.line }
        return CampaignAliases.columns.map { column in
            switch column {
            case "platform": platform
            case "source": tags.traffic.source
            case "campaign": tags.traffic.campaign
            default: ""
            }
        }.map { $0.contains(where: { ",\"\n".contains($0) }) ? "\"\($0.replacing("\"", with: "\"\""))\"" : $0 }
            .joined(separator: ",")
    }
}

extension LoadedPipeline {
    /// The aliases of campaigns that the pipeline file names; none where it names no file.
    ///
    /// - Throws: `Failure.Kind.definition` with every error of the file.
    func campaignAliases() throws(Failure) -> CampaignAliases {
        guard let matching = definition.matching else { return .none }
        guard let data = FileManager.default.contents(atPath: matching.aliases) else {
            throw Failure(
                .definition, at: matching.aliasesLocation, "cannot read the alias file \(matching.aliases)",
                hint:
                    "make it, with the columns \(CampaignAliases.columns.joined(separator: ",")), or remove 'matching'")
        }
        guard let text = DelimitedText(Array(data)) else {
            throw Failure(
                .definition, at: SourceLocation(file: matching.aliases), "the alias file is no CSV in UTF-8",
                hint: "save it as CSV UTF-8, every opened quote closed")
        }
        return try CampaignAliases(
            rows: text.rows.map { CampaignAliases.Row(line: $0.line, fields: $0.fields) }, file: matching.aliases,
            rules: channels)
    }

    /// The hash of all that attribution is computed by, beside the facts.
    func settlementDefinition() -> String {
        let attribution = definition.attribution
        var texts = [
            attribution.models.joined(separator: ","), attribution.conversions.joined(separator: ","),
            attribution.reportModel, attribution.anchor.rawValue, attribution.reportBasis.rawValue,
            "\(attribution.lookbackSeconds)", "\(attribution.halfLifeSeconds)",
            "\(attribution.position.first) \(attribution.position.middle) \(attribution.position.last)",
            "\(attribution.maxTouches)", definition.identity.fingerprint,
        ]
        for source in definition.sources {
            texts.append("\(source.name) \(source.tagTemplates)")
        }
        if let matching = definition.matching {
            texts.append(FileManager.default.contents(atPath: matching.aliases).map { $0.base64EncodedString() } ?? "")
        }
        return sha256Text(texts.joined(separator: "\u{0}"))
    }
}
