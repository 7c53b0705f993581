/// What a touch tells of where it came from, tidied: of all that a file holds only the distinct ones are kept.
package struct VisitTags: Hashable, Sendable {
    /// The site or counter that was visited.
    package var site: String
    /// By what its channel and its campaign are known.
    package var clues: CampaignClues

    package var traffic: TrafficTags { clues.tags }

    package init(site: String = "", clues: CampaignClues) {
        self.site = site
        self.clues = clues
    }
}

extension VisitTags {
    private static let separator: UInt8 = 0x1F

    /// The tags as bytes, equal where the tags are.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = [(traffic.macroNotExpanded ? 1 : 0) | (clues.hasMacroInURL ? 2 : 0)]
        for text in texts {
            // A control character divides them: one within a text would be a slip of the export, and means nothing.
            bytes += text.utf8.map { $0 == Self.separator ? UInt8(ascii: " ") : $0 }
            bytes.append(Self.separator)
        }
        return bytes
    }

    /// Reads what `encoded` wrote; nil of anything else.
    package init?(encoded bytes: [UInt8]) {
        guard let flags = bytes.first else { return nil }
        let texts = bytes.dropFirst().split(separator: Self.separator, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard texts.count > Self.fixed, let count = Int(texts[Self.fixed - 1]), count >= 0,
            texts.count > Self.fixed + count
        else { return nil }
        let tags = TrafficTags(
            source: texts[1], medium: texts[2], campaign: texts[3], content: texts[4], term: texts[5],
            clickID: texts[6], referrer: texts[7], macroNotExpanded: flags & 1 != 0)
        self.init(
            site: texts[0],
            clues: CampaignClues(
                tags: tags, urlIDs: Array(texts[Self.fixed..<Self.fixed + count]),
                urlAdIDs: Array(texts[(Self.fixed + count)..<texts.count - 1]), clickCampaignID: texts[8],
                clickAdID: texts[9], hasMacroInURL: flags & 2 != 0))
    }

    /// How many texts come before the ids of the address.
    private static let fixed = 11

    private var texts: [String] {
        [
            site, traffic.source, traffic.medium, traffic.campaign, traffic.content, traffic.term, traffic.clickID,
            traffic.referrer, clues.clickCampaignID, clues.clickAdID, String(clues.urlIDs.count),
        ] + clues.urlIDs + clues.urlAdIDs
    }
}
