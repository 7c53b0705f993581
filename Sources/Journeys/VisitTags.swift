/// What a visit tells of where it came from, tidied: of the visits of a file only the distinct ones are kept.
package struct VisitTags: Hashable, Sendable {
    /// The site or counter that was visited.
    package var site: String
    package var traffic: TrafficTags
    /// Campaign ids in the landing page's address.
    package var landingIDs: [String]
    /// What the export itself says of the click.
    package var utmID: String
    package var campaignID: String
    package var adID: String

    package init(
        site: String = "", traffic: TrafficTags = .direct, landingIDs: [String] = [], utmID: String = "",
        campaignID: String = "", adID: String = ""
    ) {
        self.site = site
        self.traffic = traffic
        self.landingIDs = landingIDs
        self.utmID = utmID
        self.campaignID = campaignID
        self.adID = adID
    }

    /// The parameters of a landing page's address that name a campaign, in the order they count.
    package static let landingParameters = ["utm_id", "campaign_id", "campaignid", "cid"]
}

extension VisitTags {
    private static let separator: UInt8 = 0x1F

    /// The tags as bytes, equal where the tags are.
    package var encoded: [UInt8] {
        var bytes: [UInt8] = [traffic.macroNotExpanded ? 1 : 0]
        for text in texts {
            // No tag keeps a control character, so that one divides them.
            bytes += text.utf8.map { $0 == Self.separator ? UInt8(ascii: " ") : $0 }
            bytes.append(Self.separator)
        }
        return bytes
    }

    /// Reads what `encoded` wrote; nil of anything else.
    package init?(encoded bytes: [UInt8]) {
        guard let flag = bytes.first else { return nil }
        let texts = bytes.dropFirst().split(separator: Self.separator, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard texts.count >= 12, texts.last == "" else { return nil }
        self.init(
            site: texts[0],
            traffic: TrafficTags(
                source: texts[1], medium: texts[2], campaign: texts[3], content: texts[4], term: texts[5],
                clickID: texts[6], referrer: texts[7], macroNotExpanded: flag != 0),
            landingIDs: Array(texts[11..<texts.count - 1]), utmID: texts[8], campaignID: texts[9], adID: texts[10])
    }

    private var texts: [String] {
        [
            site, traffic.source, traffic.medium, traffic.campaign, traffic.content, traffic.term, traffic.clickID,
            traffic.referrer, utmID, campaignID, adID,
        ] + landingIDs
    }
}

extension ChannelRules {
    /// The distinct campaign ids that a landing page's address bears, in the order they count.
    package func landingIDs(of landing: String) -> [String] {
        let address = WebAddress(landing)
        var ids: [String] = []
        for name in VisitTags.landingParameters {
            let id = TagText(address.value(of: name) ?? "", isFormEncoded: true).text
            if !id.isEmpty, !ids.contains(id) { ids.append(id) }
        }
        return ids
    }
}
