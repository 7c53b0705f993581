import Definitions

/// What a platform's campaigns are known by; the numbers are places in `CampaignDirectory.campaigns`.
struct PlatformCampaigns: Sendable {
    struct AdHit: Hashable, Sendable {
        var campaign: Int
        var level: MatchLevel
    }

    /// A campaign's name and the days it bore it.
    struct NameSpan: Hashable, Sendable {
        var campaign: Int
        var days: ClosedRange<Day>
    }

    var campaigns: [Int] = []
    /// The tidy sources and mediums its spend is booked under, where the row names a campaign.
    var sources: Set<String> = []
    var mediums: Set<String> = []
    var templates: Set<TagTemplate> = []
    /// By folded id; a name that serves as an id is one as well.
    var byID: [String: [Int]] = [:]
    /// By the folded id of an ad or ad group.
    var byAd: [String: [AdHit]] = [:]
    var byName: [String: [NameSpan]] = [:]
    var bySkeleton: [String: [NameSpan]] = [:]
}
