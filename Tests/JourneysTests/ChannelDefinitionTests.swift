import Definitions
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
            _ = try ChannelDefinition.parse(text: text, file: "channels.yml")
            return []
        } catch {
            #expect(error.exitCode == 2)
            return error.diagnostics.map(\.description)
        }
    }

    /// What follows the head, from line 5 on, and the messages it must give.
    @Test(arguments: [
        (
            "rules:\n  - { channel: A, sorce: x }",
            ["6:19: error: unknown condition 'sorce' (did you mean 'source'?)"]
        ),
        ("rules:\n  - { channel: a, source: x }", ["6:16: error: unknown channel 'a' (write 'A')"]),
        ("ruls: []\nrules: []", ["5:1: error: unknown key 'ruls' (did you mean 'rules'?)"]),
        ("rules:\n  - { source: x }", ["6:5: error: the rule has no 'channel' (add 'channel: NAME')"]),
        (
            "rules:\n  - { channel: A }",
            [
                "6:5: error: the rule has no condition and would take every touch "
                    + "(give it one, or name the channel under 'fallback')"
            ]
        ),
        (
            "rules:\n  - { channel: A, paid: yes, source: x }",
            ["6:25: error: 'paid' is either true or false, not 'yes' (write 'paid: true' or 'paid: false')"]
        ),
        (
            "rules:\n  - { channel: A, source: }",
            ["6:27: error: 'source' has no value (write \"\" for a tag that isn't there)"]
        ),
        ("rules:\n  - { channel: A, source: [] }", ["6:27: error: 'source' is an empty list (name at least one)"]),
        (
            "lists: { search: [x] }\nrules:\n  - { channel: A, source: { list: serch } }",
            ["7:35: error: unknown list 'serch' (did you mean 'search'?)"]
        ),
        (
            "rules:\n  - { channel: A, source: { lst: x } }",
            ["6:29: error: unknown key 'lst' (did you mean 'list'?)"]
        ),
        (
            "rules:\n  - { channel: A, source: \"[ab\" }",
            [
                "6:27: error: the pattern '[ab' has a [ without its ] "
                    + "(put a \\ before a mark that is meant literally)"
            ]
        ),
        (
            "rules:\n  - { channel: A, any: [] }",
            ["6:24: error: 'any' must be a list of conditions (write it as [{ source: vk }, { medium: social }])"]
        ),
        ("rules: {}", ["5:8: error: 'rules' must be a list, not a mapping (write each rule after a dash)"]),
        (
            "platforms: { vk: [vk.com], ok: [VK.com] }\nrules: []",
            ["5:33: error: 'VK.com' already stands for 'vk' (keep one of the two)"]
        ),
        (
            "click_ids: { google: [gclid] }\nrules: []",
            ["5:14: error: 'google' is not a source and a medium (write it as 'yandex / cpc: [one, other]')"]
        ),
        (
            "click_ids: { google / cpc: [gclid, gclid] }\nrules: []",
            ["5:36: error: 'gclid' stands twice in 'click_ids' (remove one)"]
        ),
        (
            "lists: { search: yandex }\nrules: []",
            ["5:18: error: 'search' must be a list, not a text (write it as [one, other])"]
        ),
        (
            "direct: { source: [x] }\nrules: []",
            [
                "5:1: error: 'direct' has no 'mediums' (add 'mediums: [(none)]')",
                "5:11: error: unknown key 'source' (did you mean 'sources'?)",
            ]
        ),
    ])
    func mistake(rest: String, messages: [String]) {
        #expect(mistakes(in: Self.head + rest) == messages.map { "channels.yml:\($0)" })
    }

    @Test func everyMistakeIsListed() {
        let text = """
            version: 2
            channels: { A: { en: A, de: A } }
            fallback: B
            rules:
              - { channel: A, medum: x, any: [{ soruce: y }], not: z }
              - { channel: A, source: x, source: y }
            """
        #expect(
            mistakes(in: text) == [
                "channels.yml:1:10: error: unknown version '2' (write '1')",
                "channels.yml:2:13: error: channel 'A' has no 'ru' (add 'ru: Поиск')",
                "channels.yml:2:25: error: unknown key 'de' (known keys: en, ru)",
                "channels.yml:3:11: error: unknown channel 'B' (write 'A')",
                "channels.yml:5:19: error: unknown condition 'medum' (did you mean 'medium'?)",
                "channels.yml:5:37: error: unknown condition 'soruce' (did you mean 'source'?)",
                "channels.yml:5:56: error: 'not' must be a mapping, not a text (write a condition as { source: vk })",
                "channels.yml:6:30: error: key 'source' stands here twice (keep this or the one in line 6)",
            ]
        )
    }

    @Test(arguments: [
        ("", "1:1: error: the file is empty (begin it with 'version: 1')"),
        ("- a", "1:1: error: channel rules must be a mapping, not a list (begin it with 'version: 1')"),
        (
            "a: [",
            "2:1: error: this is not YAML: did not find expected node content "
                + "(check brackets, quotes and how far the line is indented)"
        ),
    ])
    func noDefinitionAtAll(text: String, message: String) {
        #expect(mistakes(in: text) == ["channels.yml:\(message)"])
    }

    @Test func missingKeys() {
        #expect(
            mistakes(in: "lists: {}") == [
                "channels.yml:1:1: error: the file has no 'version' (add 'version: 1')",
                "channels.yml:1:1: error: the file has no 'channels' (add 'channels:' and what belongs under it)",
                "channels.yml:1:1: error: the file has no 'fallback' (add 'fallback: Unassigned')",
                "channels.yml:1:1: error: the file has no 'rules' (add 'rules:' and what belongs under it)",
            ]
        )
    }
}
