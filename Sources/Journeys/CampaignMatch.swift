package import Definitions

/// The rules of the ladder, the first to be asked first.
package enum MatchRule: Int, Hashable, Sendable, CaseIterable {
    case alias = 1
    case urlID
    case utmIsID
    case template
    case digits
    case adID
    case platformClick
    case name
    case sourceMedium

    /// The rule's name in the warehouse.
    package var name: String {
        switch self {
        case .alias: "alias"
        case .urlID: "url_id"
        case .utmIsID: "utm_is_id"
        case .template: "template"
        case .digits: "digits"
        case .adID: "ad_id"
        case .platformClick: "platform_click"
        case .name: "name"
        case .sourceMedium: "source_medium"
        }
    }
}

/// How deep a touch is known: what kind of id or name told its campaign.
package enum MatchLevel: String, Hashable, Sendable, CaseIterable {
    case platform
    case campaign
    case adGroup = "ad_group"
    case ad
}

/// What the ladder found for a touch.
package struct CampaignMatch: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable, CaseIterable {
        case matched
        /// A rule found several campaigns; no later rule is asked.
        case ambiguous
        /// Nothing was found, and the platform left a macro where the campaign should be.
        case macroNotExpanded = "macro_not_expanded"
        /// Nothing was found, in a platform with spend.
        case notMatched = "not_matched"
        /// There is nothing to match: the visit is direct or unpaid, or its platform's spend names no campaigns.
        case notApplicable = "not_applicable"
    }

    /// The campaign of touches of a platform with spend that belong to none of its campaigns.
    package static let notMatchedCampaign = "(not matched)"

    package var status: Status
    /// The rule that decided; nil where none did.
    package var rule: MatchRule?
    package var level: MatchLevel?
    /// The platform whose campaigns were candidates; empty where there is nothing to match.
    package var platform: String
    /// Places in `CampaignDirectory.campaigns`, ascending: the one that matched, or all that are ambiguous.
    package var candidates: [Int]
    /// How the touch is shown: as its campaign's spend once it matched, else by its own tags.
    package var source: String
    package var medium: String
    package var campaign: String
    package var channel: ChannelMatch
    /// The channel by the touch's own tags.
    package var ownChannel: ChannelMatch
    /// The days for which a touch with the same clues has this result.
    package var days: ClosedRange<Day>

    /// Whether the touch's own tags say another channel than its campaign's spend.
    package var channelsDisagree: Bool {
        channel.channel != ownChannel.channel
    }
}
