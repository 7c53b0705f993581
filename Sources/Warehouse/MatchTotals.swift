package import Definitions
import GRDB

/// What of a platform's spend, paid visits and leads met, over a period.
package struct MatchTotals: Hashable, Sendable {
    package var platform: String
    /// All that was spent there.
    package var cost: Money
    /// Of campaigns in a source and medium that the platform's touches bear, in micros.
    package var matchableCostMicros: Int64
    package var matchedCostMicros: Int64
    /// Of campaigns that no touch met, and of anything nobody came by.
    package var spendWithoutVisits: Money
    /// Visits that were paid for.
    package var visits: Int64
    /// Those of a platform whose spend names campaigns.
    package var matchableVisits: Int64
    package var matchedVisits: Int64
    package var visitsWithoutSpend: Int64
    /// Leads that paid touches brought, in billionths.
    package var leadsBillionths: Int64
    package var matchableLeadsBillionths: Int64
    package var matchedLeadsBillionths: Int64
    package var leadsWithoutSpendBillionths: Int64
}

/// Tags that met no campaign, and what would help.
package struct UnmatchedTags: Hashable, Sendable {
    package var source: String
    package var medium: String
    package var campaign: String
    package var status: String
    package var visits: Int64
    /// Leads whose own tags these are.
    package var leads: Int64
    /// A line for the alias file; its campaign is empty where none is like enough.
    package var alias: String
}

/// A platform whose touches bear a source and medium.
package struct PlatformMedium: Hashable, Sendable {
    package var platform: String
    package var source: String
    package var medium: String

    package init(platform: String, source: String, medium: String) {
        self.platform = platform
        self.source = source
        self.medium = medium
    }
}

extension Warehouse {
    /// What met and what didn't, by platform; the costliest first.
    package func matchTotals(in period: ClosedRange<Day>) throws(Failure) -> [MatchTotals] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT platform, sum(cost_micros) AS cost, sum(matchable_cost_micros) AS matchable_cost,
                        sum(matched_cost_micros) AS matched_cost, sum(spend_without_visits_micros) AS unmet_cost,
                        sum(visits) AS visits, sum(matchable_visits) AS matchable_visits,
                        sum(matched_visits) AS matched_visits, sum(visits_without_spend) AS unmet_visits,
                        sum(leads_billionths) AS leads, sum(matchable_leads_billionths) AS matchable_leads,
                        sum(matched_leads_billionths) AS matched_leads,
                        sum(leads_without_spend_billionths) AS unmet_leads
                    FROM mart_match_daily WHERE day BETWEEN ? AND ? GROUP BY platform
                    ORDER BY cost DESC, visits DESC, platform
                    """, arguments: [period.lowerBound.description, period.upperBound.description]
            ).map { row in
                MatchTotals(
                    platform: row["platform"], cost: Money(micros: row["cost"]),
                    matchableCostMicros: row["matchable_cost"], matchedCostMicros: row["matched_cost"],
                    spendWithoutVisits: Money(micros: row["unmet_cost"]), visits: row["visits"],
                    matchableVisits: row["matchable_visits"], matchedVisits: row["matched_visits"],
                    visitsWithoutSpend: row["unmet_visits"], leadsBillionths: row["leads"],
                    matchableLeadsBillionths: row["matchable_leads"], matchedLeadsBillionths: row["matched_leads"],
                    leadsWithoutSpendBillionths: row["unmet_leads"])
            }
        }
    }

    /// The tags that most touches bear without meeting a campaign, over all days.
    package func largestUnmatched(_ count: Int) throws(Failure) -> [UnmatchedTags] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM mart_match WHERE alias <> ''
                    ORDER BY visits + leads DESC, platform, source, medium, campaign, match_status LIMIT ?
                    """, arguments: [count]
            ).map { row in
                UnmatchedTags(
                    source: row["source"], medium: row["medium"], campaign: row["campaign"],
                    status: row["match_status"], visits: row["visits"], leads: row["leads"], alias: row["alias"])
            }
        }
    }

    /// The sources and mediums that touches of a platform bear, once they are placed.
    package func platformMediums() throws(Failure) -> [PlatformMedium] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT platform, source, medium
                    FROM (
                        SELECT placement_id FROM fact_visit_daily UNION SELECT placement_id FROM fact_touch
                    ) JOIN dim_placement USING (placement_id) JOIN dim_traffic USING (traffic_id)
                    WHERE platform <> '' ORDER BY 1, 2, 3
                    """
            ).map { PlatformMedium(platform: $0["platform"], source: $0["source"], medium: $0["medium"]) }
        }
    }
}
