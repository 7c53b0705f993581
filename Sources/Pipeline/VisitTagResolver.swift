import Definitions
import Journeys
import Visits

/// Tidies the tags of visits, once for each distinct set as the file has it, and numbers the distinct results.
final class VisitTagResolver {
    /// Sets of raw texts that are remembered: pages may differ in every visit, and memory must not grow with them.
    private static let remembered = 100_000

    private let rules: ChannelRules
    private var known = TextTable()
    /// The position among `tags` of each known set.
    private var resolved: [UInt32] = []
    private var positions: [VisitTags: UInt32] = [:]

    /// The distinct tags met, by position.
    private(set) var tags: [VisitTags] = []

    init(_ rules: ChannelRules) {
        self.rules = rules
    }

    /// Appends one of the texts that a row's tags depend on to a set; an empty one is left out.
    ///
    /// - Parameter field: its position among `VisitFields.tagNames`.
    static func append(
        _ text: UnsafeBufferPointer<UInt8>, _ field: Int, _ reduction: AddressReduction, to raw: inout [UInt8]
    ) {
        let start = raw.count
        raw.append(UInt8(field))
        for _ in 0..<4 { raw.append(0) }
        if field == VisitFields.landing {
            reduction.append(text, to: &raw)
        } else {
            raw.append(contentsOf: text)
        }
        let count = raw.count - start - 5
        guard count > 0 else {
            raw.removeLast(5)
            return
        }
        for byte in 0..<4 { raw[start + 1 + byte] = UInt8(truncatingIfNeeded: count >> (8 * byte)) }
    }

    /// The position among `tags` of a set: its texts one after the other, each with its field and its length.
    func position(of raw: ArraySlice<UInt8>) -> UInt32 {
        if known.count >= Self.remembered {
            known = TextTable()
            resolved.removeAll(keepingCapacity: true)
        }
        let place = raw.withUnsafeBufferPointer { known.position(of: $0) }
        if place < resolved.count { return resolved[place] }
        let result = resolve(raw)
        let position = positions[result] ?? UInt32(tags.count)
        if position == tags.count {
            positions[result] = position
            tags.append(result)
        }
        resolved.append(position)
        return position
    }

    private func resolve(_ raw: ArraySlice<UInt8>) -> VisitTags {
        var texts = [String](repeating: "", count: VisitFields.tagNames.count)
        var rest = raw
        while let field = rest.popFirst() {
            let count = rest.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            texts[Int(field)] = String(decoding: rest.prefix(count), as: UTF8.self)
            rest = rest.dropFirst(count)
        }
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
