package import Definitions
import Foundation
import GRDB

/// How touches and spend met, tag by tag.
extension Publication {
    /// The key of a row of the list.
    fileprivate struct MatchKey: Hashable, Comparable {
        var platform: String
        var tag: Origin
        var status: String
        var rule: String

        static func < (left: Self, right: Self) -> Bool {
            for (left, right) in zip(left.texts, right.texts) where left != right {
                return left.utf8.lexicographicallyPrecedes(right.utf8)
            }
            return false
        }

        private var texts: [String] { [platform, tag.source, tag.medium, tag.campaign, status, rule] }
    }

    fileprivate struct Match {
        var visits: Int64 = 0
        var leads: Int64 = 0
        var cost: Int64 = 0
        var tags: [Int64] = []
        var newest = Day(number: .min)
        var alias = ""
    }

    /// So many of a platform's unmatched tags get a line for the alias file.
    private static let aliasesShown = 10

    /// Lists how the tags of touches met the campaigns of spend.
    ///
    /// - Parameter alias: a line for the alias file, of tags on a day.
    package func listMatches(
        _ touches: TouchSums, alias: (_ tags: [UInt8], _ platform: String, _ day: Day) throws -> String
    ) throws {
        let tags = try tagOrigins()
        var matches: [MatchKey: Match] = [:]
        for group in touches.groups where group.isMatchable {
            guard let tag = tags[group.tag], let newest = group.newest else { continue }
            let key = MatchKey(platform: group.platform, tag: tag, status: group.status, rule: group.rule)
            var match = matches[key] ?? Match()
            match.visits += group.visits
            match.leads += group.leads
            match.tags.append(group.tag)
            match.newest = max(match.newest, newest)
            matches[key] = match
        }
        let unmatched = matches.keys.filter { $0.status != "matched" }
        for (platform, keys) in Dictionary(grouping: unmatched, by: \.platform) {
            let ranked = keys.map { (key: $0, touches: (matches[$0]?.visits ?? 0) + (matches[$0]?.leads ?? 0)) }
                .sorted { $0.touches == $1.touches ? $0.key < $1.key : $0.touches > $1.touches }
            for (key, _) in ranked.prefix(Self.aliasesShown) {
                guard let match = matches[key], let tag = try leastTags(of: match.tags) else { continue }
                matches[key]?.alias = try alias(tag, platform, match.newest)
            }
        }
        try database.execute(sql: "DELETE FROM mart_match")
        try add(matches)
    }

    /// Adds to the list what didn't meet: campaigns that no touch was matched to, and paid touches of platforms without
    /// spend.
    func listUnmet(_ meeting: SpendMeeting, _ touches: TouchSums) throws {
        let tags = try tagOrigins()
        var matches: [MatchKey: Match] = [:]
        for (way, cost) in try meeting.costs().enumerated() where !meeting.isMet[way] {
            let key = MatchKey(
                platform: meeting.spend.ways[way].platform, tag: meeting.origins[way], status: "spend_without_visits",
                rule: "")
            let sum = (matches[key]?.cost ?? 0).addingReportingOverflow(cost)
            guard !sum.overflow else { throw Failure.sumTooLarge() }
            matches[key, default: Match()].cost = sum.partialValue
        }
        matches = matches.filter { $0.value.cost != 0 }
        for (place, group) in touches.groups.enumerated() where group.hasSums && !group.isMatchable {
            guard let platform = meeting.platforms[place], let tag = tags[group.tag] else { continue }
            let key = MatchKey(platform: platform, tag: tag, status: "visits_without_spend", rule: "")
            matches[key, default: Match()].visits += group.visits
            matches[key, default: Match()].leads += group.creditedLeads
        }
        try add(matches)
    }

    private func add(_ matches: [MatchKey: Match]) throws {
        var statement = try BulkStatement(
            database,
            """
            INSERT INTO mart_match
                (platform, source, medium, campaign, match_status, match_rule, visits, leads, alias, cost_micros)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for (key, match) in matches.sorted(by: { $0.key < $1.key }) {
            for text in [key.platform, key.tag.source, key.tag.medium, key.tag.campaign, key.status, key.rule] {
                statement.bind(text)
            }
            statement.bind(match.visits)
            statement.bind(match.leads)
            statement.bind(match.alias)
            statement.bind(match.cost)
            try statement.step()
        }
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

    /// The texts of all tags.
    private func tagOrigins() throws -> [Int64: Origin] {
        var origins: [Int64: Origin] = [:]
        let rows = try RowReader(database, "SELECT tag_id, source, medium, campaign FROM dim_tag")
        while try rows.next() {
            origins[rows.integer(0)] = Origin(source: rows.text(1), medium: rows.text(2), campaign: rows.text(3))
        }
        return origins
    }

    /// The least of some tags as the program tells them apart, so that their numbers play no part.
    private func leastTags(of ids: [Int64]) throws -> [UInt8]? {
        let statement = try database.cachedStatement(sql: "SELECT tags FROM dim_tag WHERE tag_id = ?")
        return try ids.compactMap { try Data.fetchOne(statement, arguments: [$0]).map(Array.init) }
            .min { $0.lexicographicallyPrecedes($1) }
    }
}
