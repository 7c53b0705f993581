import Definitions
import Journeys
import Testing

struct LeadTouchTests {
    /// What a lead records, and the source / medium / campaign of its touch.
    static let leads: [(name: String, recorded: RecordedTags, tags: String)] = [
        (
            "the landing page's tags go before the fields",
            RecordedTags(
                source: "google",
                medium: "organic",
                landing: "https://shop.ru/?utm_source=YANDEX&utm_medium=cpc&utm_campaign=%D0%BF%D0%BE%D0%B8%D1%81%D0%BA"
            ), "yandex / cpc / поиск"
        ),
        (
            "fields, where the landing page has no source",
            RecordedTags(source: "vk", medium: "cpc", campaign: "A", landing: "https://shop.ru/?utm_campaign=b"),
            "vk / cpc / a"
        ),
        (
            "fields go before a click id",
            RecordedTags(source: "vk", medium: "social", landing: "https://shop.ru/?gclid=abc"), "vk / social / "
        ),
        (
            "a click id fills in for tags without a source",
            RecordedTags(landing: "https://shop.ru/?utm_campaign=42&yclid=1"), "yandex / cpc / 42"
        ),
        (
            "a click id outweighs fields that only say direct",
            RecordedTags(source: "(direct)", medium: "(none)", landing: "https://shop.ru/?yclid=1"), "yandex / cpc / "
        ),
        (
            "a click id replaces a source that is an unexpanded macro",
            RecordedTags(landing: "https://shop.ru/?utm_source={source}&utm_medium={type}&gclid=1"), "google / cpc / "
        ),
        ("a click id field with its name", RecordedTags(clickID: "yclid=1718280000123456789"), "yandex / cpc / "),
        ("a click id field with its name and a colon", RecordedTags(clickID: "gclid:abc"), "google / cpc / "),
        ("a bare Yandex click id", RecordedTags(clickID: "1718280000123456789"), "yandex / cpc / "),
        ("a bare Google click id", RecordedTags(clickID: "Cj0KCQiA1234567890abcdef"), "google / cpc / "),
        ("a search engine as referrer", RecordedTags(referrer: "https://yandex.ru/search/"), "yandex / organic / "),
        ("another site as referrer", RecordedTags(referrer: "https://www.blog.ru/post"), "blog.ru / referral / "),
        (
            "a CRM source where the referrer is the site itself",
            RecordedTags(referrer: "https://shop.ru/", landing: "https://shop.ru/contacts", crmSource: "Авито"),
            "avito / crm / "
        ),
        (
            "a referrer goes before the CRM source", RecordedTags(referrer: "vk.com", crmSource: "Звонок"),
            "vk / referral / "
        ),
        ("a CRM source that names a medium", RecordedTags(crmSource: "Яндекс.Директ"), "yandex / cpc / "),
        ("a CRM source that is a platform", RecordedTags(crmSource: "ВКонтакте"), "vk / crm / "),
        ("any other CRM source", RecordedTags(crmSource: "Рекомендация"), "рекомендация / crm / "),
        ("an explicit direct", RecordedTags(source: "(direct)", medium: "(none)"), "(direct) / (none) / "),
        ("Direct is Yandex's with a medium", RecordedTags(source: "direct", medium: "cpc"), "yandex / cpc / "),
        ("a campaign alone", RecordedTags(campaign: "Spring"), " /  / spring"),
        ("a campaign and a CRM source", RecordedTags(campaign: "Spring", crmSource: "vk"), "vk / crm / spring"),
        ("a whole address as source", RecordedTags(source: "https://www.vk.com/club1", medium: "post"), "vk / post / "),
    ]

    @Test(arguments: leads.indices)
    func tags(index: Int) throws {
        let lead = Self.leads[index]
        guard case .touch(let tags) = try ShippedRules.rules.get().touch(ofLead: lead.recorded) else {
            Issue.record("unattributed: \(lead.name)")
            return
        }
        #expect("\(tags.source) / \(tags.medium) / \(tags.campaign)" == lead.tags, "\(lead.name)")
    }

    @Test(arguments: [
        RecordedTags(),
        RecordedTags(landing: "https://shop.ru/"),
        RecordedTags(referrer: "https://shop.ru/a", landing: "https://www.shop.ru/b"),
        RecordedTags(source: " ", crmSource: "\u{A0}"),
        RecordedTags(clickID: "42"),
    ])
    func nothing(recorded: RecordedTags) throws {
        #expect(try ShippedRules.rules.get().touch(ofLead: recorded) == .unattributed(.noTouch))
    }

    @Test(arguments: [
        ("Звонок", "CRM Source"), ("Рекомендация", "CRM Source"), ("Яндекс", "Organic Search"),
        ("2ГИС", "Maps and Directories"),
        ("Google Ads", "Paid Search"), ("Telegram", "Organic Social"), ("E-mail", "Email"),
    ])
    func channelOfACRMSource(text: String, channel: String) throws {
        let rules = try ShippedRules.rules.get()
        guard case .touch(let tags) = rules.touch(ofLead: RecordedTags(crmSource: text)) else {
            Issue.record("unattributed")
            return
        }
        #expect(rules.channels[rules.channel(of: tags)].name == channel)
    }

    @Test func spendMeetsTouches() throws {
        let rules = try ShippedRules.rules.get()
        let spend = rules.tags(ofSpendFrom: "Яндекс.Директ", medium: "CPC", campaign: "Поиск Ёлки")
        let landing =
            "https://shop.ru/?utm_source=ya&utm_medium=cpc&utm_campaign=%D0%9F%D0%BE%D0%B8%D1%81%D0%BA+%D0%81%D0%BB%D0%BA%D0%B8"
        #expect(spend == TrafficTags(source: "yandex", medium: "cpc", campaign: "поиск елки"))
        #expect(rules.touch(ofLead: RecordedTags(landing: landing)) == .touch(spend))
    }

    @Test func macrosAndEvidenceAreKept() throws {
        let landing = "https://shop.ru/?utm_source=yandex&utm_medium=cpc&utm_campaign={campaign_id}&yclid=7"
        let recorded = RecordedTags(referrer: "https://yandex.ru/", landing: landing)
        let tags = try ShippedRules.rules.get().tags(ofVisit: recorded)
        #expect(
            tags
                == TrafficTags(
                    source: "yandex",
                    medium: "cpc",
                    campaign: "{campaign_id}",
                    clickID: "yclid",
                    referrer: "yandex.ru",
                    macroNotExpanded: true
                )
        )
    }
}
