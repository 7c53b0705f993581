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
        let rows = try RowReader(
            database,
            """
            SELECT file_id, traffic_id, day, platform, account, campaign_id, campaign_name, ad_group_id, ad_id, date_to,
                impressions, clicks, cost_micros
            FROM fact_spend NOT INDEXED
            """)
        var ways = TextTable()
        var ads = TextTable()
        var lastDays: [Day] = []
        /// The way of the sums of each way.
        var summed: [Int] = []
        var isAnySpread = false
        var key: [UInt8] = []
        func name(_ source: String, isAd: Bool) -> CampaignName {
            let origin = origins[rows.integer(1)] ?? Origin()
            return CampaignName(
                pipelineSource: source, source: origin.source, medium: origin.medium, platform: rows.text(3),
                account: rows.text(4), campaignID: rows.text(5), campaign: rows.text(6),
                adGroupID: isAd ? rows.text(7) : "", adID: isAd ? rows.text(8) : "")
        }
        func way(_ source: String, _ traffic: Int64, stated: String, of sums: inout SpendSums) -> Int {
            let platform = stated.isEmpty ? origins[traffic]?.source ?? "" : platform(stated)
            return sums.position(of: SpendSums.Way(source: source, platform: platform), traffic)
        }
        while try rows.next() {
            let source = sources.place(of: rows.integer(0))
            key.removeAll(keepingCapacity: true)
            withUnsafeBytes(of: Int32(source)) { key.append(contentsOf: $0) }
            withUnsafeBytes(of: rows.integer(1)) { key.append(contentsOf: $0) }
            for column in Int32(3)..<7 { Self.append(rows.bytes(column), to: &key) }
            let named = key.withUnsafeBufferPointer { ways.position(of: $0) }
            let day = rows.day(2)
            sums.delivered.add(1, source: source, day: day)
            if named == lastDays.count {
                lastDays.append(day)
                summed.append(way(sources.names[source], rows.integer(1), stated: rows.text(3), of: &sums))
                try onName(name(sources.names[source], isAd: false))
                try onDay(named, day)
            } else if lastDays[named] != day {
                lastDays[named] = day
                try onDay(named, day)
            }
            if rows.bytes(9).elementsEqual(rows.bytes(2)) {
                try sums.add(
                    day, way: summed[named], impressions: rows.integer(10), clicks: rows.integer(11),
                    cost: rows.integer(12))
            } else {
                isAnySpread = true
            }
            let (group, ad) = (rows.bytes(7), rows.bytes(8))
            guard !group.isEmpty || !ad.isEmpty else { continue }
            key.removeAll(keepingCapacity: true)
            withUnsafeBytes(of: Int64(named)) { key.append(contentsOf: $0) }
            Self.append(group, to: &key)
            Self.append(ad, to: &key)
            let known = ads.count
            if key.withUnsafeBufferPointer({ ads.position(of: $0) }) == known {
                try onAd(name(sources.names[source], isAd: true))
            }
        }
        guard isAnySpread else { return sums }
        let parts = try RowReader(
            database,
            "SELECT file_id, traffic_id, day, platform, impressions, clicks, cost_micros FROM fact_spend_spread")
        while try parts.next() {
            let source = sources.names[sources.place(of: parts.integer(0))]
            let way = way(source, parts.integer(1), stated: parts.text(3), of: &sums)
            try sums.add(
                parts.day(2), way: way, impressions: parts.integer(4), clicks: parts.integer(5),
                cost: parts.integer(6))
        }
        return sums
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
        try trafficSources().mapValues { Origin(source: $0.source, medium: $0.medium, campaign: $0.campaign) }
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
