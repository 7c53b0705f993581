import Journeys
import Testing

struct TagTextTests {
    @Test(arguments: [
        ("Yandex", "yandex"),
        ("  CPC \u{A0}", "cpc"),
        ("%D0%BB%D1%91%D0%BD", "лен"),
        ("%25D0%25BB%25D1%2591%25D0%25BD", "лен"),
        ("%2525", "%"),
        ("%252541", "%41"),
        ("Всё ЁЛКА", "все елка"),
        // Decomposed letters, as macOS and some CRMs send them.
        ("и\u{306}е\u{308}", "йе"),
        ("100%", "100%"),
        ("50%zz", "50%zz"),
        // windows-1251, which is no UTF-8: left alone.
        ("%EF%EE", "%ef%ee"),
        ("a+b", "a+b"),
        ("İ", "i\u{307}"),
        ("STRASSE ẞ", "strasse ß"),
        ("", ""),
        (" \t\n", ""),
    ])
    func tidied(raw: String, expected: String) {
        #expect(Array(TagText(raw).text.unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test func plusIsASpaceInAQueryOnly() {
        #expect(TagText("poisk+moskva%2B1", isFormEncoded: true).text == "poisk moskva+1")
    }

    @Test(arguments: [
        ("{campaign_id}", true), ("{{campaign.name}}", true), ("%7Bcampaign_id%7D", true), ("%257Bphrase%257D", true),
        ("%25257Bphrase%25257D", true), ("cid|{ad_id}", true), ("12345678", false), ("(none)", false),
        ("[brand]", false), ("__CAMPAIGN_ID__", true), ("a|__aid_name__", true), ("__leto__", false),
    ])
    func macro(raw: String, hasMacro: Bool) {
        #expect(TagText(raw).hasMacro == hasMacro)
    }
}
