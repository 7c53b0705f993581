import TestSupport

/// Who visits, asks and buys: a few people, each with browsers, an account, a phone and an e-mail address.
extension Life {
    private static let people = 5
    /// A call centre's phone and a company's mailbox.
    private static let sharedPhone = "+7 (495) 987-65-43"
    private static let sharedEmail = "info@firm.ru"

    /// What advertisements are tagged with: ids for one platform and names for another, texts that no campaign knows.
    private static let tags: [String: [String]] = [
        "yandex": ["1000001", "1000002", "1000003", "promo_1000002", "Brand", "poisk", "spring", "20260101", "x"],
        "vk": ["Sale", "sale", "posev_7", "Posts", "ПОСТЫ", "1000001", "zzz"],
        "google": ["brand", "", "17"],
        "news": ["letter", "sale"],
    ]

    /// What spend calls campaigns, ids before names; names change and are borne by two.
    private static let campaigns: [String: [(id: String, name: String)]] = [
        "yandex": [
            ("1000001", "Поиск"), ("1000001", "Brand"), ("1000002", "Brand"), ("1000002", ""), ("", "Brand"),
            ("1000003", "Spring"),
        ],
        "vk": [("", "Sale"), ("", "Posts"), ("", "Посты"), ("1000001", "Sale")],
        "google": [("", ""), ("", "Brand")],
        "news": [("", ""), ("", "Letter")],
    ]

    /// Gives spend a campaign of its platform, sometimes.
    mutating func nameCampaign(_ record: inout LifeRecord) {
        guard let campaigns = Self.campaigns[record.source], !generator.chance(5) else { return }
        (record.campaignID, record.campaign) = generator.one(of: campaigns)
    }

    /// A tag of a source's advertisements.
    mutating func tag(_ source: String) -> String {
        generator.chance(4) ? "" : generator.one(of: Self.tags[source] ?? [""])
    }

    /// A person, mostly the same one throughout.
    private mutating func other(than person: Int) -> Int {
        generator.chance(12) ? generator.below(Self.people) : person
    }

    private mutating func browser(of person: Int) -> String {
        ["17", "17.5", "c17", "18"][person % 4] + "\(person)" + (generator.chance(6) ? "b" : "")
    }

    /// A visit of one of a few browsers, with an id or without.
    mutating func visit(_ day: Int) -> LifeRecord {
        let person = generator.below(Self.people)
        let origin = generator.chance(3) ? ("", "") : generator.one(of: Self.origins)
        var visit = LifeRecord(at: moment(day), source: origin.0, medium: origin.1)
        visit.link = browser(of: other(than: person))
        if generator.chance(4) { visit.account = "u\(other(than: person))" }
        // Without ids, the order of two files' visits of one minute would be that of their contents' hashes.
        if books.definition.visitsOverlap == "sum" || !generator.chance(3) {
            visit.id = id(generator.chance(2) ? "v" : "")
        }
        if !origin.0.isEmpty { visit.campaign = tag(origin.0) }
        visit.isUTC = generator.chance(3)
        return visit
    }

    /// The visits of the last days, which restate days that came before; now and then an id comes twice.
    ///
    /// The first export has some from long before.
    mutating func growSite(_ days: [Int]) {
        func visits(_ days: ClosedRange<Int>, _ most: Int, _ generator: inout SeededGenerator) -> [Int] {
            days.flatMap { day in Array(repeating: day, count: generator.below(most)) }
        }
        var old: [LifeRecord] = []
        if books.shelves["site"] == nil {
            for day in visits((days[0] - 100)...(days[0] - 8), 2, &generator) where !generator.chance(3) {
                old.append(visit(day))
            }
            if !old.isEmpty { books.write(old, "site", "data/site-old.tsv") }
        }
        var fresh: [LifeRecord] = []
        for day in visits((days[0] - generator.below(4))...days[days.count - 1], 5, &generator) {
            fresh.append(visit(day))
            if generator.chance(5) { fresh[fresh.count - 1].id = generator.one(of: fresh).id }
        }
        if !fresh.isEmpty { books.write(fresh, "site", "data/site-\(id("w")).tsv") }
    }

    // MARK: Contacts

    /// Gives a lead what it knows of its person.
    mutating func introduce(_ lead: inout LifeRecord) {
        let person = generator.below(Self.people)
        if !generator.chance(3) { leaveBrowser(&lead, other(than: person)) }
        if generator.chance(4) { lead.account = generator.chance(6) ? "(not set)" : "u\(other(than: person))" }
        if generator.chance(2) { lead.phone = phone(of: other(than: person)) }
        if generator.chance(3) { lead.email = email(of: other(than: person)) }
        lead.kind = generator.one(of: ["", "", "", "call", "manual"])
    }

    /// Gives a deal a contact of its own.
    mutating func sign(_ deal: inout LifeRecord) {
        let person = generator.below(Self.people)
        if generator.chance(6) { leaveBrowser(&deal, person) }
        if generator.chance(4) { deal.phone = phone(of: person) }
        if generator.chance(8) { deal.email = email(of: person) }
        if generator.chance(4) { (deal.source, deal.medium) = generator.one(of: Self.origins) }
    }

    private mutating func leaveBrowser(_ record: inout LifeRecord, _ person: Int) {
        let browser = browser(of: person)
        let isGoogle = browser.hasPrefix("17.5") && !browser.hasSuffix("b")
        record.client =
            switch generator.below(8) {
            case 0: "0"
            case 1 where isGoogle: "GA1.2.\(browser)"
            default: browser
            }
    }

    /// A person's phone as people write it, one that many share, none or an unreadable one.
    mutating func phone(of person: Int) -> String {
        switch generator.below(10) {
        case 0: Self.sharedPhone
        case 1: generator.one(of: ["+7 000 000-00-00", "12", "0000000"])
        case 2...4: "8 (912) 345-67-1\(person)"
        case 5, 6: "7912345671\(person)"
        default: "+7 912 345-67-1\(person)"
        }
    }

    private mutating func email(of person: Int) -> String {
        switch generator.below(8) {
        case 0: Self.sharedEmail
        case 1: generator.one(of: ["test@test.ru", "nobody"])
        case 2...4: "P\(person)@Firm.RU"
        default: "p\(person)@firm.ru"
        }
    }

    /// Corrects one of a lead's contacts or tags.
    mutating func correct(_ lead: inout LifeRecord) {
        let person = generator.below(Self.people)
        switch generator.below(5) {
        case 0: lead.phone = generator.chance(3) ? "" : phone(of: person)
        case 1: lead.email = generator.chance(3) ? "" : email(of: person)
        case 2: leaveBrowser(&lead, person)
        case 3: lead.campaign = lead.source.isEmpty ? "" : tag(lead.source)
        default: lead.kind = generator.one(of: ["", "call", "manual"])
        }
    }
}
