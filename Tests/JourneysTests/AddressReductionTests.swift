import Definitions
import TestSupport
import Testing

@testable import Journeys

@Suite("What of an address tells its tags")
struct AddressReductionTests {
    private static func reduced(_ address: String, _ rules: ChannelRules) -> String {
        var text: [UInt8] = []
        Array(address.utf8).withUnsafeBufferPointer { AddressReduction(rules).append($0, to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    static let cases: [(String, String)] = [
        ("", ""),
        ("https://shop.example/catalog/item-1?from=main", "https://shop.example"),
        ("shop.example/a/b", "shop.example"),
        ("//shop.example/a", "//shop.example"),
        ("/catalog?utm_source=vk&x=1", "?utm_source=vk"),
        ("https://shop.example/?yclid=12345&utm_campaign=7", "https://shop.example?yclid=1&utm_campaign=7"),
        ("https://shop.example/?yclid=12345", "https://shop.example?yclid=1"),
        ("https://shop.example/?yclid={yclid}", "https://shop.example?yclid={yclid}"),
        ("https://shop.example/?yclid=", "https://shop.example?yclid="),
        ("https://shop.example/#/page?UTM_Source=Vk", "https://shop.example?UTM_Source=Vk"),
        ("https://shop.example/?a=1&amp;utm_source=vk", "https://shop.example?amp;utm_source=vk"),
    ]

    @Test("leaves the host and what tells", arguments: cases)
    func leaves(address: String, reduced: String) throws {
        #expect(Self.reduced(address, try ShippedRules.rules.get()) == reduced)
    }

    /// Whatever the address, what is left gives the same tags and clues.
    @Test func readsAsTheWhole() throws {
        let rules = try ShippedRules.rules.get()
        var random = SeededGenerator()
        let pieces = [
            "https://", "http:/", "//", "shop.example", "SHOP.example:80", "user@", "/", "catalog", "?", "#", "&",
            "&amp;", "utm_source", "utm_campaign", "UTM_Medium", "yclid", "gclid", "campaign_id", "ad_id", "utm_id",
            "=",
            "=", "=", "vk", "cpc", "12345678", "{campaign_id}", "%7Bphrase%7D", "__CID__", "поиск", " ", "x", "from",
        ]
        for _ in 0..<4000 {
            let address = (0..<random.below(14)).map { _ in pieces[random.below(pieces.count)] }.joined()
            func tags(_ landing: String) -> CampaignClues {
                let recorded = RecordedTags(
                    source: "", medium: "", referrer: "https://shop.example/x", landing: landing)
                return CampaignClues(tags: rules.tags(ofVisit: recorded), landing: landing)
            }
            let reduced = Self.reduced(address, rules)
            #expect(tags(reduced) == tags(address), "\(address) → \(reduced), \(random)")
        }
    }
}
