package import Definitions
import Foundation
import GRDB

/// What tells how far numbers can be trusted.
extension Publication {
    /// A key that links too many others to mean one person.
    package struct Hub: Hashable, Sendable {
        package var kind: String
        /// As stored.
        package var key: String
        package var links: Int
        package var records: Int

        package init(kind: String, key: String, links: Int, records: Int) {
            self.kind = kind
            self.key = key
            self.links = links
            self.records = records
        }
    }

    /// So many of a platform's unmatched tags get a line for the alias file.
    private static let aliasesShown = 10

    /// Notes the platform of each way in which spend names one.
    ///
    /// - Parameter name: the platform's one name, of a text that a row of spend states.
    package func namePlatforms(_ name: (_ stated: String) -> String) throws {
        try database.execute(sql: "DELETE FROM dim_platform")
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT spend.platform, traffic.source
                FROM fact_spend AS spend JOIN dim_traffic AS traffic USING (traffic_id)
                """)
        for row in rows {
            let (stated, source): (String, String) = (row[0], row[1])
            try database.execute(
                sql: "INSERT INTO dim_platform VALUES (?, ?, ?)",
                arguments: [stated, source, stated.isEmpty ? source : name(stated)])
        }
    }

    /// Lists how the tags of touches met the campaigns of spend.
    ///
    /// - Parameter alias: a line for the alias file, of tags on a day.
    package func listMatches(alias: (_ tags: [UInt8], _ platform: String, _ day: Day) throws -> String) throws {
        try database.execute(
            sql: """
                DELETE FROM mart_match;
                INSERT INTO mart_match
                    (platform, source, medium, campaign, match_status, match_rule, visits, leads, alias)
                SELECT platform, tag.source, tag.medium, tag.campaign, match_status, match_rule, sum(visits),
                    sum(leads), ''
                FROM (
                    SELECT platform, tag_id, match_status, match_rule, visits, 0 AS leads FROM fact_visit_daily
                    UNION ALL
                    SELECT platform, tag_id, match_status, match_rule, 0, 1 FROM fact_touch WHERE kind = 'lead'
                )
                JOIN dim_tag AS tag USING (tag_id)
                WHERE platform <> ''
                GROUP BY 1, 2, 3, 4, 5, 6
                """)
        let rows = try Row.fetchAll(
            database,
            sql: """
                WITH ranked AS (
                    SELECT *, row_number() OVER (
                        PARTITION BY platform ORDER BY visits + leads DESC, source, medium, campaign, match_status
                    ) AS place
                    FROM mart_match WHERE match_status <> 'matched'
                ), touched AS (
                    SELECT platform, tag_id, match_status, match_rule, day FROM fact_visit_daily
                    UNION ALL
                    SELECT platform, tag_id, match_status, match_rule, day FROM fact_touch WHERE kind = 'lead'
                )
                SELECT ranked.*, min(tag.tags) AS tags, max(touched.day) AS day
                FROM ranked JOIN dim_tag AS tag ON tag.source = ranked.source AND tag.medium = ranked.medium
                    AND tag.campaign = ranked.campaign
                JOIN touched ON touched.tag_id = tag.tag_id AND touched.platform = ranked.platform
                    AND touched.match_status = ranked.match_status AND touched.match_rule = ranked.match_rule
                WHERE place <= ?
                GROUP BY ranked.platform, ranked.source, ranked.medium, ranked.campaign, ranked.match_status,
                    ranked.match_rule
                """, arguments: [Self.aliasesShown])
        for row in rows {
            guard let day = Day(row["day"] as String) else { continue }
            let line = try alias(Array(row["tags"] as Data), row["platform"], day)
            try database.execute(
                sql: """
                    UPDATE mart_match SET alias = ? WHERE platform = ? AND source = ? AND medium = ? AND campaign = ?
                        AND match_status = ? AND match_rule = ?
                    """,
                arguments: [
                    line, row["platform"], row["source"], row["medium"], row["campaign"], row["match_status"],
                    row["match_rule"],
                ])
        }
    }

    /// Adds the keys that link nothing to what is known of quality.
    package func addHubs(_ hubs: [Hub]) throws {
        for hub in hubs {
            try database.execute(
                sql: "INSERT INTO mart_quality (measure, scope, item, part, whole) VALUES ('hub', ?, ?, ?, ?)",
                arguments: [hub.kind, hub.key, hub.links, hub.records])
        }
    }
}
