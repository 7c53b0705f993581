import Definitions

/// All by which a touch may tell its campaign: its tags, the ids in its landing page's address, and what the platform
/// itself says of the click.
package struct CampaignClues: Hashable, Sendable {
    package var tags: TrafficTags
    /// Campaign ids of the landing page's address and the visit's `utm_id`, folded.
    package var urlIDs: [String]
    /// Ids of ads and ad groups in the landing page's address, folded.
    package var urlAdIDs: [String]
    /// What the export gives as the click's campaign, and its ad or ad group, folded; empty where it gives none.
    package var clickCampaignID: String
    package var clickAdID: String
    /// Whether an id in the address is a macro that the platform should have replaced.
    package var hasMacroInURL: Bool

    /// The URL parameters that carry campaign ids; the last is Google's own, of auto-tagging.
    static let campaignParameters = ["utm_id", "campaign_id", "campaignid", "cid", "gad_campaignid"]
    static let adParameters = [
        "ad_id", "adid", "banner_id", "creative", "ad_group_id", "adgroup_id", "adgroupid", "adset_id", "gbid",
        "group_id",
    ]

    /// - Parameters:
    ///   - tags: the touch's own, as the channel rules tidied them.
    ///   - landing: the landing page's address as written.
    ///   - utmID: the visit's field, which counts as part of the address.
    ///   - campaignID: the click's campaign by the export's own-visit data.
    ///   - adID: the click's ad or ad group by the same.
    package init(
        tags: TrafficTags,
        landing: String = "",
        utmID: String = "",
        campaignID: String = "",
        adID: String = ""
    ) {
        let address = WebAddress(landing)
        var hasMacro = false
        func ids(_ texts: [TagText]) -> [String] {
            var result: [String] = []
            for tag in texts where !tag.text.isEmpty {
                if tag.hasMacro {
                    hasMacro = true
                } else if !result.contains(tag.text) {
                    result.append(tag.text)
                }
            }
            return result
        }
        func parameters(_ names: [String]) -> [TagText] {
            names.compactMap { address.value(of: $0).map { TagText($0, isFormEncoded: true) } }
        }
        self.tags = tags
        urlIDs = ids(parameters(Self.campaignParameters) + [TagText(utmID)])
        urlAdIDs = ids(parameters(Self.adParameters))
        clickCampaignID = ids([TagText(campaignID)]).first ?? ""
        clickAdID = ids([TagText(adID)]).first ?? ""
        hasMacroInURL = hasMacro
    }

    /// Clues as they were kept.
    package init(
        tags: TrafficTags, urlIDs: [String], urlAdIDs: [String], clickCampaignID: String, clickAdID: String,
        hasMacroInURL: Bool
    ) {
        self.tags = tags
        self.urlIDs = urlIDs
        self.urlAdIDs = urlAdIDs
        self.clickCampaignID = clickCampaignID
        self.clickAdID = clickAdID
        self.hasMacroInURL = hasMacroInURL
    }
}
