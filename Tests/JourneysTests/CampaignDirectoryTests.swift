import Definitions
import Journeys
import Testing
import TestSupport

struct CampaignDirectoryTests {
    static func describe(_ directory: CampaignDirectory) -> [String] {
        directory.campaigns.map { campaign in
            let names = campaign.labels.map { "\($0.from) \($0.label.name) \($0.label.source)/\($0.label.medium)" }
            return "\(campaign.platform) \(campaign.account) \(campaign.id)\(campaign.isNamed ? " named" : ""): "
                + names.joined(separator: "; ")
        }
    }

    static func directory(_ spend: [CampaignSpend]) throws -> CampaignDirectory {
        var builder = CampaignDirectory.Builder(rules: try ShippedRules.rules.get())
        for row in spend { builder.add(row) }
        return builder.directory()
    }

    @Test(arguments: [
        (
            "platforms by field, else by source",
            [
                MatchingBench.spend("1", "A", source: "ya.ru"), MatchingBench.spend("2", "B", source: "yandex_direct"),
                MatchingBench.spend("3", "C", source: "instagram", platform: "Facebook Ads"),
                MatchingBench.spend("", "", source: "avito"),
            ],
            [
                "facebook  3: 2026-01-01 C instagram/cpc", "yandex  1: 2026-01-01 A yandex/cpc",
                "yandex  2: 2026-01-01 B yandex/cpc",
            ]
        ),
        (
            "rows without an account join the one that has the id",
            [MatchingBench.spend("1", "A"), MatchingBench.spend("1", "A", day: "2026-01-02", account: "x")],
            ["yandex x 1: 2026-01-01 A yandex/cpc"]
        ),
        (
            "unless there are two",
            [
                MatchingBench.spend("1", "A"), MatchingBench.spend("1", "A", account: "x"),
                MatchingBench.spend("1", "A", account: "y"),
            ],
            [
                "yandex  1: 2026-01-01 A yandex/cpc", "yandex x 1: 2026-01-01 A yandex/cpc",
                "yandex y 1: 2026-01-01 A yandex/cpc",
            ]
        ),
        (
            "rows with a name alone join the campaign that bore it",
            [MatchingBench.spend("1", "Бренд"), MatchingBench.spend("", "БРЕНД", day: "2026-02-01")],
            ["yandex  1: 2026-01-01 Бренд yandex/cpc; 2026-02-01 БРЕНД yandex/cpc"]
        ),
        (
            "a name is an id for want of another",
            [MatchingBench.spend("", "Бренд"), MatchingBench.spend("", "бренд", day: "2026-02-01")],
            ["yandex  Бренд named: 2026-01-01 Бренд yandex/cpc; 2026-02-01 бренд yandex/cpc"]
        ),
        (
            "history with a row without a name, and one of two mediums a day",
            [
                MatchingBench.spend("1", "", day: "2026-01-01"), MatchingBench.spend("1", "B", day: "2026-01-03"),
                MatchingBench.spend("1", "A", day: "2026-01-02"),
                MatchingBench.spend("1", "B", day: "2026-01-04", medium: "cpm"),
                MatchingBench.spend("1", "B", day: "2026-01-04", medium: "cpc"),
            ],
            ["yandex  1: 2026-01-01 A yandex/cpc; 2026-01-03 B yandex/cpc"]
        ),
    ])
    func campaigns(name: String, spend: [CampaignSpend], expected: [String]) throws {
        let directory = try Self.directory(spend)
        #expect(Self.describe(directory) == expected, "\(name)")
        // Each row of spend finds its campaign, whatever it was joined to.
        for row in spend {
            #expect((directory.campaign(of: row) != nil) == !(row.campaignID.isEmpty && row.campaign.isEmpty))
        }
    }

    /// Whatever the order, and however often rows come: the same directory and the same answers, on every day of their
    /// range.
    @Test func orderPlaysNoPart() throws {
        var random = SeededGenerator()
        print("campaign directory: \(random)")
        let rules = try ShippedRules.rules.get()
        let names = ["Поиск", "poisk", "Бренд", "Бренд_2", "", "РСЯ"]
        let ids = ["", "100001", "100002", "100003"]
        let templates = try TagTemplate.templates(in: "{name}-{campaign_id}")
        for _ in 0..<12 {
            let spend = (0..<30).map { _ in
                CampaignSpend(
                    day: Day(number: Int32(20_000 + random.below(20))),
                    source: ["yandex", "ya", "vk"][random.below(3)],
                    medium: ["cpc", "cpm"][random.below(2)], account: ["", "a", "b"][random.below(3)],
                    campaignID: ids[random.below(ids.count)], campaign: names[random.below(names.count)],
                    adGroupID: ["", "500001", "500002"][random.below(3)], adID: ["", "700001"][random.below(2)])
            }
            var builders = [CampaignDirectory.Builder(rules: rules), CampaignDirectory.Builder(rules: rules)]
            for row in spend { builders[0].add(row, templates: templates) }
            for row in spend.shuffled(using: &random) + spend.shuffled(using: &random).prefix(7) {
                builders[1].add(row, templates: templates)
            }
            let directories = builders.map { $0.directory() }
            try #require(directories[0].campaigns == directories[1].campaigns, "\(random)")
            let matchers = directories.map { CampaignMatcher(directory: $0, rules: rules) }
            for campaign in ["poisk", "Бренд", "brend-2", "rsya", "x-100001", "100002", "500001", "", "брэнд"] {
                let tags = rules.tags(ofVisit: .paid(campaign, source: ["yandex", "vk"][random.below(2)]))
                let clues = CampaignClues(tags: tags)
                let matches = (19_995..<20_025).map { matchers[0].match(clues, on: Day(number: $0)) }
                let days = (19_995..<20_025).map { Day(number: $0) }
                let again = days.map { matchers[1].match(clues, on: $0) }
                try #require(again == matches, "\(random)")
                // An answer that is kept must be what the ladder would say again.
                let areKept = zip(days, matches).allSatisfy { day, match in
                    match.days.contains(day)
                        && zip(days, matches).allSatisfy { other, match2 in
                            var kept = match2
                            kept.days = match.days
                            return !match.days.contains(other) || kept == match
                        }
                }
                try #require(areKept, "\(random)")
                #expect(
                    matchers[0].suggestion(for: clues, on: days[10]) == matchers[1].suggestion(for: clues, on: days[10])
                )
            }
        }
    }
}
