import Foundation

/// The campaigns that spend tells of, and which of them a touch came from.
extension LifeBooks {
    /// Where a touch, or spend, is shown.
    struct Origin: Hashable {
        var source = ""
        var medium = ""
        var campaign = ""
    }

    /// A campaign and what it was called on the days it had spend.
    struct Campaign {
        var platform: String
        var account: String
        var id: String
        /// Whether spend has no id for it.
        var isNamed: Bool
        var labels: [Int: Origin]
        /// Those that its spend is booked under.
        var mediums: Set<String> = []

        /// What it is called on a day: as on the newest day of spend before its end, else as on the first.
        func label(on day: Int) -> Origin {
            let days = labels.keys.sorted()
            guard let at = days.last(where: { $0 <= day }) ?? days.first, var label = labels[at] else {
                return Origin()
            }
            func name(_ day: Int) -> String? { labels[day].flatMap { $0.campaign.isEmpty ? nil : $0.campaign } }
            label.campaign =
                days.last { $0 <= at && name($0) != nil }.flatMap(name)
                ?? days.first { name($0) != nil }.flatMap(name) ?? id
            return label
        }
    }

    /// All campaigns.
    func campaigns() -> [Campaign] {
        struct Key: Hashable {
            var platform: String
            var account: String
            var id: String
            var isNamed: Bool
        }
        func merged(_ left: Origin, _ right: Origin) -> Origin {
            if left.campaign.isEmpty != right.campaign.isEmpty { return left.campaign.isEmpty ? right : left }
            func texts(_ origin: Origin) -> [[UInt8]] {
                [origin.campaign, origin.source, origin.medium].map { Array($0.utf8) }
            }
            for (one, other) in zip(texts(left), texts(right)) where one != other {
                return one.lexicographicallyPrecedes(other) ? left : right
            }
            return left
        }
        var drafts: [Key: Campaign] = [:]
        for entry in entries("ads") {
            let record = entry.record
            let isNamed = record.campaignID.isEmpty
            let id = isNamed ? record.campaign : record.campaignID
            guard !id.isEmpty else { continue }
            let key = Key(platform: record.source, account: record.account, id: Self.folded(id), isNamed: isNamed)
            let label = Origin(source: record.source, medium: record.medium, campaign: record.campaign)
            var draft =
                drafts[key]
                ?? Campaign(platform: record.source, account: record.account, id: id, isNamed: isNamed, labels: [:])
            draft.labels[entry.day] = draft.labels[entry.day].map { merged($0, label) } ?? label
            draft.mediums.insert(record.medium)
            drafts[key] = draft
        }
        // What has a name alone is the one campaign of the account that ever bore it.
        for (key, named) in drafts where key.isNamed {
            let owners = drafts.filter { other, draft in
                !other.isNamed && other.platform == key.platform && other.account == key.account
                    && draft.labels.values.contains { Self.folded($0.campaign) == key.id }
            }
            guard owners.count == 1, let owner = owners.keys.first else { continue }
            drafts[key] = nil
            drafts[owner]?.labels.merge(named.labels) { merged($0, $1) }
            drafts[owner]?.mediums.formUnion(named.mediums)
        }
        return Array(drafts.values)
    }

    /// Where touches of some tags lie on a day, and whether their channel is paid.
    func place(_ tags: Origin, on day: Int, _ campaigns: [Campaign]) -> Origin {
        var own = tags
        own.campaign = Self.folded(tags.campaign)
        let candidates = campaigns.filter { $0.platform == tags.source }
        guard !candidates.isEmpty, own.source != "(direct)" else { return own }
        let isBought =
            definition.isPaid(own.source, own.medium)
            || candidates.contains { $0.mediums.contains(own.medium) }
        let digits = own.campaign.split { !$0.isNumber }.filter { $0.count >= 6 }.map(String.init)
        func isKnown(_ campaign: Campaign, as id: String) -> Bool {
            Self.folded(campaign.id) == id && (isBought || (!campaign.isNamed && digits.joined().count >= 6))
        }
        func isCalled(_ campaign: Campaign, _ skeleton: (String) -> String) -> Bool {
            !own.campaign.isEmpty
                && skeleton(Self.folded(campaign.label(on: day).campaign)) == skeleton(own.campaign)
        }
        let rules: [(Campaign) -> Bool] = [
            { campaign in
                definition.attribution.aliasLines.contains { alias in
                    let isMeant =
                        alias.campaign.hasSuffix("*")
                        ? own.campaign.hasPrefix(alias.campaign.dropLast()) : own.campaign == alias.campaign
                    return isMeant && alias.platform == campaign.platform
                        && (alias.medium.isEmpty || alias.medium == own.medium)
                        && Self.folded(alias.campaignID) == Self.folded(campaign.id)
                }
            },
            { isKnown($0, as: own.campaign) },
            { !$0.isNamed && digits.contains($0.id) },
            { isBought && isCalled($0) { $0 } },
            { isBought && isCalled($0) { $0 == "поиск" ? "poisk" : $0 } },
        ]
        for rule in rules {
            let found = candidates.filter(rule)
            if found.count == 1 { return found[0].label(on: day) }
            if !found.isEmpty { return Origin(source: own.source, medium: own.medium, campaign: "(not matched)") }
        }
        if isBought { own.campaign = "(not matched)" }
        return own
    }

    static func folded(_ text: String) -> String { text.lowercased() }
}
