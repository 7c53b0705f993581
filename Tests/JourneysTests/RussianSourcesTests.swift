import Definitions
import Journeys
import Testing

/// The channels of tags as they are met in Russia.
struct RussianSourcesTests {
    @Test(arguments: [
        // Yandex
        ("yandex", "cpc", "12345678", "Paid Search"),
        ("Yandex", "CPC", "poisk_moskva", "Paid Search"),
        ("ya", "cpc", "", "Paid Search"),
        ("direct", "cpc", "", "Paid Search"),
        ("yandex_direct", "cpc", "", "Paid Search"),
        ("yandex.direct", "cpc", "{campaign_id}", "Paid Search"),
        ("Яндекс.Директ", "cpc", "", "Paid Search"),
        ("yandex", "organic", "", "Organic Search"),
        ("yandex", "cpm", "", "Paid Search"),
        ("yandex", "display", "", "Display"),
        ("yandex.ru", "referral", "", "Organic Search"),
        ("ya.ru", "organic", "", "Organic Search"),
        ("yandex_maps", "organic", "", "Maps and Directories"),
        ("yandex.maps", "cpc", "", "Maps and Directories"),
        ("market.yandex.ru", "cpc", "", "Paid Shopping"),
        ("market.yandex.ru", "referral", "", "Organic Shopping"),
        // Google, Mail, Rambler
        ("google", "cpc", "", "Paid Search"),
        ("google_ads", "ppc", "", "Paid Search"),
        ("google.ru", "organic", "", "Organic Search"),
        ("google", "cpc", "cross-network_pmax", "Cross-network"),
        ("rambler", "organic", "", "Organic Search"),
        ("go.mail.ru", "organic", "", "Organic Search"),
        // Social networks
        ("vk", "cpc", "", "Paid Social"),
        ("vk", "target", "", "Paid Social"),
        ("vk.com", "targeting", "", "Paid Social"),
        ("vkontakte", "cpm", "", "Paid Social"),
        ("ВКонтакте", "Таргет", "", "Paid Social"),
        ("mytarget", "cpc", "", "Paid Social"),
        ("vk", "social", "", "Organic Social"),
        ("vk", "post", "", "Organic Social"),
        ("m.vk.com", "referral", "", "Organic Social"),
        ("ok.ru", "referral", "", "Organic Social"),
        ("dzen", "article", "", "Organic Social"),
        ("zen.yandex.ru", "referral", "", "Organic Social"),
        ("telegram", "post", "", "Organic Social"),
        ("tg", "posev", "", "Paid Social"),
        ("t.me", "cpc", "", "Paid Social"),
        ("max", "post", "", "Organic Social"),
        ("tenchat", "post", "", "Organic Social"),
        ("pikabu", "cpc", "", "Paid Social"),
        ("habr", "article", "", "Organic Social"),
        ("facebook", "paid_social", "", "Paid Social"),
        ("ig", "story", "", "Organic Social"),
        // Video
        ("rutube", "cpm", "", "Paid Video"),
        ("rutube.ru", "referral", "", "Organic Video"),
        ("youtube", "organic", "", "Organic Video"),
        // Marketplaces, classifieds, maps
        ("ozon", "cpc", "", "Paid Shopping"),
        ("wildberries", "referral", "", "Organic Shopping"),
        ("wb", "", "", "Organic Shopping"),
        ("avito", "cpc", "", "Classifieds"),
        ("avito.ru", "referral", "", "Classifieds"),
        ("cian", "cpc", "", "Classifieds"),
        ("2gis", "organic", "", "Maps and Directories"),
        ("2gis.ru", "referral", "", "Maps and Directories"),
        ("zoon.ru", "referral", "", "Maps and Directories"),
        // Messengers, mail, partners
        ("whatsapp", "", "", "Messengers"),
        ("wa.me", "referral", "", "Messengers"),
        ("viber", "message", "", "Messengers"),
        ("shop-bot", "chatbot", "", "Messengers"),
        ("unisender", "email", "digest", "Email"),
        ("newsletter", "email", "", "Email"),
        ("e.mail.ru", "referral", "", "Email"),
        ("mail.yandex.ru", "referral", "", "Email"),
        ("admitad", "cpa", "", "Affiliates"),
        ("partner42", "affiliate", "", "Affiliates"),
        ("sms", "", "", "SMS"),
        ("crm", "web_push", "", "Mobile Push Notifications"),
        // Everything else
        ("chatgpt.com", "referral", "", "AI Assistants"),
        ("chatgpt.com", "", "", "AI Assistants"),
        ("partner-site.ru", "referral", "", "Referral"),
        ("partner-site.ru", "cpc", "", "Paid Other"),
        ("partner-site.ru", "banner", "", "Display"),
        ("ivanov_blog", "blogger", "", "Paid Other"),
        ("kiosk", "qr", "", "Offline"),
        ("partner-site.ru", "", "", "Unassigned"),
        ("", "", "spring", "Unassigned"),
        ("(direct)", "(none)", "", "Direct"),
        ("direct", "none", "", "Direct"),
        ("direct", "(none)", "", "Direct"),
        ("direct", "direct", "", "Direct"),
        ("direct", "", "", "Direct"),
        ("", "", "", "Direct"),
    ])
    func taggedVisit(source: String, medium: String, campaign: String, channel: String) throws {
        let tags = RecordedTags(source: source, medium: medium, campaign: campaign)
        #expect(try ShippedRules.channel(ofVisit: tags) == channel)
    }

