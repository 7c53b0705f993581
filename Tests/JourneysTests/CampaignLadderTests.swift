import Definitions
import Journeys
import Testing

/// Each rule of the ladder: what it hits, what it misses, and where it can't tell.
struct CampaignLadderTests {
    static let spend = [
        MatchingBench.spend("11111111", "Поиск Москва", group: "5001001", ad: "7001001"),
        MatchingBench.spend("11111111", "Поиск Москва", group: "5001001", ad: "7001002"),
        MatchingBench.spend("22222222", "РСЯ Москва", group: "5002001", ad: "7002001"),
        MatchingBench.spend("33333333", "Бренд", account: "north", group: "shared", ad: "7003001"),
        MatchingBench.spend("44444444", "Бренд", account: "south", group: "shared", ad: "7004001"),
        MatchingBench.spend("20250101", "Новый год"),
        MatchingBench.spend("555", "Короткий"),
        MatchingBench.spend("", "Весна", source: "vk"),
        MatchingBench.spend("66666666", "Лето", source: "vk", ad: "7006001"),
        MatchingBench.spend("12121212", "Media", source: "Яндекс.Директ", medium: "mediynaya"),
        MatchingBench.spend("", "", source: "avito"),
        MatchingBench.spend("77777777", "Reels", source: "instagram", platform: "meta"),
    ]

    typealias Row = (name: String, visit: RecordedTags, expected: String)

    static let rows: [Row] = [
        // 2 url_id
        ("utm_id", .landed("utm_source=yandex&utm_medium=cpc&utm_id=11111111"), "matched url_id campaign 11111111"),
        (
            "campaign_id", .landed("utm_source=ya&utm_medium=cpc&campaign_id=11111111"),
            "matched url_id campaign 11111111"
        ),
        ("campaignid", .landed("utm_source=ya&utm_medium=cpc&campaignid=11111111"), "matched url_id campaign 11111111"),
        ("cid beside a click id", .landed("yclid=1&cid=22222222"), "matched url_id campaign 22222222"),
        ("one id twice", .landed("yclid=1&cid=22222222&utm_id=22222222"), "matched url_id campaign 22222222"),
        ("two ids", .landed("yclid=1&cid=22222222&utm_id=11111111"), "ambiguous url_id 11111111,22222222"),
        ("an unknown id", .landed("yclid=1&cid=99999999"), "not_matched source_medium"),
        ("a short id of a paid visit", .landed("yclid=1&cid=555"), "matched url_id campaign 555"),
        (
            "an address goes before the tag", .landed("yclid=1&utm_campaign=11111111&utm_id=22222222"),
            "matched url_id campaign 22222222"
        ),
        // 3 utm_is_id
        ("the tag is an id", .paid("11111111"), "matched utm_is_id campaign 11111111"),
        ("with spaces around", .paid(" 11111111 "), "matched utm_is_id campaign 11111111"),
        ("an unknown id in the tag", .paid("99999999"), "not_matched source_medium"),
        ("another platform's id", .paid("66666666"), "not_matched source_medium"),
        ("a name that serves as an id", .paid("ВЕСНА", source: "vk"), "matched utm_is_id campaign Весна"),
        // 5 digits
        ("an id within the tag", .paid("poisk-11111111-msk"), "matched digits campaign 11111111"),
        (
            "an id within content", .paid("poisk", content: "cid|11111111|gid|5001001"),
            "matched digits campaign 11111111"
        ),
        ("an id within the term", .paid("poisk", term: "c_11111111"), "matched digits campaign 11111111"),
        ("one id twice in tags", .paid("a_11111111", content: "b_11111111"), "matched digits campaign 11111111"),
        ("two ids in the tag", .paid("11111111_22222222"), "ambiguous digits 11111111,22222222"),
        ("an id beside a date", .paid("sale_20260308_11111111"), "matched digits campaign 11111111"),
        ("a date", .paid("sale_20260308"), "not_matched source_medium"),
        ("a date that is an id", .paid("sale_20250101"), "matched digits campaign 20250101"),
        ("part of a longer number", .paid("x_111111112"), "not_matched source_medium"),
        ("a short id is no evidence within text", .paid("sale_555"), "not_matched source_medium"),
        // 6 ad_id
        ("an ad's id as content", .paid("poisk", content: "7001001"), "matched ad_id ad 11111111"),
        ("a group's id as campaign", .paid("5002001"), "matched ad_id ad_group 22222222"),
        ("group and ad of one campaign", .paid("5001001", content: "7001002"), "matched ad_id ad 11111111"),
        ("group and ad of two", .paid("5001001", content: "7002001"), "ambiguous ad_id 11111111,22222222"),
        ("a group that two campaigns have", .paid("shared"), "ambiguous ad_id north/33333333,south/44444444"),
        ("an ad in the address", .landed("yclid=1&ad_id=7002001"), "matched ad_id ad 22222222"),
        (
            "a group where the campaign should be", .landed("yclid=1&campaign_id=5002001"),
            "matched ad_id ad_group 22222222"
        ),
        // 8 name
        ("the name", .paid("Поиск Москва"), "matched name campaign 11111111"),
        (
            "the name, encoded",
            .landed("yclid=1&utm_campaign=%D0%9F%D0%9E%D0%98%D0%A1%D0%9A+%D0%9C%D0%BE%D1%81%D0%BA%D0%B2%D0%B0"),
            "matched name campaign 11111111"
        ),
        ("the name in Latin letters", .paid("poisk_moskva"), "matched name campaign 11111111"),
        ("one name in two accounts", .paid("brend"), "ambiguous name north/33333333,south/44444444"),
        ("another platform's name", .paid("Лето"), "not_matched source_medium"),
        ("part of a name", .paid("poisk"), "not_matched source_medium"),
        // 9 and what isn't asked
        ("no campaign at all", .paid(), "not_matched source_medium"),
        ("direct", RecordedTags(), "not_applicable"),
        ("a platform without spend", .paid("11111111", source: "google"), "not_applicable"),
        ("spend that names no campaigns", .paid("11111111", source: "avito"), "not_applicable"),
        // What was paid for.
        ("organic search", RecordedTags(referrer: "https://yandex.ru/search"), "not_applicable"),
        ("organic, whatever its tags", .paid("11111111", medium: "organic"), "not_applicable"),
        (
            "organic with a click id", .paid("poisk_moskva", medium: "organic", landing: "https://shop.ru/?yclid=1"),
            "matched name campaign 11111111"
        ),
        (
            "organic with an id in the address",
            .paid(medium: "organic", landing: "https://shop.ru/?utm_id=11111111"), "matched url_id campaign 11111111"
        ),
        (
            "organic with a page's number", .paid(medium: "organic", landing: "https://shop.ru/?cid=555"),
            "not_applicable"
        ),
        ("a post's name", .paid("leto", source: "vk", medium: "social"), "not_applicable"),
        (
            "a post that bears an id", .paid("66666666", source: "vk", medium: "social"),
            "matched utm_is_id campaign 66666666"
        ),
        ("a post that bears a name for an id", .paid("весна", source: "vk", medium: "social"), "not_applicable"),
        (
            "a medium of its own that spend has too", .paid("media", medium: "mediynaya"),
            "matched name campaign 12121212"
        ),
        (
            "the click id of an unpaid link", .landed("utm_source=meta&utm_medium=post&utm_campaign=reels&fbclid=1"),
            "not_applicable"
        ),
        (
            "a source that another platform's spend is booked under", .paid("reels", source: "ig"),
            "matched name campaign 77777777"
        ),
        // Macros.
        ("a macro", .paid("{campaign_id}"), "macro_not_expanded"),
        (
            "a macro beside an id in the address", .landed("yclid=1&utm_campaign={campaign_id}&cid=11111111"),
            "matched url_id campaign 11111111"
        ),
        ("a macro beside an ad", .paid("{{campaign.name}}", content: "7001001"), "matched ad_id ad 11111111"),
        ("a macro in the address", .landed("yclid=1&utm_id={campaignid}"), "macro_not_expanded"),
        ("a macro of an unmarked visit", .paid("{{ad_plan_id}}", source: "vk", medium: "social"), "macro_not_expanded"),
        ("a keyword's macro is no reason", .paid("abc", term: "{keyword}"), "not_matched source_medium"),
    ]

