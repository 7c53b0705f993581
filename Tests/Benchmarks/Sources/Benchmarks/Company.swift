internal import Glibc

/// A year of one shop, of any size, the same for the same seed.
///
/// Every row is a function of its number, so that files can be cut by day, by part or in another order without holding
/// them: as many visits as asked for, one lead to 50 visits, two deals to five leads, and the spend of 160 campaigns.
struct Company: Sendable {
    static let days = 365
    /// A source of visits; a weight is one of 100.
    struct Source {
        let source: StaticString
        let medium: StaticString
        let weight: Int
        let referrer: StaticString

        var isPaid: Bool { medium == "cpc" || medium == "paid_social" }
        var hasTags: Bool { source.utf8CodeUnitCount > 0 }
    }

    static let sources = [
        Source(source: "yandex", medium: "cpc", weight: 22, referrer: "https://yandex.ru/"),
        Source(source: "google", medium: "cpc", weight: 16, referrer: "https://www.google.com/"),
        Source(source: "vk", medium: "cpc", weight: 9, referrer: "https://vk.com/"),
        Source(source: "facebook", medium: "paid_social", weight: 6, referrer: "https://l.facebook.com/"),
        Source(source: "newsletter", medium: "email", weight: 6, referrer: ""),
        Source(source: "", medium: "", weight: 17, referrer: ""),
        Source(source: "", medium: "", weight: 12, referrer: "https://yandex.ru/search/"),
        Source(source: "", medium: "", weight: 7, referrer: "https://www.google.com/search"),
        Source(source: "partner", medium: "referral", weight: 5, referrer: "https://partner.example/"),
    ]
    /// The source whose first campaign an alias moves to the second.
    static let aliasedSource = 2
    /// The source of each of 100 parts.
    private static let sourceOfPart = sources.indices.flatMap { Array(repeating: $0, count: sources[$0].weight) }

    struct Visit {
        var number: Int
        /// Seconds since the year began.
        var time: Int
        var client: Int
        var source: Int
        var campaign: Int
        var landing: Int
    }

    struct Lead {
        var number: Int
        var time: Int
        var client: Int
        var phone: Int
        var form: Int
    }

    struct Deal {
        enum Stage { case won, lost, open }

        var number: Int
        var lead: Int
        var stage: Stage
        /// Hundredths of a rouble.
        var amount: Int
        var created: Int
        var closed: Int
    }

    struct Spend {
        var impressions: Int
        var clicks: Int
        /// Hundredths of a rouble.
        var cost: Int
    }

    let visits: Int
    let campaigns: Int
    private let seed: UInt64
    private let clients: Int

    /// A company of so many visits; `campaigns` is how many each paid source has.
    init(visits: Int, seed: UInt64, campaigns: Int = 40) {
        self.visits = visits
        self.seed = seed
        self.campaigns = campaigns
        clients = max(1000, visits / 4)
    }

    var clientCount: Int { clients }
    var leads: Int { visits / 50 }
    var deals: Int { leads / 5 * 2 }

    /// A visit by its number from 0; later ones have later times.
    func visit(_ index: Int) -> Visit {
        var draw = Draw(seed: seed, series: 1, index: index)
        let year = Self.days * 86_400
        let time = Int((Double(index) + draw.unit()) / Double(visits) * Double(year))
        // The density of clients is that of u^(1/0.7): few come often, most now and then.
        let client = min(clients - 1, Int(Double(clients) * pow(draw.unit(), 1 / 0.7)))
        return Visit(
            number: index, time: min(time, year - 1), client: client, source: Self.sourceOfPart[draw.below(100)],
            campaign: draw.below(40), landing: draw.below(500))
    }

    /// A lead by its number from 0: a visitor who writes within three days.
    func lead(_ index: Int) -> Lead {
        var draw = Draw(seed: seed, series: 2, index: index)
        let visit = visit(index * 50 + draw.below(50))
        // A number of its own for each lead, so that no chance joins two people: the factor has no divisor of 10^9.
        let phone = (index * 387_420_489 + 123_456_789) % 1_000_000_000
        return Lead(
            number: index, time: visit.time + 30 + draw.below(3 * 86_400 - 30), client: visit.client, phone: phone,
            form: draw.below(3))
    }

    /// A deal by its number from 0, of two of each five leads.
    func deal(_ index: Int) -> Deal {
        var group = Draw(seed: seed, series: 3, index: index / 2)
        let first = group.below(5)
        let second = (first + 1 + group.below(4)) % 5
        let place = index % 2 == 0 ? min(first, second) : max(first, second)
        var draw = Draw(seed: seed, series: 4, index: index)
        let lead = lead(index / 2 * 5 + place)
        let stage: Deal.Stage = draw.below(100) < 45 ? .won : draw.below(10) < 6 ? .lost : .open
        return Deal(
            number: index, lead: lead.number, stage: stage, amount: 50_000 + draw.below(49_950_000),
            created: lead.time, closed: lead.time + 3600 + draw.below(30 * 86_400 - 3600))
    }

    /// What a campaign of a paid source cost on a day; before it was restated, it was another number.
    func spend(day: Int, source: Int, campaign: Int, restated: Bool = true) -> Spend {
        var draw = Draw(
            seed: seed, series: restated ? 5 : 6, index: (day * Self.sources.count + source) * campaigns + campaign)
        return Spend(
            impressions: 100 + draw.below(19_900), clicks: 1 + draw.below(399), cost: 1000 + draw.below(899_000))
    }
}

extension StaticString {
    static func == (left: StaticString, right: StaticString) -> Bool {
        left.description == right.description
    }
}
