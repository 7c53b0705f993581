import Definitions
import Journeys
import Visits

/// Tidies the tags of visits, once for each distinct set as the files of a source have it, and numbers the distinct
/// results of each file.
///
/// Files can be many and small, and most bear the tags of the one before: what they come to is kept from file to file.
final class VisitTagResolver {
    /// What a set of raw texts comes to; the same one in every file while it is kept.
    final class Resolved: @unchecked Sendable {
        let tags: VisitTags
        /// The tags as bytes, by which the warehouse knows them.
        let encoded: [UInt8]
        /// The warehouse's id of them, once it was asked for: of the thread that writes the warehouse.
        private var id: Int64?

        fileprivate init(_ tags: VisitTags) {
            self.tags = tags
            encoded = tags.encoded
        }

        /// The warehouse's id of the tags.
        ///
        /// - Parameter make: gives the id of tags that it wasn't asked for yet.
        func id(_ make: (Resolved) throws -> Int64) rethrows -> Int64 {
            if let id { return id }
            let made = try make(self)
            id = made
            return made
        }
    }

    /// Sets of raw texts that are remembered within a file: pages may differ in every visit, and memory must not grow
    /// with them.
    private let remembered: Int
    /// Sets of raw texts, and results, that are kept for the next file; of more than these all are let go of.
    private let kept: Int

    private let rules: ChannelRules
    private var known = TextTable()
    /// The position among `results` of each known set.
    private var resolved: [UInt32] = []
    private var positions: [VisitTags: UInt32] = [:]
    private var results: [Resolved] = []
    /// The position in the file of each result and one; 0: the file has none such.
    private var places: [UInt32] = []
    /// The results that the file has, by position.
    private var met: [UInt32] = []

    init(_ rules: ChannelRules, remembered: Int = 100_000, kept: Int = 1 << 14) {
        self.rules = rules
        self.remembered = remembered
        self.kept = kept
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

    /// Begins a file, whose positions count from 0.
    func beginFile() {
        for result in met { places[Int(result)] = 0 }
        met.removeAll(keepingCapacity: true)
        guard known.count > kept || results.count > kept else { return }
        forgetSets()
        positions = [:]
        results = []
        places = []
    }

    private func forgetSets() {
        known = TextTable()
        resolved.removeAll(keepingCapacity: true)
    }

    /// How many distinct tags the file has so far.
    var count: Int { met.count }

    /// The distinct tags of the file, by position.
    subscript(position: Int) -> Resolved { results[Int(met[position])] }

    /// The position in the file of a set: its texts one after the other, each with its field and its length.
    func position(of raw: ArraySlice<UInt8>) -> UInt32 {
        let result = result(of: raw)
        let place = places[Int(result)]
        if place > 0 { return place - 1 }
        met.append(result)
        places[Int(result)] = UInt32(met.count)
        return UInt32(met.count - 1)
    }

    /// The position among `results` of what a set comes to.
    private func result(of raw: ArraySlice<UInt8>) -> UInt32 {
        if known.count >= remembered { forgetSets() }
        let place = raw.withUnsafeBufferPointer { known.position(of: $0) }
        if place < resolved.count { return resolved[place] }
        let tags = resolve(raw)
        let position = positions[tags] ?? UInt32(results.count)
        if position == results.count {
            positions[tags] = position
            results.append(Resolved(tags))
            places.append(0)
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
