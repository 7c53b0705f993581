package import Definitions
import GRDB

/// Takes what rows of spend say they are for.
package protocol SpendListener: Sendable {
    /// The platform's one name, of a text that a row of spend states.
    func platform(named stated: String) -> String

    /// Takes a way in which rows name a campaign, without ads and groups; ways are numbered from 0 on in the order in which
    /// they are told. Its campaign may be empty.
    mutating func take(_ way: Publication.CampaignName)

    /// Takes a day of a way; the same one may come again.
    mutating func take(_ day: Day, of way: Int)

    /// Takes an ad or a group with the way it was named in.
    mutating func take(ad: Publication.CampaignName)
}

/// Spend as it is read, each row once: its sums, and what it tells a listener.
package struct SpendReading<Listener: SpendListener>: Sendable {
    package private(set) var listener: Listener
    package private(set) var sums = SpendSums()
    private var sources = SourceNames()
    private var namings = SpendNamings()
    /// The last day of each way that was told, and the way of its sums.
    private var ways: [(lastDay: Day?, sums: Int)] = []
    private var isAnySpread = false
    /// Whose rows were read as they were published; nil: none.
    let published: PublishedReader.Files?

    init(_ listener: Listener, published: PublishedReader.Files? = nil) {
        self.listener = listener
        self.published = published
    }

    /// Reads rows, beside those that were read before.
    ///
    /// - Parameter files: in order; nil: all.
    mutating func read(_ database: Database, _ adverts: Publication.Adverts, of files: [Int64]? = nil) throws {
        try sources.read(database)
        sums.delivered.sources = sources.names
        let traffic = try Publication.trafficSources(database)
        let rows = try RowReader(
            database, columns: "file_id, traffic_id, advert_id, day, date_to <> day, impressions, clicks, cost_micros",
            of: .spend, in: files)
        while try rows.next() {
            let naming = SpendNaming(
                source: sources.place(of: rows.integer(0)), traffic: rows.integer(1), advert: rows.integer(2))
            let way = namings.way(of: naming) ?? add(naming, adverts, traffic)
            let day = rows.day(3)
            sums.delivered.add(1, source: naming.source, day: day)
            if ways[way].lastDay != day {
                ways[way].lastDay = day
                listener.take(day, of: way)
            }
            if rows.integer(4) == 0 {
                try sums.add(
                    day, way: ways[way].sums, impressions: rows.integer(5), clicks: rows.integer(6),
                    cost: rows.integer(7))
            } else {
                isAnySpread = true
            }
        }
    }

    /// Adds rows that are named in a new way, and tells it.
    ///
    /// - Returns: their way.
    private mutating func add(
        _ naming: SpendNaming, _ adverts: Publication.Adverts, _ traffic: [Int64: Publication.Traffic]
    ) -> Int {
        let advert = adverts.name(of: naming.advert)
        let (way, isNewAd) = namings.add(naming, named: advert)
        let isNew = way == ways.count
        guard isNew || isNewAd else { return way }
        let origin = traffic[naming.traffic]
        let name = Publication.CampaignName(
            advert, pipelineSource: sources.names[naming.source], source: origin?.source ?? "",
            medium: origin?.medium ?? "")
        if isNew {
            let platform = name.platform.isEmpty ? name.source : listener.platform(named: name.platform)
            let source = SpendSums.Way(source: name.pipelineSource, platform: platform)
            ways.append((nil, sums.position(of: source, naming.traffic)))
            var campaign = name
            (campaign.adGroupID, campaign.adID) = ("", "")
            listener.take(campaign)
        }
        if isNewAd { listener.take(ad: name) }
        return way
    }

    /// Sums the days of costs that spread, once all rows are read.
    mutating func readSpread(_ database: Database) throws {
        guard isAnySpread else { return }
        let parts = try RowReader(
            database,
            "SELECT file_id, traffic_id, advert_id, day, impressions, clicks, cost_micros FROM fact_spend_spread")
        while try parts.next() {
            let naming = SpendNaming(
                source: sources.place(of: parts.integer(0)), traffic: parts.integer(1), advert: parts.integer(2))
            guard let way = namings.way(of: naming) else { continue }
            try sums.add(
                parts.day(3), way: ways[way].sums, impressions: parts.integer(4), clicks: parts.integer(5),
                cost: parts.integer(6))
        }
    }
}

/// What rows of spend have in common that say the same of what they are for.
private struct SpendNaming: Hashable {
    /// The place of the source's name.
    var source: Int
    var traffic: Int64
    var advert: Int64
}

/// The ways in which rows of spend name a campaign: whatever ad they name with it.
private struct SpendNamings {
    private var ways: [SpendNaming: Int] = [:]
    private var campaigns = TextTable()
    private var ads = TextTable()
    private var key: [UInt8] = []

    /// The way of rows; nil where none was added that are named alike.
    func way(of naming: SpendNaming) -> Int? { ways[naming] }

    /// Adds rows that are named in a new way.
    ///
    /// - Parameter name: of the advert.
    /// - Returns: their way, numbered in the order of coming, and whether no others named the same ad or group in it.
    mutating func add(_ naming: SpendNaming, named name: ArraySlice<UInt8>) -> (way: Int, isNewAd: Bool) {
        name.withUnsafeBufferPointer { name in
            let campaign = Self.prefix(of: name, fields: CampaignName.fields)
            key.removeAll(keepingCapacity: true)
            withUnsafeBytes(of: (naming.source, naming.traffic)) { key.append(contentsOf: $0) }
            key.append(contentsOf: name[..<campaign])
            let way = key.withUnsafeBufferPointer { campaigns.position(of: $0) }
            ways[naming] = way
            let ad = Self.prefix(of: name, fields: CampaignName.fields + CampaignName.adFields)
            // Nothing but the ends of empty texts: no group and no ad.
            guard ad - campaign > CampaignName.adFields else { return (way, false) }
            key.removeAll(keepingCapacity: true)
            withUnsafeBytes(of: way) { key.append(contentsOf: $0) }
            key.append(contentsOf: name[campaign..<ad])
            let count = ads.count
            return (way, key.withUnsafeBufferPointer { ads.position(of: $0) } == count)
        }
    }

    /// How many bytes the first fields of an advert take.
    private static func prefix(of name: UnsafeBufferPointer<UInt8>, fields: Int) -> Int {
        var end = 0
        for _ in 0..<fields {
            end = (name[end...].firstIndex(of: Publication.advertTextEnd) ?? name.endIndex - 1) + 1
        }
        return end
    }

    private typealias CampaignName = Publication.CampaignName
}

extension Publication.CampaignName {
    /// So many of an advert's fields tell its campaign, and so many after them its group and ad.
    fileprivate static let fields = 4
    fileprivate static let adFields = 2

    /// - Parameter name: the texts of an advert's fields.
    fileprivate init(_ name: ArraySlice<UInt8>, pipelineSource: String, source: String, medium: String) {
        var texts: [String] = []
        name.withUnsafeBufferPointer { name in
            name.forEachText { texts.append(String(decoding: $0, as: UTF8.self)) }
        }
        func text(_ field: Int) -> String { field < texts.count ? texts[field] : "" }
        self.init(
            pipelineSource: pipelineSource, source: source, medium: medium, platform: text(0), account: text(1),
            campaignID: text(2), campaign: text(3), adGroupID: text(4), adID: text(5))
    }
}
