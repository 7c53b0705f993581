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

    /// Tells each way in which spend names a campaign, the days of each, and its ads and groups, in one pass over the rows.
    ///
    /// - Parameters:
    ///   - onName: takes a way without ads and groups; ways are numbered from 0 on in the order in which they are told.
    ///   - onDay: takes a day of a way; the same one may come again.
    ///   - onAd: takes an ad or a group with the way it was named in.
    package func campaignSpend(
        onName: (CampaignName) throws -> Void, onDay: (_ way: Int, _ day: Day) throws -> Void,
        onAd: (CampaignName) throws -> Void
    ) throws {
        var sources = try SourceNames(database)
        let origins = try trafficOrigins()
        let rows = try RowReader(
            database,
            """
            SELECT file_id, traffic_id, day, platform, account, campaign_id, campaign_name, ad_group_id, ad_id
            FROM fact_spend NOT INDEXED WHERE campaign_id <> '' OR campaign_name <> ''
            """)
        var ways = TextTable()
        var ads = TextTable()
        var lastDays: [Day] = []
        var key: [UInt8] = []
        func name(_ source: String, isAd: Bool) -> CampaignName {
            let origin = origins[rows.integer(1)] ?? Origin()
            return CampaignName(
                pipelineSource: source, source: origin.source, medium: origin.medium, platform: rows.text(3),
                account: rows.text(4), campaignID: rows.text(5), campaign: rows.text(6),
                adGroupID: isAd ? rows.text(7) : "", adID: isAd ? rows.text(8) : "")
        }
        while try rows.next() {
            let source = sources.place(of: rows.integer(0))
            key.removeAll(keepingCapacity: true)
            withUnsafeBytes(of: Int32(source)) { key.append(contentsOf: $0) }
            withUnsafeBytes(of: rows.integer(1)) { key.append(contentsOf: $0) }
            for column in Int32(3)..<7 { Self.append(rows.bytes(column), to: &key) }
            let way = key.withUnsafeBufferPointer { ways.position(of: $0) }
            let day = rows.day(2)
            if way == lastDays.count {
                lastDays.append(day)
                try onName(name(sources.names[source], isAd: false))
                try onDay(way, day)
            } else if lastDays[way] != day {
                lastDays[way] = day
                try onDay(way, day)
            }
            let (group, ad) = (rows.bytes(7), rows.bytes(8))
            guard !group.isEmpty || !ad.isEmpty else { continue }
            key.removeAll(keepingCapacity: true)
            withUnsafeBytes(of: Int64(way)) { key.append(contentsOf: $0) }
            Self.append(group, to: &key)
            Self.append(ad, to: &key)
            let known = ads.count
            if key.withUnsafeBufferPointer({ ads.position(of: $0) }) == known {
                try onAd(name(sources.names[source], isAd: true))
            }
        }
    }

    private static func append(_ text: UnsafeBufferPointer<UInt8>, to key: inout [UInt8]) {
        key.append(contentsOf: text)
        // No byte of UTF-8: it tells where the text ends.
        key.append(0xFF)
    }

    /// The texts of a traffic source.
    struct Origin: Hashable {
        var source = ""
        var medium = ""
        var campaign = ""
    }

    /// The texts of each traffic source.
    func trafficOrigins() throws -> [Int64: Origin] {
        var origins: [Int64: Origin] = [:]
        let rows = try RowReader(database, "SELECT traffic_id, source, medium, campaign FROM dim_traffic")
        while try rows.next() {
            origins[rows.integer(0)] = Origin(source: rows.text(1), medium: rows.text(2), campaign: rows.text(3))
        }
        return origins
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
