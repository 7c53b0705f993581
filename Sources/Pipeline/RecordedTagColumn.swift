import Definitions
import Journeys

/// The distinct sets of tags in a block of leads, calls or rows of spend, and which each row has.
struct RecordedTagColumn: Sendable {
    /// The sets, in the order in which they come first.
    private(set) var sets: [RecordedTags] = []
    /// Of each row the place of its set; empty where all rows have the first.
    private(set) var codes: [UInt32] = []

    /// Ends a text within a set: a byte that UTF-8 doesn't have.
    private static let end: UInt8 = 0xFF
    /// The place of the campaign among the fields.
    private static let campaign = 2

    /// - Parameters:
    ///   - fields: of source, medium, campaign, content, term, click id, referrer, landing page, the CRM's source; nil where
    ///     a contract has no such field.
    ///   - campaignID: the field that stands in for an empty campaign.
    init(_ batch: RecordBatch, fields: [Int?], campaignID: Int? = nil) {
        batch.withTexts(of: fields + [campaignID]) { texts in
            guard texts.contains(where: { !$0.isAbsent }) else {
                sets = [RecordedTags()]
                return
            }
            var known = TextTable()
            var raw: [UInt8] = []
            codes.reserveCapacity(batch.count)
            for row in 0..<batch.count {
                raw.removeAll(keepingCapacity: true)
                for place in fields.indices {
                    let isNamed = place != Self.campaign || !texts[place][row].isEmpty
                    raw.append(contentsOf: texts[isNamed ? place : fields.count][row])
                    raw.append(Self.end)
                }
                codes.append(raw.withUnsafeBufferPointer { UInt32(known.position(of: $0)) })
            }
            sets = (0..<known.count).map { Self.tags(known[$0]) }
            if sets.count == 1 { codes = [] }
        }
    }

    private static func tags(_ raw: ArraySlice<UInt8>) -> RecordedTags {
        let texts = raw.split(separator: end, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        return RecordedTags(
            source: texts[0], medium: texts[1], campaign: texts[2], content: texts[3], term: texts[4],
            clickID: texts[5], referrer: texts[6], landing: texts[7], crmSource: texts[8])
    }
}
