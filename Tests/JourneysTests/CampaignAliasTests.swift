import Definitions
import Journeys
import Testing

struct CampaignAliasTests {
    static let spend = [
        MatchingBench.spend("11111111", "Поиск"), MatchingBench.spend("22222222", "Сети"),
        MatchingBench.spend("1", "Первая", source: "vk", account: "a"),
        MatchingBench.spend("1", "Первая", source: "vk", account: "b"),
        MatchingBench.spend("", "Щит на Ленина", source: "gallery", medium: "billboard"),
    ]

    static let file = [
        "platform,account,source,medium,campaign,campaign_id,from,to",
        "yandex,,,,spring,11111111,,2026-02-28",
        "Яндекс.Директ,,,,spring,22222222,2026-03-01,",
        "yandex,,,,ret*,22222222,,",
        "yandex,,,,retail*,11111111,,",
        "yandex,,partner.ru,,*,11111111,,",
        "vk,b,,,first,1,,",
        "vk,,,,any,1,,",
        "vk,b,,social,post,1,,",
        "gallery,,,,qr,щит на ленина,,",
        "yandex,,,,gone,99999999,,",
        ",,yandex,organic,card,11111111,,",
    ]

    @Test(arguments: [
        ("by day", RecordedTags.paid("SPRING"), "2026-02-28", "matched alias campaign 11111111"),
        ("the next day", .paid("spring"), "2026-03-01", "matched alias campaign 22222222"),
        ("a pattern", .paid("ret_1"), "2026-03-01", "matched alias campaign 22222222"),
        ("two patterns", .paid("retail_1"), "2026-03-01", "ambiguous alias 11111111,22222222"),
        ("a source of its own", .paid("abc", source: "partner.ru"), "2026-03-01", "matched alias campaign 11111111"),
        (
            "its source without a campaign", RecordedTags(referrer: "https://partner.ru/"), "2026-03-01",
            "matched alias campaign 11111111"
        ),
        ("a source that no alias names", .paid("spring", source: "google"), "2026-03-01", "not_applicable"),
        ("by account", .paid("first", source: "vk"), "2026-03-01", "matched alias campaign b/1"),
        ("without account", .paid("any", source: "vk"), "2026-03-01", "ambiguous alias a/1,b/1"),
        (
            "a medium that is named", .paid("post", source: "vk", medium: "social"), "2026-03-01",
            "matched alias campaign b/1"
        ),
        ("another medium than is named", .paid("post", source: "vk"), "2026-03-01", "not_matched source_medium"),
        (
            "a name for an id", .paid("qr", source: "gallery", medium: "offline"), "2026-03-01",
            "matched alias campaign Щит на Ленина"
        ),
        ("a campaign that no spend has", .paid("gone"), "2026-03-01", "not_matched source_medium"),
        ("organic without a medium in the alias", .paid("ret_1", medium: "organic"), "2026-03-01", "not_applicable"),
        ("organic that is named", .paid("card", medium: "organic"), "2026-03-01", "matched alias campaign 11111111"),
    ])
    func alias(name: String, visit: RecordedTags, day: String, expected: String) throws {
        let bench = try MatchingBench(Self.spend, aliases: Self.file)
        #expect(try bench.say(visit, on: day) == expected, "\(name)")
    }

    @Test func validityBoundsTheAnswer() throws {
        let bench = try MatchingBench(Self.spend, aliases: Self.file)
        #expect(try bench.match(.paid("spring"), on: "2026-02-28").days.upperBound == Day("2026-02-28"))
        #expect(try bench.match(.paid("spring"), on: "2026-03-01").days.lowerBound == Day("2026-03-01"))
        #expect(bench.matcher.aliasesWithoutCampaign.map(\.line) == [11])
    }

