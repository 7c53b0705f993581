package import Definitions

/// What a row of spend tells about its campaign, as its source wrote it.
///
/// Cost plays no part: rows that differ in nothing else are one.
package struct CampaignSpend: Hashable, Sendable {
    package var day: Day
    package var source: String
    package var medium: String
    /// Empty where the source names the platform.
    package var platform: String
    package var account: String
    package var campaignID: String
    package var campaign: String
    package var adGroupID: String
    package var adID: String

    package init(
        day: Day,
        source: String,
        medium: String,
        platform: String = "",
        account: String = "",
        campaignID: String = "",
        campaign: String = "",
        adGroupID: String = "",
        adID: String = ""
    ) {
        self.day = day
        self.source = source
        self.medium = medium
        self.platform = platform
        self.account = account
        self.campaignID = campaignID
        self.campaign = campaign
        self.adGroupID = adGroupID
        self.adID = adID
    }
}
