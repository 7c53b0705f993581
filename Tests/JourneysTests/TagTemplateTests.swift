import Definitions
import Journeys
import Testing

/// The tracking templates of the platforms, declared and not.
struct TagTemplateTests {
    struct Platform: Sendable {
        var name: String
        var source: String
        var utm: [String]
        /// Query, and what the ladder says.
        var visits: [(String, String)]
    }

    static let platforms = [
        Platform(
            name: "Yandex Direct, ids", source: "yandex", utm: ["{campaign_id}"],
            visits: [
                ("utm_campaign=87654321&utm_content=7001001&utm_term=okna", "matched utm_is_id campaign 87654321"),
                ("utm_campaign=87654321%7C1", "matched digits campaign 87654321"),
                ("utm_campaign=poisk&utm_content=87654321", "matched template campaign 87654321"),
                ("utm_campaign=%7Bcampaign_id%7D", "macro_not_expanded"),
            ]),
        Platform(
            name: "Yandex Direct, name in Latin letters", source: "yandex", utm: ["{campaign_name_lat}|{source}"],
            visits: [
                ("utm_campaign=letnie_okna%7Cavito.ru", "matched template campaign 87654321"),
                ("utm_campaign=letnie_okna", "matched name campaign 87654321"),
                ("utm_campaign=letnie%7Cavito.ru", "not_matched source_medium"),
                ("utm_campaign={campaign_name_lat}", "macro_not_expanded"),
            ]),
        Platform(
            name: "Yandex Direct, everything in content", source: "yandex",
            utm: ["cid|{campaign_id}|gid|{gbid}|aid|{ad_id}|*"],
            visits: [
                (
                    "utm_campaign=okna&utm_content=cid%7C87654321%7Cgid%7C5001001%7Caid%7C7001001%7Csearch_none",
                    "matched template ad 87654321"
                ),
                (
                    // The campaign is unknown, its group isn't.
                    "utm_content=cid%7C99999999%7Cgid%7C5001001%7Caid%7C1%7C", "matched template ad_group 87654321"
                ),
                (
                    "utm_content=cid%7C87654321%7Cgid%7C5009001%7Caid%7C1%7C",
                    "ambiguous template 13579135,87654321"
                ),
                ("utm_content=cid%7C{campaign_id}%7Cgid%7C{gbid}", "macro_not_expanded"),
            ]),
        Platform(
            name: "Calltouch for Yandex Direct", source: "yandex",
            utm: ["…|c:{campaign_id}|g:{gbid}|b:{banner_id}|k:{phrase_id}"],
            visits: [
                ("utm_content=v2|c:87654321|g:5001001|b:7001001|k:9", "matched template ad 87654321"),
                ("utm_content=c:87654321|g:5001001|b:7001001|k:9", "matched digits campaign 87654321"),
            ]),
        Platform(
            name: "a short id behind a name", source: "yandex", utm: ["{name}_{campaign_id}", "cid:{campaign_id}"],
            visits: [
                ("utm_campaign=brand_moskva_42", "matched template campaign 42"),
                ("utm_campaign=cid:42", "matched template campaign 42"),
                ("utm_campaign=brand_moskva_43", "not_matched source_medium"),
                ("utm_campaign=brand_42_43", "not_matched source_medium"),
                ("utm_campaign=brand_42&utm_content=cid:87654321", "ambiguous template 42,87654321"),
            ]),
        Platform(
            name: "a pasted tracking template", source: "yandex",
            utm: [
                "utm_source=yandex&utm_medium=cpc&utm_campaign={campaign_name}&utm_content=id-{campaign_id}%7C{ad_id}&utm_term={keyword}"
            ],
            visits: [
                ("utm_campaign=x&utm_content=id-42%7C1", "matched template campaign 42"),
                // Of content only: the template of a tag speaks of no other.
                ("utm_campaign=id-42%7C1", "not_matched source_medium"),
            ]),
        Platform(
            name: "VK Ads", source: "vk", utm: ["{{ad_plan_id}}|{{campaign_id}}|{{banner_id}}", "gr-{{campaign_id}}"],
            visits: [
                ("utm_campaign=87654321|5001001|7001001", "matched template ad 87654321"),
                ("utm_campaign=gr-5001001", "matched template ad_group 87654321"),
                ("utm_campaign=gr-42", "matched template campaign 42"),
                ("utm_campaign=5001001", "matched ad_id ad_group 87654321"),
                ("utm_campaign={{ad_plan_id}}", "macro_not_expanded"),
                ("utm_campaign=%7B%7Bcampaign_name%7D%7D", "macro_not_expanded"),
            ]),
        Platform(
            name: "Google Ads ValueTrack", source: "google", utm: ["{campaignid}-{adgroupid}-{creative}"],
            visits: [
                ("utm_campaign=87654321-5001001-7001001", "matched template ad 87654321"),
                ("gclid=x&gad_campaignid=87654321", "matched url_id campaign 87654321"),
                ("utm_campaign={campaignid}", "macro_not_expanded"),
                ("utm_campaign={_campaign}", "macro_not_expanded"),
            ]),
        Platform(
            name: "Meta", source: "facebook", utm: ["{{campaign.name}}::{{adset.id}}::{{ad.id}}", "{{campaign.id}}"],
            visits: [
                ("utm_campaign=87654321", "matched utm_is_id campaign 87654321"),
                ("utm_campaign=Летние окна::0::7001001", "matched template ad 87654321"),
                ("utm_campaign=Летние+окна::0::0", "matched template campaign 87654321"),
                ("utm_campaign={{campaign.id}}", "macro_not_expanded"),
                ("utm_campaign=%257B%257Bcampaign.name%257D%257D", "macro_not_expanded"),
            ]),
        Platform(
            name: "TikTok", source: "tiktok", utm: ["__CAMPAIGN_ID__/__AID__/__CID__", "n:__CAMPAIGN_NAME__"],
            visits: [
                ("utm_campaign=87654321/5001001/7001001", "matched template ad 87654321"),
                ("utm_campaign=n:letnie okna", "matched template campaign 87654321"),
                ("utm_campaign=__CAMPAIGN_ID__", "macro_not_expanded"),
                ("utm_campaign=__CAMPAIGN_NAME__&utm_content=__CID__", "macro_not_expanded"),
                ("utm_campaign=__leto__", "not_matched source_medium"),
            ]),
        Platform(
            name: "Yandex Direct, as its help has it", source: "yandex", utm: [],
            visits: [
                (
                    "utm_campaign=87654321&utm_content=7001001&utm_term=okna&yclid=12345678901",
                    "matched utm_is_id campaign 87654321"
                ),
                // The campaign is unknown, its ad isn't.
                ("utm_campaign=99999999&utm_content=7001001&utm_term=okna", "matched ad_id ad 87654321"),
                ("utm_campaign={campaign_id}&utm_content={ad_id}&utm_term={keyword}", "macro_not_expanded"),
                ("utm_campaign=%7Bcampaign_id%7D&utm_content=7001001", "matched ad_id ad 87654321"),
                ("yclid=12345678901", "not_matched source_medium"),
            ]),
        Platform(
            name: "VK Ads, undeclared", source: "vk", utm: [],
            visits: [
                ("utm_campaign=87654321&utm_content=7001001", "matched utm_is_id campaign 87654321"),
                // What VK calls campaign_id is the group.
                ("utm_campaign=5001001", "matched ad_id ad_group 87654321"),
                ("utm_campaign={{campaign_id}}&utm_content={{banner_id}}", "macro_not_expanded"),
            ]),
        Platform(
            name: "Google Ads, final URL suffix", source: "google", utm: [],
            visits: [
                ("utm_campaign=87654321&utm_content=7001001", "matched utm_is_id campaign 87654321"),
                ("campaignid=87654321&adgroupid=5001001&creative=7001001", "matched url_id campaign 87654321"),
                ("utm_id=87654321&utm_campaign=letnie_okna", "matched url_id campaign 87654321"),
                ("utm_campaign={campaignid}&utm_content={creative}", "macro_not_expanded"),
            ]),
        Platform(
            name: "Meta, undeclared", source: "facebook", utm: [],
            visits: [
                ("utm_id=87654321&utm_campaign={{campaign.name}}", "matched url_id campaign 87654321"),
                (
                    "utm_campaign=%D0%9B%D0%B5%D1%82%D0%BD%D0%B8%D0%B5+%D0%BE%D0%BA%D0%BD%D0%B0",
                    "matched name campaign 87654321"
                ),
                ("utm_campaign=x&utm_content=7001001", "matched ad_id ad 87654321"),
                ("utm_campaign={{campaign.id}}&utm_content={{ad.id}}", "macro_not_expanded"),
            ]),
        Platform(
            name: "TikTok, undeclared", source: "tiktok", utm: [],
            visits: [
                ("utm_campaign=87654321&utm_content=7001001", "matched utm_is_id campaign 87654321"),
                ("utm_campaign=letnie-okna", "matched name campaign 87654321"),
                ("utm_campaign=__CAMPAIGN_ID__&utm_content=7001001", "matched ad_id ad 87654321"),
            ]),
        Platform(
            name: "Bing", source: "bing", utm: ["{CampaignId}~{AdGroupId}~{AdId}"],
            visits: [
                ("utm_campaign=87654321~5001001~7001001", "matched template ad 87654321"),
                ("utm_campaign=87654321", "matched utm_is_id campaign 87654321"),
                ("utm_campaign={CampaignId}", "macro_not_expanded"),
            ]),
    ]

