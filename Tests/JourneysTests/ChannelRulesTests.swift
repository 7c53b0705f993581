import Definitions
import Journeys
import Testing

/// The rule language itself, with rules of the tests' own.
struct ChannelRulesTests {
    @Test(arguments: [
        ("source: vk", "vk", "", "", true),
        ("source: vk.com", "vk", "", "", true),
        ("source: { list: social }", "m.vk.com", "", "", true),
        ("source: { list: [video, social] }", "vk", "", "", true),
        ("source: [ok, vk]", "vk", "", "", true),
        ("source: { not: vk }", "vk", "", "", false),
        ("source: { not: { list: social } }", "yandex", "", "", true),
        ("{ source: vk, medium: \"*cp*\" }", "vk", "cpc", "", true),
        ("{ source: vk, medium: \"*cp*\" }", "vk", "post", "", false),
        ("any: [{ source: ok }, { medium: cpc }]", "vk", "cpc", "", true),
        ("all: [{ source: vk }, { not: { medium: cpc } }]", "vk", "cpc", "", false),
        ("all: [{ source: vk }, { not: { medium: cpc } }]", "vk", "post", "", true),
        ("campaign: { all: [\"*a*\", \"*b*\", { not: \"*c*\" }] }", "x", "", "ab", true),
        ("campaign: { all: [\"*a*\", \"*b*\", { not: \"*c*\" }] }", "x", "", "abc", false),
        ("campaign: { any: [a, b] }", "x", "", "b", true),
        ("medium: \"\"", "x", "", "", true),
        ("medium: Реклама", "x", "реклама", "", true),
    ])
    func condition(text: String, source: String, medium: String, campaign: String, fits: Bool) throws {
        let conditions = text.hasPrefix("{") ? String(text.dropFirst().dropLast()) : text
        let file = """
            version: 1
            channels: { Hit: { en: Hit, ru: Да }, Miss: { en: Miss, ru: Нет } }
            fallback: Miss
            platforms: { vk: [vk.com, "*.vk.com"] }
            lists: { social: [vk.com, ok], video: [rutube] }
            rules: [{ channel: Hit, \(conditions) }]
            """
        let rules = ChannelRules(try ChannelDefinition.parse(text: file, file: "channels.yml"))
        let tags = rules.tags(ofVisit: RecordedTags(source: source, medium: medium, campaign: campaign))
        #expect(rules.channels[rules.channel(of: tags)].name == (fits ? "Hit" : "Miss"))
    }

    @Test func firstRuleWins() throws {
        let file = """
            version: 1
            channels: { A: { en: A, ru: А }, B: { en: B, ru: Б } }
            fallback: B
            rules:
              - { channel: B, paid: true, referrer: vk.com }
              - { channel: A, click_id: gclid }
              - { channel: A, source: "*" }
            """
        let rules = ChannelRules(try ChannelDefinition.parse(text: file, file: "channels.yml"))
        #expect(
            rules.match(TrafficTags(clickID: "gclid", referrer: "vk.com")) == ChannelMatch(channel: 1, isPaid: true)
        )
        #expect(rules.match(TrafficTags(clickID: "gclid")) == ChannelMatch(channel: 0, isPaid: false))
    }
}
