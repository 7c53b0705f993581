package import Definitions

/// The ladder that joins a touch to the campaign of a spend row: nine rules, of which the first hit wins.
///
/// Callers keep the answers: one holds for every touch with the same clues on any of its `days`.
package struct CampaignMatcher: Sendable {
    package let directory: CampaignDirectory
    let rules: ChannelRules
    private let aliases: ResolvedAliases

    package init(directory: CampaignDirectory, aliases: CampaignAliases = .none, rules: ChannelRules) {
        self.directory = directory
        self.rules = rules
        self.aliases = ResolvedAliases(aliases, directory: directory)
    }

    /// Aliases whose campaign no spend has: they match nothing until it does.
    package var aliasesWithoutCampaign: [CampaignAlias] {
        aliases.withoutCampaign
    }

    /// The campaign of a touch on its day.
    ///
    /// - Complexity: O(*r* + *t* + *a*) look-ups and tries in the channel rules, the platform's templates, and the
    ///   aliases with marks; the number of campaigns plays no part.
    package func match(_ clues: CampaignClues, on day: Day) -> CampaignMatch {
        let own = rules.match(clues.tags)
        var days = MatchDays(day: day)
        let platforms = directory.platforms(ofSource: clues.tags.source)
        let named = aliases.campaigns(for: clues.tags, platforms: platforms, days: &days)
        let aliased = Dictionary(uniqueKeysWithValues: named.map { ($0, MatchLevel.campaign) })
        if let match = decided(aliased, by: .alias, clues, own: own, days: &days) { return match }

        var result = CampaignMatch(
            status: .notApplicable, rule: nil, level: nil, platform: "", candidates: [], source: clues.tags.source,
            medium: clues.tags.medium, campaign: clues.tags.campaign, channel: own, ownChannel: own, days: days.range)
        guard !platforms.isEmpty, !clues.tags.isDirect else { return result }
        let search = CampaignSearch(
            clues: clues, indexes: platforms.compactMap { directory.platforms[$0] }, campaigns: directory.campaigns,
            standing: standing(of: clues, platforms: platforms, own: own))
        for rule in MatchRule.allCases.dropFirst().dropLast() {
            let hits = search.hits(of: rule, days: &days)
            if let match = decided(hits, by: rule, clues, own: own, days: &days) { return match }
        }
        result.days = days.range
        guard search.standing != .organic else { return result }
        if search.hasMacro {
            result.status = .macroNotExpanded
        } else if search.standing == .bought {
            result.status = .notMatched
            result.rule = .sourceMedium
        } else {
            return result
        }
        result.level = .platform
        result.platform = platform(of: clues.tags, platforms)
        result.campaign = CampaignMatch.notMatchedCampaign
        return result
    }

    /// What a rule's hits mean: nil where the next rule is to be asked.
    private func decided(
        _ hits: [Int: MatchLevel], by rule: MatchRule, _ clues: CampaignClues, own: ChannelMatch, days: inout MatchDays
    ) -> CampaignMatch? {
        let candidates = hits.keys.sorted()
        guard let first = candidates.first else { return nil }
        let campaign = directory.campaigns[first]
        guard candidates.count == 1 else {
            return CampaignMatch(
                status: .ambiguous, rule: rule, level: .platform, platform: campaign.platform, candidates: candidates,
                source: clues.tags.source, medium: clues.tags.medium, campaign: CampaignMatch.notMatchedCampaign,
                channel: own, ownChannel: own, days: days.range)
        }
        let (label, labelDays) = campaign.label(on: days.day)
        _ = days.holds(on: labelDays)
        return CampaignMatch(
            status: .matched, rule: rule, level: hits[first], platform: campaign.platform, candidates: candidates,
            source: label.source, medium: label.medium, campaign: label.name, channel: label.channel, ownChannel: own,
            days: days.range)
    }

    /// Whether a touch was paid for, as far as its own tags tell.
    ///
    /// By the channel rules, by a click id of the platform, or by a medium that the platform's campaigns are booked
    /// under.
    private func standing(
        of clues: CampaignClues, platforms: [String], own: ChannelMatch
    ) -> CampaignSearch.Standing {
        let tags = clues.tags
        if let click = rules.boughtTags(ofClickID: tags.clickID),
            click == tags.source || platforms.contains(click)
        {
            return .bought
        }
        if tags.isUnbought { return .organic }
        let isBooked = platforms.contains { directory.platforms[$0]?.mediums.contains(tags.medium) == true }
        return own.isPaid || isBooked ? .bought : .tagged
    }

    /// The platform that a touch without a campaign is counted under: that of its source's name, else the first whose
    /// spend is booked under its medium, else the first.
    private func platform(of tags: TrafficTags, _ platforms: [String]) -> String {
        if platforms.contains(tags.source) { return tags.source }
        return platforms.first { directory.platforms[$0]?.mediums.contains(tags.medium) == true } ?? platforms[0]
    }
}

extension ChannelRules {
    /// The source of a click id that ad platforms add to paid clicks only; nil for others.
    func boughtTags(ofClickID name: String) -> String? {
        guard !name.isEmpty, let tags = names.tags(ofClickID: name),
            match(TrafficTags(source: tags.source, medium: tags.medium)).isPaid
        else { return nil }
        return tags.source
    }
}