    @Test(arguments: [
        (
            [],
            "aliases.csv:1: error: the alias file is empty (begin it with 'platform,account,source,medium,campaign,campaign_id,from,to')"
        ),
        (
            ["platform,campaing,campaign_id,campaign_id"],
            "aliases.csv:1: error: unknown column 'campaing' (did you mean 'campaign'?)\n"
                + "aliases.csv:1: error: column 'campaign_id' stands twice (remove one)"
        ),
        (
            ["campaign"],
            "aliases.csv:1: error: the alias file has no column 'campaign_id' (its columns: platform,account,source,medium,campaign,campaign_id,from,to)\n"
                + "aliases.csv:1: error: the alias file has neither a column 'platform' nor 'source' (its columns: platform,account,source,medium,campaign,campaign_id,from,to)"
        ),
        (
            [
                "platform,campaign,campaign_id,from,to", "yandex,a,1", "yandex,,1,,", "yandex,a,,,", ",a,1,,",
                "yandex,[a,1,,", "yandex,a,1,1.1.2026,", "yandex,a,1,2026-02-01,2026-01-01", ",,,,", "yandex,ok,1,,",
                "yandex,OK,2,2026-01-01,", "yandex,ok,1,,",
            ],
            """
            aliases.csv:2: error: the row has 3 fields, the header has 5 (put quotes around a text that holds the delimiter)
            aliases.csv:3: error: 'campaign' is empty (write the tag, or * for whatever it is)
            aliases.csv:4: error: 'campaign_id' is empty (write the campaign's id as spend has it)
            aliases.csv:5: error: the row names neither platform nor source (write the platform the campaign belongs to, such as yandex)
            aliases.csv:6: error: the campaign pattern has a [ without its ] (put a \\ before a mark that is meant literally)
            aliases.csv:7: error: 'from' is no day (write year, month and day, such as 2026-01-31, or leave it empty)
            aliases.csv:8: error: the last day is before the first (swap 'from' and 'to')
            aliases.csv:11: error: line 10 gives the same tags another campaign on the same days (remove one, or limit them with 'from' and 'to')
            aliases.csv:12: error: line 11 gives the same tags another campaign on the same days (remove one, or limit them with 'from' and 'to')
            """
        ),
    ])
    func errors(lines: [String], expected: String) throws {
        let rules = try ShippedRules.rules.get()
        let rows = lines.enumerated().map { index, line in
            CampaignAliases.Row(
                line: index + 1, fields: line.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
        }
        let failure = #expect(throws: Failure.self) {
            try CampaignAliases(rows: rows, file: "aliases.csv", rules: rules)
        }
        #expect(failure?.diagnostics.map(\.description).joined(separator: "\n") == expected)
        #expect(failure?.kind == .definition)
    }

    @Test(arguments: [
        ("poisk_moskv", "yandex,,,,poisk_moskv,11111111,,", 916),
        ("moskva_poisk", "yandex,,,,moskva_poisk,11111111,,", 1000),
        ("Brend, [north]", "yandex,,,,\"brend, \\[north]\",22222222,,", 1000),
        ("first1", "vk,a,,,first1,1,,", 833),
    ])
    func suggestion(tag: String, line: String, similarity: Int) throws {
        let bench = try MatchingBench([
            MatchingBench.spend("11111111", "Поиск Москва"), MatchingBench.spend("22222222", "Бренд (north)"),
            MatchingBench.spend("1", "First", source: "vk", account: "a"),
            MatchingBench.spend("1", "First", source: "vk", account: "b"),
        ])
        let source = line.hasPrefix("vk") ? "vk" : "yandex"
        let clues = CampaignClues(tags: bench.rules.tags(ofVisit: .paid(tag, source: source)))
        let day = try #require(Day("2026-03-01"))
        let suggestion = bench.matcher.suggestion(for: clues, on: day)
        #expect(suggestion?.line == line)
        #expect(suggestion?.similarity == similarity)
        // Nothing is applied by itself, and the line does what it says.
        if similarity < 1000 { #expect(bench.matcher.match(clues, on: day).status == .notMatched) }
    }

    @Test(arguments: ["sale", "99999999", "{campaign_id}", "", "11111112"])
    func noSuggestion(tag: String) throws {
        let bench = try MatchingBench([
            MatchingBench.spend("11111111", "Поиск Москва"), MatchingBench.spend("11111113"),
        ])
        let clues = CampaignClues(tags: bench.rules.tags(ofVisit: .paid(tag)))
        #expect(bench.matcher.suggestion(for: clues, on: try #require(Day("2026-03-01"))) == nil)
    }
}