    /// Visits without tags: landing page and referrer tell.
    @Test(arguments: [
        ("https://shop.ru/?yclid=1718280000123456789", "https://yandex.ru/", "Paid Search"),
        ("https://shop.ru/?gclid=Cj0KCQ", "", "Paid Search"),
        ("https://shop.ru/?ymclid=17", "", "Paid Shopping"),
        ("https://shop.ru/?rb_clickid=17", "", "Paid Social"),
        ("https://shop.ru/?ttclid=17", "", "Paid Social"),
        ("https://shop.ru/?fbclid=IwAR1", "https://l.facebook.com/", "Organic Social"),
        ("https://shop.ru/", "https://yandex.ru/search/?text=", "Organic Search"),
        ("https://shop.ru/", "https://ya.ru/", "Organic Search"),
        ("https://shop.ru/", "https://www.google.com/", "Organic Search"),
        ("https://shop.ru/", "android-app://com.google.android.googlequicksearchbox/", "Organic Search"),
        ("https://shop.ru/", "https://yandex.ru/maps/org/shop/1/", "Maps and Directories"),
        ("https://shop.ru/", "https://2gis.ru/moscow/firm/1", "Maps and Directories"),
        ("https://shop.ru/", "https://away.vk.com/away.php", "Organic Social"),
        ("https://shop.ru/", "https://web.telegram.org/", "Organic Social"),
        ("https://shop.ru/", "https://e.mail.ru/", "Email"),
        ("https://shop.ru/", "https://www.avito.ru/moskva", "Classifieds"),
        ("https://shop.ru/", "https://chatgpt.com/", "AI Assistants"),
        ("https://shop.ru/", "https://some.blog.ru/post/1", "Referral"),
        ("https://shop.ru/b", "https://shop.ru/a", "Direct"),
        ("https://shop.ru/b", "https://www.blog.shop.ru/a", "Direct"),
        ("https://shop.ru/", "", "Direct"),
    ])
    func untaggedVisit(landing: String, referrer: String, channel: String) throws {
        #expect(try ShippedRules.channel(ofVisit: RecordedTags(referrer: referrer, landing: landing)) == channel)
    }

    @Test(arguments: [
        ("yandex", "cpc", true), ("vk", "target", true), ("avito", "cpc", true), ("admitad", "cpa", true),
        ("avito", "referral", false), ("yandex", "organic", false), ("(direct)", "(none)", false), ("x", "y", false),
    ])
    func paid(source: String, medium: String, isPaid: Bool) throws {
        let rules = try ShippedRules.rules.get()
        let tags = rules.tags(ofVisit: RecordedTags(source: source, medium: medium))
        #expect(rules.match(tags).isPaid == isPaid)
    }

    @Test func everyChannelHasARuleAndTwoTitles() throws {
        let text = try #require(SchemaLibrary.embedded.files["channels.yml"])
        let definition = try ChannelDefinition.parse(text: text, file: "channels.yml")
        for (index, channel) in definition.channels.enumerated() {
            #expect(index == definition.fallback || definition.rules.contains { $0.channel == index }, "\(channel)")
            #expect(!channel.title.en.isEmpty && !channel.title.ru.isEmpty)
        }
        #expect(Set(definition.channels.map(\.name)).count == definition.channels.count)
        #expect(text.utf8.count < 60_000)
    }
}