    @Test(arguments: rows.indices)
    func rule(index: Int) throws {
        let row = Self.rows[index]
        #expect(try MatchingBench(Self.spend).say(row.visit) == row.expected, "\(row.name)")
    }

    @Test func clickData() throws {
        let bench = try MatchingBench(Self.spend)
        #expect(try bench.say(.paid("x"), campaignID: "11111111") == "matched platform_click campaign 11111111")
        #expect(try bench.say(.paid("x"), adID: "7001001") == "matched platform_click ad 11111111")
        #expect(
            try bench.say(.paid("x"), campaignID: "11111111", adID: "7001001") == "matched platform_click ad 11111111")
        #expect(
            try bench.say(.paid("x"), campaignID: "22222222", adID: "7001001")
                == "ambiguous platform_click 11111111,22222222")
        #expect(try bench.say(.paid("x"), campaignID: "99999999") == "not_matched source_medium")
        // The platform's own word counts whatever the tags say of the medium.
        #expect(
            try bench.say(.paid("x", medium: "organic"), campaignID: "11111111")
                == "matched platform_click campaign 11111111")
        #expect(try bench.say(.paid("x"), utmID: "11111111") == "matched url_id campaign 11111111")
    }

    /// A touch that every rule would give another campaign, losing the clue of the first rule each time.
    @Test func order() throws {
        let ids = (2...8).map { "\($0)0000000" }
        let spend = zip(ids, ["", "", "", "", "", "", "Осень"]).map { id, name in
            MatchingBench.spend(id, name, ad: id == "60000000" ? "7006006" : "")
        }
        let bench = try MatchingBench(
            spend + [MatchingBench.spend("10000000")], utm: ["t:{campaign_id}"],
            aliases: ["platform,campaign,campaign_id", "yandex,30000000,10000000"])
        let content = "t:40000000"
        let address = "https://shop.ru/?utm_id=20000000"
        #expect(
            try bench.say(.paid("30000000", content: content, landing: address), campaignID: "70000000")
                == "matched alias campaign 10000000")
        let plain = try MatchingBench(
            spend, utm: ["t:{campaign_id}"])
        #expect(
            try plain.say(.paid("30000000", content: content, landing: address), campaignID: "70000000")
                == "matched url_id campaign 20000000")
        #expect(
            try plain.say(.paid("30000000", content: content), campaignID: "70000000")
                == "matched utm_is_id campaign 30000000")
        #expect(
            try plain.say(.paid("x-50000000", content: content), campaignID: "70000000")
                == "matched template campaign 40000000")
        #expect(
            try plain.say(.paid("x-50000000", content: "7006006"), campaignID: "70000000")
                == "matched digits campaign 50000000")
        #expect(
            try plain.say(.paid("osen", content: "7006006"), campaignID: "70000000") == "matched ad_id ad 60000000")
        #expect(try plain.say(.paid("osen"), campaignID: "70000000") == "matched platform_click campaign 70000000")
        #expect(try plain.say(.paid("osen")) == "matched name campaign 80000000")
        #expect(try plain.say(.paid("osen2")) == "not_matched source_medium")
    }

    /// Two accounts of a platform, or its search and its partners, may have one id: each rule then finds both and says so, and
    /// an alias that names the account decides.
    @Test func oneIDOfTwoAccounts() throws {
        let spend = [
            MatchingBench.spend("88888888", "Осень", account: "north", group: "5008001", ad: "7008001"),
            MatchingBench.spend("88888888", "Осень", account: "south", group: "5008001", ad: "7008001"),
        ]
        let bench = try MatchingBench(spend, utm: ["t:{campaign_id}"])
        let both = "north/88888888,south/88888888"
        let visits: [(rule: String, said: String)] = [
            ("url_id", try bench.say(.landed("yclid=1&utm_id=88888888"))),
            ("utm_is_id", try bench.say(.paid("88888888"))),
            ("template", try bench.say(.paid("t:88888888"))),
            ("digits", try bench.say(.paid("x-88888888"))),
            ("ad_id", try bench.say(.paid("x", content: "7008001"))),
            ("platform_click", try bench.say(.paid("x"), campaignID: "88888888")),
            ("name", try bench.say(.paid("osen"))),
        ]
        for visit in visits { #expect(visit.said == "ambiguous \(visit.rule) \(both)") }
        let told = try MatchingBench(
            spend, aliases: ["platform,account,campaign,campaign_id", "yandex,south,88888888,88888888"])
        #expect(try told.say(.paid("88888888")) == "matched alias campaign south/88888888")
    }

    /// An ambiguous or unmatched touch stays in its platform, with what is paid for.
    @Test func anAmbiguousTouchIsNotMatched() throws {
        let match = try MatchingBench(Self.spend).match(.paid("11111111_22222222", medium: "CPC"))
        #expect(
            [match.platform, match.source, match.medium, match.campaign] == [
                "yandex", "yandex", "cpc", "(not matched)",
            ])
        #expect(match.channel.isPaid)
    }

    @Test func anAmbiguousRuleEndsTheLadder() throws {
        // The name would tell, but two ids speak first.
        let bench = try MatchingBench(Self.spend)
        #expect(
            try bench.say(.paid("Поиск Москва", content: "11111111-22222222"))
                == "ambiguous digits 11111111,22222222")
    }

    @Test func aMatchedTouchIsShownAsItsSpend() throws {
        let bench = try MatchingBench(Self.spend)
        let match = try bench.match(.paid("66666666", source: "vk", medium: "social"))
        #expect([match.platform, match.source, match.medium, match.campaign] == ["vk", "vk", "cpc", "Лето"])
        #expect(bench.rules.channels[match.channel.channel].name == "Paid Social")
        #expect(bench.rules.channels[match.ownChannel.channel].name == "Organic Social")
        #expect(match.channelsDisagree && match.channel.isPaid && !match.ownChannel.isPaid)

        let other = try bench.match(.paid("zzz", source: "vk"))
        #expect([other.platform, other.source, other.medium, other.campaign] == ["vk", "vk", "cpc", "(not matched)"])
        #expect(!other.channelsDisagree)
        let none = try bench.match(.paid("zzz", source: "google"))
        #expect([none.platform, none.source, none.medium, none.campaign] == ["", "google", "cpc", "zzz"])
    }
}
