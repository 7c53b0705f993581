import Definitions

/// The campaigns that money was spent on, by platform, and everything a touch may know them by.
///
/// The order in which spend came plays no part.
package struct CampaignDirectory: Sendable {
    /// By platform, account and id.
    package let campaigns: [Campaign]
    /// The platforms whose spend names campaigns.
    let platforms: [String: PlatformCampaigns]
    /// The platforms of a tidy source: its own, and those whose spend is booked under it.
    private let platformsBySource: [String: [String]]
    private let places: [SpendKey: Int]
    private let rules: ChannelRules

    init(
        campaigns: [Campaign], platforms: [String: PlatformCampaigns], places: [SpendKey: Int], rules: ChannelRules
    ) {
        self.campaigns = campaigns
        self.platforms = platforms
        self.places = places
        self.rules = rules
        var bySource: [String: Set<String>] = [:]
        for (name, platform) in platforms {
            for source in platform.sources.union([name]) { bySource[source, default: []].insert(name) }
        }
        platformsBySource = bySource.mapValues { $0.sorted(by: byBytes) }
    }

    /// The platforms that touches of a tidy source may belong to, in the order of their names.
    package func platforms(ofSource source: String) -> [String] {
        platformsBySource[source] ?? []
    }

    /// The place in `campaigns` of a row of spend that was added; nil where it names no campaign.
    package func campaign(of spend: CampaignSpend) -> Int? {
        var keys = SpendKeys(rules: rules)
        return keys.key(of: spend).flatMap { places[$0] }
    }

    /// Whether a platform's spend names campaigns.
    package func has(platform: String) -> Bool {
        platforms[platform] != nil
    }
}

/// The order of results that no locale changes.
func byBytes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}
