import Definitions

/// The rules of the ladder over one touch.
struct CampaignSearch {
    /// What a touch tells of having been paid for.
    enum Standing: Hashable {
        /// It was.
        case bought
        /// It has tags of its own that say neither: a campaign is believed where an id proves it.
        case tagged
        /// It says that it was not: only ids in its address or from the platform count.
        case organic
    }

    let clues: CampaignClues
    let indexes: [PlatformCampaigns]
    let campaigns: [Campaign]
    let standing: Standing

    /// So many digits that an id can't be a page's number or a year.
    private static let provingDigits = 6

    /// Whether a macro stands where the campaign should be.
    var hasMacro: Bool {
        clues.hasMacroInURL || TagText.hasMacro(clues.tags.campaign) || TagText.hasMacro(clues.tags.content)
    }

    /// The campaigns a rule finds, with the level each is known by.
    func hits(of rule: MatchRule, days: inout MatchDays) -> [Int: MatchLevel] {
        let tags = clues.tags
        if standing == .organic, rule != .urlID, rule != .platformClick { return [:] }
        var hits: [Int: MatchLevel] = [:]
        switch rule {
        case .urlID:
            for id in clues.urlIDs { addCampaign(id, to: &hits) }
        case .utmIsID:
            if !TagText.hasMacro(tags.campaign) { addCampaign(tags.campaign, to: &hits) }
        case .template:
            addTemplates(to: &hits, days: &days)
        case .digits:
            for run in Set(texts.flatMap { digitRuns(of: $0) }) { addCampaign(run, to: &hits, namesCount: false) }
        case .adID:
            for text in [tags.campaign, tags.content] where !TagText.hasMacro(text) { addAd(text, to: &hits) }
            for id in clues.urlIDs + clues.urlAdIDs { addAd(id, to: &hits) }
        case .platformClick:
            addCampaign(clues.clickCampaignID, to: &hits)
            addAd(clues.clickAdID, to: &hits)
        case .name:
            guard standing == .bought, !TagText.hasMacro(tags.campaign) else { return [:] }
            addNamed(tags.campaign, to: &hits, days: &days)
        case .alias, .sourceMedium:
            break
        }
        return hits
    }

    /// The tags that aren't macros, each with its name.
    private var tagged: [(tag: TagTemplate.Tag, text: String)] {
        [(.campaign, clues.tags.campaign), (.content, clues.tags.content), (.term, clues.tags.term)]
            .filter { !$0.1.isEmpty && !TagText.hasMacro($0.1) }
    }

    private var texts: [String] {
        tagged.map(\.text)
    }

    private func digitRuns(of text: String) -> [String] {
        text.utf8.split { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            .filter { $0.count >= Self.provingDigits }
            .map { String(Substring($0)) }
    }

    /// Whether an id may be believed: of a touch that doesn't say it was paid for, only one too long to be chance.
    private func isProof(_ id: String) -> Bool {
        guard standing != .bought else { return true }
        var digits = 0
        for byte in id.utf8 where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { digits += 1 }
        return digits >= Self.provingDigits
    }

    private func addCampaign(_ id: String, to hits: inout [Int: MatchLevel], namesCount: Bool = true) {
        guard !id.isEmpty, isProof(id) else { return }
        for index in indexes {
            for campaign in index.byID[id] ?? [] {
                guard !campaigns[campaign].isNamed || (namesCount && standing == .bought) else { continue }
                hits.raise(campaign, to: .campaign)
            }
        }
    }

    private func addAd(_ id: String, to hits: inout [Int: MatchLevel]) {
        guard !id.isEmpty, isProof(id) else { return }
        for index in indexes {
            for hit in index.byAd[id] ?? [] { hits.raise(hit.campaign, to: hit.level) }
        }
    }

    private func addTemplates(to hits: inout [Int: MatchLevel], days: inout MatchDays) {
        for index in indexes {
            for template in index.templates {
                for (tag, text) in tagged where template.tags.contains(tag) {
                    for capture in template.captures(in: text) {
                        add(capture, of: template, to: &hits, days: &days)
                    }
                }
            }
        }
    }

    private func add(
        _ capture: TagTemplate.Capture, of template: TagTemplate, to hits: inout [Int: MatchLevel],
        days: inout MatchDays
    ) {
        switch capture.meaning {
        case .campaignID: addCampaign(capture.text, to: &hits)
        case .campaignOrGroupID:
            addCampaign(capture.text, to: &hits)
            addAd(capture.text, to: &hits)
        case .adGroupID, .adID: addAd(capture.text, to: &hits)
        case .campaignName:
            // Beside an id the name is only text: the id decides.
            guard standing == .bought, !template.tellsCampaignID else { return }
            addNamed(capture.text, to: &hits, days: &days)
        }
    }

    /// The campaigns of this name on the day; where there are none, those whose name is the same in Latin letters.
    private func addNamed(_ name: String, to hits: inout [Int: MatchLevel], days: inout MatchDays) {
        guard !name.isEmpty else { return }
        var found = false
        for span in indexes.flatMap({ $0.byName[name] ?? [] }) where days.holds(on: span.days) {
            hits.raise(span.campaign, to: .campaign)
            found = true
        }
        guard !found else { return }
        for key in NameSkeleton.keys(of: name) {
            for span in indexes.flatMap({ $0.bySkeleton[key] ?? [] }) where days.holds(on: span.days) {
                hits.raise(span.campaign, to: .campaign)
            }
        }
    }
}

extension [Int: MatchLevel] {
    /// Keeps the deepest level a campaign is known by.
    fileprivate mutating func raise(_ campaign: Int, to level: MatchLevel) {
        let depths: [MatchLevel] = [.platform, .campaign, .adGroup, .ad]
        if let known = self[campaign], depths.firstIndex(of: known) ?? 0 >= depths.firstIndex(of: level) ?? 0 { return }
        self[campaign] = level
    }
}