    @Test(arguments: platforms.indices)
    func platform(index: Int) throws {
        let platform = Self.platforms[index]
        let bench = try MatchingBench(
            [
                MatchingBench.spend(
                    "87654321", "Летние окна", source: platform.source, group: "5001001", ad: "7001001"),
                MatchingBench.spend("13579135", "Зима", source: platform.source, group: "5009001"),
                MatchingBench.spend("42", "Сорок два", source: platform.source),
            ], utm: platform.utm)
        for (query, expected) in platform.visits {
            let visit = RecordedTags.landed("utm_source=\(platform.source)&utm_medium=cpc&\(query)")
            #expect(try bench.say(visit) == expected, "\(platform.name): \(query)")
        }
    }

    @Test func templatesOfAnotherPlatformDontCount() throws {
        let rules = try ShippedRules.rules.get()
        var builder = CampaignDirectory.Builder(rules: rules)
        builder.add(MatchingBench.spend("42", source: "vk"), templates: try TagTemplate.templates(in: "x{campaign_id}"))
        builder.add(MatchingBench.spend("42", source: "yandex"))
        let matcher = CampaignMatcher(directory: builder.directory(), rules: rules)
        func status(_ source: String) throws -> CampaignMatch.Status {
            let tags = rules.tags(ofVisit: .paid("x42", source: source))
            return matcher.match(CampaignClues(tags: tags), on: try #require(Day("2026-01-01"))).status
        }
        #expect(try status("vk") == .matched)
        #expect(try status("yandex") == .notMatched)
    }

    @Test(arguments: [
        ("{campaign_id}", "", []), ("{campaign_id}", "a", ["a"]), ("a{campaign_id}b", "ab", []),
        ("a{campaign_id}b", "a1b", ["1"]), ("{x}_{campaign_id}", "_1", ["1"]),
        ("{x}_{campaign_id}", "a_b_1", ["b_1", "1"]), ("{campaign_id}_{x}", "a_b_1", ["a", "a_b"]),
        ("*я{campaign_id}", "яя1", ["я1", "1"]), ("{campaign_id}", "é", ["é"]),
        ("{campaign_id}|{ad_id}", "1|2", ["1", "2"]),
    ])
    func captures(template: String, tag: String, expected: [String]) throws {
        let template = try #require(try TagTemplate.templates(in: template).first)
        #expect(template.captures(in: tag).map(\.text) == expected)
    }
}
