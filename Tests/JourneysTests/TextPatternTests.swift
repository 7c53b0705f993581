import Definitions
import Testing

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
