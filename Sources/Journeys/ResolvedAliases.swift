import Definitions

/// Aliases with the campaigns they mean.
struct ResolvedAliases: Sendable {
    private struct Entry {
        var alias: CampaignAlias
        var campaigns: [Int]
    }

    /// Those whose campaign is a plain text, by that text.
    private var exact: [String: [Entry]] = [:]
    private var patterns: [Entry] = []
    /// Those whose campaign no spend has.
    private(set) var withoutCampaign: [CampaignAlias] = []

    init(_ aliases: CampaignAliases, directory: CampaignDirectory) {
        for alias in aliases.aliases {
            let platforms = alias.platform.isEmpty ? directory.platforms(ofSource: alias.source) : [alias.platform]
            let campaigns = platforms.flatMap { directory.platforms[$0]?.byID[alias.campaignID] ?? [] }
                .filter { alias.account.isEmpty || directory.campaigns[$0].account == alias.account }
            guard !campaigns.isEmpty else {
                withoutCampaign.append(alias)
                continue
            }
            let entry = Entry(alias: alias, campaigns: campaigns)
            if let literal = alias.campaign.literal {
                exact[literal, default: []].append(entry)
            } else {
                patterns.append(entry)
            }
        }
    }

    /// The campaigns that aliases name for a touch.
    ///
    /// Without a medium an alias speaks of all touches but those that are direct or organic.
    func campaigns(for tags: TrafficTags, platforms: [String], days: inout MatchDays) -> Set<Int> {
        var result: Set<Int> = []
        for entry in (exact[tags.campaign] ?? []) + patterns.filter({ $0.alias.campaign.matches(tags.campaign) }) {
            let alias = entry.alias
            guard alias.source.isEmpty ? platforms.contains(alias.platform) : alias.source == tags.source,
                alias.medium.isEmpty ? !tags.isUnbought : alias.medium == tags.medium
            else { continue }
            if days.holds(on: alias.days) { result.formUnion(entry.campaigns) }
        }
        return result
    }
}

extension TrafficTags {
    /// Whether the touch says itself that nobody paid for it.
    var isUnbought: Bool {
        isDirect || medium == "organic"
    }
}
