package import Definitions
import GRDB

/// The campaigns that spend tells of.
extension Publication {
    /// How rows of spend name a campaign.
    package struct CampaignName: Hashable, Sendable {
        /// The source in the pipeline file.
        package var pipelineSource: String
        package var source: String
        package var medium: String
        package var platform: String
        package var account: String
        package var campaignID: String
        package var campaign: String
        package var adGroupID: String
        package var adID: String
    }

    /// Reads all spend once: sums it, and tells each way in which it names a campaign, the days of each, and its ads and
    /// groups.
    ///
    /// - Parameters:
    ///   - platform: the platform's one name, of a text that a row of spend states.
    ///   - onName: takes a way without ads and groups; ways are numbered from 0 on in the order in which they are told. Its
    ///     campaign may be empty.
    ///   - onDay: takes a day of a way; the same one may come again.
    ///   - onAd: takes an ad or a group with the way it was named in.
    package func readSpend(
        platform: (_ stated: String) -> String, onName: (CampaignName) throws -> Void,
        onDay: (_ way: Int, _ day: Day) throws -> Void, onAd: (CampaignName) throws -> Void
    ) throws -> SpendSums {
        var sources = try SourceNames(database)
        let origins = try trafficOrigins()
        var sums = SpendSums(sources: sources.names)
        let adverts = try readAdverts()
        let rows = try RowReader(
            database,
            """
            SELECT file_id, traffic_id, advert_id, day, date_to <> day, impressions, clicks, cost_micros
            FROM fact_spend NOT INDEXED
            """)
        var namings = SpendNamings()
        /// The last day of each way that was told, and the way of its sums.
        var ways: [(lastDay: Day?, sums: Int)] = []
        var isAnySpread = false
        while try rows.next() {
            let naming = SpendNaming(
                source: sources.place(of: rows.integer(0)), traffic: rows.integer(1), advert: rows.integer(2))
            let way: Int
            if let known = namings.way(of: naming) {
                way = known
            } else {
                let added = namings.add(naming, named: adverts.name(of: naming.advert))
                way = added.way
                if way == ways.count || added.isNewAd {
                    let origin = origins[naming.traffic] ?? Origin()
                    let name = CampaignName(
                        adverts.name(of: naming.advert), pipelineSource: sources.names[naming.source],
                        source: origin.source, medium: origin.medium)
                    if way == ways.count {
                        let platform = name.platform.isEmpty ? origin.source : platform(name.platform)
                        let source = SpendSums.Way(source: name.pipelineSource, platform: platform)
                        ways.append((nil, sums.position(of: source, naming.traffic)))
                        var campaign = name
                        (campaign.adGroupID, campaign.adID) = ("", "")
                        try onName(campaign)
                    }
                    if added.isNewAd { try onAd(name) }
                }
            }
            let day = rows.day(3)
            sums.delivered.add(1, source: naming.source, day: day)
            if ways[way].lastDay != day {
                ways[way].lastDay = day
                try onDay(way, day)
            }
            if rows.integer(4) == 0 {
                try sums.add(
                    day, way: ways[way].sums, impressions: rows.integer(5), clicks: rows.integer(6),
                    cost: rows.integer(7))
            } else {
                isAnySpread = true
            }
        }
        guard isAnySpread else { return sums }
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
        return sums
    }

    /// The texts of a traffic source.
    struct Origin: Hashable {
        var source = ""
        var medium = ""
        var campaign = ""
    }

    /// The texts of each traffic source.
    func trafficOrigins() throws -> [Int64: Origin] {
        try trafficSources().mapValues { Origin(source: $0.source, medium: $0.medium, campaign: $0.campaign) }
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

/// The pipeline's sources by their files.
struct SourceNames {
    private(set) var names: [String] = []
    private var places: [Int64: Int] = [:]
    private var last: (file: Int64, place: Int)?

    init(_ database: Database) throws {
        let rows = try RowReader(database, "SELECT file_id, source FROM etl_file")
        var texts = FewTexts()
        var known: [String: Int] = [:]
        while try rows.next() {
            let name = texts.text(rows.bytes(1))
            let place = known[name] ?? names.count
            if place == names.count {
                known[name] = place
                names.append(name)
            }
            places[rows.integer(0)] = place
        }
    }

    /// The place of the name of a file's source.
    mutating func place(of file: Int64) -> Int {
        if let last, last.file == file { return last.place }
        let place = places[file] ?? 0
        last = (file, place)
        return place
    }
}
