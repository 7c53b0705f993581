import Definitions

/// By what rows of spend are of one campaign.
struct SpendKey: Hashable, Comparable, Sendable {
    /// Tidy.
    var platform: String
    var account: String
    /// Folded.
    var id: String
    /// Whether the id is the campaign's name, for want of another.
    var isNamed: Bool

    static func < (left: SpendKey, right: SpendKey) -> Bool {
        for part in [\SpendKey.platform, \.account, \.id] where left[keyPath: part] != right[keyPath: part] {
            return byBytes(left[keyPath: part], right[keyPath: part])
        }
        return !left.isNamed && right.isNamed
    }
}

/// Tells the keys of rows of spend, asking the names once for each text.
struct SpendKeys: Sendable {
    private struct Origin: Hashable, Sendable {
        var source: String
        var medium: String
    }

    private let rules: ChannelRules
    private var tagsByOrigin: [Origin: TrafficTags] = [:]
    private var platforms: [String: String] = [:]

    init(rules: ChannelRules) {
        self.rules = rules
    }

    /// The tidy source and medium of a row.
    mutating func tags(of spend: CampaignSpend) -> TrafficTags {
        let origin = Origin(source: spend.source, medium: spend.medium)
        if let known = tagsByOrigin[origin] { return known }
        let tags = rules.tags(ofSpendFrom: spend.source, medium: spend.medium, campaign: "")
        tagsByOrigin[origin] = tags
        return tags
    }

    /// The key of a row, or nil where it names no campaign or no platform.
    mutating func key(of spend: CampaignSpend) -> SpendKey? {
        let campaignID = spend.campaignID.foldedTag
        let id = campaignID.isEmpty ? spend.campaign.foldedTag : campaignID
        let platform = spend.platform.isEmpty ? tags(of: spend).source : platform(named: spend.platform)
        guard !id.isEmpty, !platform.isEmpty else { return nil }
        return SpendKey(platform: platform, account: spend.account, id: id, isNamed: campaignID.isEmpty)
    }

    private mutating func platform(named text: String) -> String {
        if let known = platforms[text] { return known }
        let name = rules.platform(named: text)
        platforms[text] = name
        return name
    }
}
