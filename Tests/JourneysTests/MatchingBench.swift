import Definitions
import Journeys
import Testing

/// Campaigns, and touches to hold against them, in short texts.
struct MatchingBench {
    let matcher: CampaignMatcher
    let rules: ChannelRules

    init(_ spend: [CampaignSpend], utm: [String] = [], aliases: [String] = []) throws {
        rules = try ShippedRules.rules.get()
        var builder = CampaignDirectory.Builder(rules: rules)
        let templates = try utm.flatMap { try TagTemplate.templates(in: $0) }
        for row in spend { builder.add(row, templates: templates) }
        matcher = CampaignMatcher(
            directory: builder.directory(), aliases: try Self.aliases(aliases, rules: rules), rules: rules)
    }

    /// Aliases of lines whose fields are divided by commas, the header first.
    static func aliases(_ lines: [String], rules: ChannelRules) throws -> CampaignAliases {
        guard !lines.isEmpty else { return .none }
        let rows = lines.enumerated().map { index, line in
            CampaignAliases.Row(
                line: index + 1, fields: line.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
        }
        return try CampaignAliases(rows: rows, file: "aliases.csv", rules: rules)
    }

    /// What the ladder says of a visit: status, rule, level, and account/id of the campaigns.
    func say(
        _ recorded: RecordedTags, utmID: String = "", campaignID: String = "", adID: String = "",
        on day: String = "2026-03-01"
    ) throws -> String {
        say(try match(recorded, utmID: utmID, campaignID: campaignID, adID: adID, on: day))
    }

    func match(
        _ recorded: RecordedTags, utmID: String = "", campaignID: String = "", adID: String = "",
        on day: String = "2026-03-01"
    ) throws -> CampaignMatch {
        let clues = CampaignClues(
            tags: rules.tags(ofVisit: recorded), landing: recorded.landing, utmID: utmID, campaignID: campaignID,
            adID: adID)
        return matcher.match(clues, on: try #require(Day(day)))
    }

    func say(_ match: CampaignMatch) -> String {
        let campaigns = match.candidates.map { place in
            let campaign = matcher.directory.campaigns[place]
            return campaign.account.isEmpty ? campaign.id : "\(campaign.account)/\(campaign.id)"
        }
        let level = match.status == .matched ? match.level?.rawValue : nil
        return [match.status.rawValue, match.rule?.name, level, campaigns.joined(separator: ",")]
            .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// A row of spend of yandex / cpc, unless it says otherwise.
    static func spend(
        _ id: String, _ name: String = "", day: String = "2026-01-01", source: String = "yandex",
        medium: String = "cpc", platform: String = "", account: String = "", group: String = "", ad: String = ""
    ) -> CampaignSpend {
        CampaignSpend(
            day: Day(day) ?? Day(number: 0), source: source, medium: medium, platform: platform, account: account,
            campaignID: id, campaign: name, adGroupID: group, adID: ad)
    }
}

extension RecordedTags {
    /// A visit of yandex / cpc, unless it says otherwise.
    static func paid(
        _ campaign: String = "", content: String = "", term: String = "", source: String = "yandex",
        medium: String = "cpc", landing: String = ""
    ) -> RecordedTags {
        RecordedTags(
            source: source, medium: medium, campaign: campaign, content: content, term: term, landing: landing)
    }

    /// A visit that landed on a page with these parameters.
    static func landed(_ query: String) -> RecordedTags {
        RecordedTags(landing: "https://shop.ru/?\(query)")
    }
}
