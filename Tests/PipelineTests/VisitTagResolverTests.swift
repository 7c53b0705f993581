import Definitions
import Journeys
import Testing

@testable import Pipeline

@Suite struct VisitTagResolverTests {
    /// Sets of the files of a source: the texts of a row's campaign and landing page.
    static let files: [[(campaign: String, landing: String)]] = [
        [("spring", ""), ("Spring ", ""), ("summer", "https://shop.ru/?utm_source=vk"), ("spring", "")],
        [("summer", "https://shop.ru/?utm_source=vk"), ("autumn", ""), ("spring", "")],
        [],
        [("winter", ""), ("", ""), ("autumn", ""), ("may", ""), ("june", ""), ("winter", "")],
        [("spring", ""), ("june", "")],
    ]

    private static func raw(_ row: (campaign: String, landing: String), _ reduction: AddressReduction) -> [UInt8] {
        var raw: [UInt8] = []
        for (field, text) in [(2, row.campaign), (VisitFields.landing, row.landing)] {
            Array(text.utf8).withUnsafeBufferPointer {
                VisitTagResolver.append($0, field, reduction, to: &raw)
            }
        }
        return raw
    }

    /// What is kept from file to file, and when it is let go of, shows in no file.
    @Test(arguments: [(100, 100), (2, 100), (100, 0), (2, 1), (1, 0)])
    func everyFileIsAsIfItWereTheFirst(remembered: Int, kept: Int) throws {
        let rules = ChannelRules(try SchemaLibrary.embedded.channels())
        let reduction = AddressReduction(rules)
        let resolver = VisitTagResolver(rules, remembered: remembered, kept: kept)
        for file in Self.files {
            let single = VisitTagResolver(rules)
            single.beginFile()
            resolver.beginFile()
            for row in file {
                let raw = Self.raw(row, reduction)
                #expect(resolver.position(of: raw[...]) == single.position(of: raw[...]))
            }
            #expect(resolver.count == single.count)
            for position in 0..<single.count {
                #expect(resolver[position].tags == single[position].tags)
                #expect(resolver[position].encoded == single[position].tags.encoded)
            }
        }
    }

    /// The warehouse is asked once for tags that come in file after file.
    @Test func idsAreKept() throws {
        let rules = ChannelRules(try SchemaLibrary.embedded.channels())
        let reduction = AddressReduction(rules)
        let resolver = VisitTagResolver(rules)
        var asked: [String] = []
        for file in Self.files.prefix(2) {
            resolver.beginFile()
            for row in file { _ = resolver.position(of: Self.raw(row, reduction)[...]) }
            for position in 0..<resolver.count {
                let id = resolver[position].id {
                    asked.append($0.tags.traffic.campaign)
                    return Int64(asked.count)
                }
                #expect(asked[Int(id) - 1] == resolver[position].tags.traffic.campaign)
            }
        }
        // The landing page's own tags name no campaign.
        #expect(asked == ["spring", "", "autumn"])
    }
}
