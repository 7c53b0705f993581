/// What the ad platforms call their campaigns, groups and ads in tracking templates.
package enum MacroNames {
    /// TikTok's macros, folded: they have no braces, so that only their names tell them from text.
    package static let underscored = [
        "__campaign_id__", "__campaign_name__", "__aid__", "__aid_name__", "__cid__", "__cid_name__", "__placement__",
        "__clickid__", "__callback_param__", "__ctype__", "__os__", "__ip__", "__ua__", "__ts__",
    ]

    /// Names in braces, folded: Yandex, Google, Bing, Meta, VK, and the fields' own.
    private static let meanings: [String: TagTemplate.Meaning] = [
        "campaign_id": .campaignID, "campaignid": .campaignID, "campaign.id": .campaignID, "ad_plan_id": .campaignID,
        "ad_group_id": .adGroupID, "adgroup_id": .adGroupID, "adgroupid": .adGroupID, "group_id": .adGroupID,
        "gbid": .adGroupID, "adset.id": .adGroupID, "adset_id": .adGroupID,
        "ad_id": .adID, "adid": .adID, "banner_id": .adID, "creative": .adID, "ad.id": .adID,
        "campaign_name": .campaignName, "campaign_name_lat": .campaignName, "campaign.name": .campaignName,
        "campaign": .campaignName, "name": .campaignName, "ad_plan_name": .campaignName,
    ]

    /// The names in braces that tell a campaign, for hints.
    static let spellings = meanings.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }

    /// What a folded name in braces tells, or nil where it tells no campaign.
    static func meaning(of name: String, isDoubled: Bool) -> TagTemplate.Meaning? {
        guard isDoubled else { return meanings[name] }
        // VK writes {{ad_plan_id}} for the campaign and {{campaign_id}} for the group, whose name says as little.
        switch name {
        case "campaign_id": return .campaignOrGroupID
        case "campaign_name": return nil
        default: return meanings[name]
        }
    }

    static func meaning(ofUnderscored name: String) -> TagTemplate.Meaning? {
        switch name {
        case "__campaign_id__": .campaignID
        case "__campaign_name__": .campaignName
        case "__aid__": .adGroupID
        case "__cid__": .adID
        default: nil
        }
    }
}
