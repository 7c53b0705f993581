import Definitions
import Journeys

/// Tidies the tags of visits, once for each distinct set as the file has it, and numbers the distinct results.
final class VisitTagResolver {
    /// Sets of raw texts that are remembered: landing pages may differ in every visit, and memory must not grow with them.
    private static let remembered = 100_000

    private let rules: ChannelRules
    private let fields: [Int?]
    private var known: [[UInt8]: UInt32] = [:]
    private var positions: [VisitTags: UInt32] = [:]
    private var raw: [UInt8] = []

    /// The distinct tags met, by position.
    private(set) var tags: [VisitTags] = []

    private static let names = [
        "source", "medium", "campaign", "content", "term", "click_id", "referrer", "landing", "utm_id", "campaign_id",
        "ad_id", "site",
    ]

    init(_ rules: ChannelRules, contract: EntityContract) {
        self.rules = rules
        fields = Self.names.map { contract.index(of: $0) }
    }

    /// The position among `tags` of a visit's.
    func position(ofTagsAt row: Int, in batch: RecordBatch) -> UInt32 {
        raw.removeAll(keepingCapacity: true)
        for field in fields {
            raw += batch.bytes(field, row)
            raw.append(0)
        }
        if let position = known[raw] { return position }
        let resolved = resolve(row, batch)
        let position = positions[resolved] ?? UInt32(tags.count)
        if position == tags.count {
            positions[resolved] = position
            tags.append(resolved)
        }
        if known.count >= Self.remembered { known.removeAll(keepingCapacity: true) }
        known[raw] = position
        return position
    }

    private func resolve(_ row: Int, _ batch: RecordBatch) -> VisitTags {
        let texts = fields.map { batch.text($0, row) }
        let recorded = RecordedTags(
            source: texts[0], medium: texts[1], campaign: texts[2], content: texts[3], term: texts[4],
            clickID: texts[5], referrer: texts[6], landing: texts[7])
        return VisitTags(
            site: texts[11],
            clues: CampaignClues(
                tags: rules.tags(ofVisit: recorded), landing: texts[7], utmID: texts[8], campaignID: texts[9],
                adID: texts[10]))
    }
}
