import Definitions
import Journeys
import Testing

struct ChannelDefinitionTests {
    private static let head = """
        version: 1
        channels:
          A: { en: A, ru: А }
        fallback: A

        """

    private func mistakes(in text: String) -> [String] {
        do throws(Failure) {
            _ = try ChannelDefinition(reading: text, file: "channels.yml")
            return []
        } catch {
            #expect(error.exitCode == 2)
            return error.diagnostics.map(\.description)
        }
    }

    /// What follows the head, from line 5 on, and the one message it must give.
    @Test(arguments: [
        (
            "rules:\n  - { channel: A, sorce: x }",
            "6:19: error: unknown condition 'sorce' (did you mean 'source'?)"
        ),
        (
            "rules:\n  - { channel: a, source: x }",
            "6:16: error: unknown channel 'a' (did you mean 'A'?)"
        ),
        ("ruls: []\nrules: []", "5:1: error: unknown key 'ruls' (did you mean 'rules'?)"),
        (
            "rules:\n  - { source: x }",
            "6:5: error: a rule names no channel (add 'channel:' with one of those listed under 'channels')"
        ),
        (
            "rules:\n  - { channel: A }",
            "6:5: error: a rule has no condition and would take every touch (give it one, or use 'fallback')"
        ),
        ("rules:\n  - { channel: A, paid: yes, source: x }", "6:25: error: 'paid' must be true or false"),
        (
            "rules:\n  - { channel: A, source: }",
            "6:27: error: a condition has no text (write \"\" for a tag that isn't there)"
        ),
        ("rules:\n  - { channel: A, source: [] }", "6:27: error: a list of texts is empty, so nothing would match"),
        (
            "lists: { search: [x] }\nrules:\n  - { channel: A, source: { list: serch } }",
            "7:35: error: unknown list 'serch' (did you mean 'search'?)"
        ),
        (
            "rules:\n  - { channel: A, source: { lst: x } }",
            "6:29: error: unknown key 'lst' (did you mean 'list'?)"
        ),
        ("rules:\n  - { channel: A, source: \"[ab\" }", "6:27: error: the pattern '[ab' has a [ without its ]"),
        ("rules: {}", "5:8: error: 'rules' must be a list, each rule after a dash"),
        (
            "platforms: { vk: [vk.com], ok: [VK.com] }\nrules: []",
            "5:33: error: 'VK.com' is already an alias of 'vk'"
        ),
        (
            "click_ids: { google: [gclid] }\nrules: []",
            "5:14: error: 'google' isn't a source and a medium (write it as 'yandex / cpc')"
        ),
        (
            "click_ids: { google / cpc: [gclid, gclid] }\nrules: []",
            "5:36: error: 'gclid' stands twice in 'click_ids'"
        ),
        (
            "lists: { search: yandex }\nrules: []",
            "5:18: error: 'search' must be a list of texts (write it as [one, two])"
        ),
        ("direct: { source: [x] }\nrules: []", "5:11: error: unknown key 'source' (did you mean 'sources'?)"),
    ])
    func mistake(rest: String, message: String) {
        #expect(mistakes(in: Self.head + rest) == ["channels.yml:\(message)"])
    }

    @Test func everyMistakeIsListed() {
        let text = """
            version: 2
            channels: { A: { en: A, de: A } }
            fallback: B
            rules:
              - { channel: A, medum: x, any: [{ soruce: y }], not: z }
            """
        #expect(
            mistakes(in: text) == [
                "channels.yml:1:10: error: 'version' must be 1 (this program reads version 1)",
                "channels.yml:2:25: error: unknown key 'de' (known here: en, ru)",
                "channels.yml:3:11: error: unknown channel 'B' (did you mean 'A'?)",
                "channels.yml:5:19: error: unknown condition 'medum' (did you mean 'medium'?)",
                "channels.yml:5:37: error: unknown condition 'soruce' (did you mean 'source'?)",
                "channels.yml:5:56: error: a condition must be a mapping of 'key: value'",
            ]
        )
    }

    @Test(arguments: [
        ("", "channels.yml: error: the file is empty"),
        ("- a", "channels.yml:1:1: error: the file must be a mapping of 'key: value'"),
        ("a: [", "channels.yml:2:1: error: this isn't YAML: did not find expected node content"),
        ("rules: []\nrules: []", "channels.yml:1:1: error: the same key stands twice: 'rules' (keep one of them)"),
    ])
    func noDefinitionAtAll(text: String, message: String) {
        #expect(mistakes(in: text) == [message])
    }

    @Test func missingKeys() {
        #expect(
            mistakes(in: "lists: {}").map { $0.replacing("channels.yml:1:1: error: ", with: "") }
                == ["'version' is missing", "'channels' is missing", "'fallback' is missing", "'rules' is missing"]
        )
    }
}

struct TextPatternTests {
    @Test(arguments: [
        ("abc", "abc", true), ("abc", "abcd", false), ("", "", true), ("", "a", false), ("*", "", true),
        ("a*", "a", true), ("*a", "ba", true), ("*cp*", "xcpm", true), ("*cp*", "c p", false),
        ("a*b*c", "a-b-b-c", true),
        ("a*b*c", "a-c-b", false), ("a?c", "abc", true), ("a?c", "ac", false), ("[ab]c", "bc", true),
        ("[!ab]c", "bc", false), ("[!ab]c", "cc", true), ("[a-c]", "b", true), ("[a-c]", "d", false),
        ("\\*", "*", true),
        ("\\*", "x", false), ("[*]", "*", true), ("[a-]", "-", true), ("ЁЖ*", "ежик", true), ("**a", "a", true),
        // GA4's ^(.*(([^a-df-z]|^)shop|shopping).*)$, as the shipped rules write it.
        ("*[!a-df-z]shop*", "my shop", true), ("*[!a-df-z]shop*", "eshop", true),
        ("*[!a-df-z]shop*", "workshop", false),
        ("shop*", "shopify", true), ("*shopping*", "workshopping", true),
    ])
    func matching(pattern: String, text: String, matches: Bool) throws {
        #expect(try TextPattern(pattern).matches(text) == matches)
    }

    @Test(arguments: ["[", "[a", "[]", "[!]", "[b-a]", "a\\"])
    func malformed(pattern: String) {
        #expect(throws: TextPattern.Malformed.self) { try TextPattern(pattern) }
    }

    @Test func plainTextsAndHosts() throws {
        #expect(try TextPattern("VK.com").literal == "vk.com")
        #expect(try TextPattern("v*").literal == nil)
        #expect(try TextPattern("*.vk.com").hostSuffix == ".vk.com")
        #expect(try TextPattern("*vk.com").hostSuffix == nil)
        #expect(try TextPattern("*.vk.*").hostSuffix == nil)
    }
}
