package import Definitions
import GRDB

/// The sums of one row of a report over a period, by the pipeline's report model.
package struct ChannelTotals: Hashable, Sendable {
    package var channel: String
    package var titleEN: String
    package var titleRU: String
    /// Empty where the report isn't by campaign.
    package var source: String
    package var medium: String
    package var campaign: String
    package var impressions: Int64
    package var clicks: Int64
    package var visits: Int64
    package var cost: Money
    /// Leads that are neither spam nor test nor duplicate, in billionths.
    package var leadsBillionths: Int64
    /// Every lead, in billionths.
    package var allLeadsBillionths: Int64
    /// Won deals, in billionths.
    package var wonDealsBillionths: Int64
    /// The amounts of won deals.
    package var revenue: Money
    /// Payments less refunds.
    package var payments: Money
}

/// What a warehouse's numbers are stated in, and the days they cover.
package struct WarehouseProfile: Hashable, Sendable {
    package var pipeline: String
    package var currency: String
    package var timeZone: String
    package var model: String
    package var basis: AttributionDefinition.Basis
    /// Whether costs and revenue are with VAT; nil: amounts as they were exported.
    package var vat: VATBase?
    /// Whether there is any visit.
    package var hasVisits: Bool
    /// Whether there is any deal: reports of spend and leads alone have no revenue to show.
    package var hasDeals: Bool
    /// The first and last day with any row; nil in an empty warehouse.
    package var days: ClosedRange<Day>?
}

extension Warehouse {
    package func profile() throws(Failure) -> WarehouseProfile {
        try read { database in
            guard let row = try Row.fetchOne(database, sql: "SELECT * FROM meta_pipeline") else {
                throw Failure(
                    .definition, "nothing is published in \(path) yet", hint: "fill it: throughline run PIPELINE")
            }
            let range = try Row.fetchOne(database, sql: "SELECT min(day), max(day) FROM mart_channel_daily")
            var days: ClosedRange<Day>?
            if let first: String = range?[0], let last: String = range?[1], let from = Day(first), let to = Day(last) {
                days = from...to
            }
            return try WarehouseProfile(
                pipeline: row["pipeline"], currency: row["currency"], timeZone: row["time_zone"], model: row["model"],
                basis: AttributionDefinition.Basis(rawValue: row["basis"]) ?? .lead,
                vat: VATBase(rawValue: row["vat"]),
                hasVisits: Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM fact_visit_daily)") ?? false,
                hasDeals: Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM v1_deal)") ?? false, days: days)
        }
    }

    /// The sums of each channel, or of each campaign, over a period; costliest first.
    ///
    /// - Parameter view: the model and the date axis of conversions; nil: those of the pipeline file, from its mart.
    package func totals(
        in period: ClosedRange<Day>, byCampaign: Bool, by view: AttributionView? = nil
    ) throws(Failure) -> [ChannelTotals] {
        let detail = byCampaign ? "source, medium, campaign" : "'' AS source, '' AS medium, '' AS campaign"
        var arguments = ["from": period.lowerBound.description, "to": period.upperBound.description]
        if let view {
            arguments["model"] = view.model
            arguments["basis"] = view.basis.rawValue
        }
        return try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT channel, title_en, title_ru, \(detail), sum(impressions) AS impressions,
                        sum(clicks) AS clicks, sum(visits) AS visits, sum(cost_micros) AS cost_micros,
                        sum(leads_billionths) AS leads, sum(leads_all_billionths) AS leads_all,
                        sum(deals_won_billionths) AS deals_won, sum(revenue_micros) AS revenue_micros,
                        sum(payments_micros) AS payments_micros
                    FROM \(view == nil ? "v1_channel_daily" : Self.credited) JOIN dim_channel USING (channel)
                    WHERE day BETWEEN :from AND :to
                    GROUP BY 1, 2, 3, 4, 5, 6
                    ORDER BY cost_micros DESC, leads DESC, channel, 4, 5, 6
                    """,
                arguments: StatementArguments(arguments)
            ).map { row in
                ChannelTotals(
                    channel: row["channel"], titleEN: row["title_en"], titleRU: row["title_ru"],
                    source: row["source"], medium: row["medium"], campaign: row["campaign"],
                    impressions: row["impressions"], clicks: row["clicks"], visits: row["visits"],
                    cost: Money(micros: row["cost_micros"]), leadsBillionths: row["leads"],
                    allLeadsBillionths: row["leads_all"], wonDealsBillionths: row["deals_won"],
                    revenue: Money(micros: row["revenue_micros"]), payments: Money(micros: row["payments_micros"]))
            }
        }
    }

    /// Cost and visits of the mart, and conversions by another model or on another date.
    ///
    /// A conversion without the date asked for lies on its latest before it: a lead on its own day, a deal on that it was
    /// won.
    private static let credited = """
        (
            SELECT day, channel, source, medium, campaign, impressions, clicks, visits, cost_micros,
                0 AS leads_billionths, 0 AS leads_all_billionths, 0 AS deals_won_billionths, 0 AS revenue_micros,
                0 AS payments_micros
            FROM v1_channel_daily
            UNION ALL
            SELECT
                CASE :basis
                    WHEN 'touch' THEN credit.day
                    WHEN 'lead' THEN report_day
                    WHEN 'deal_created' THEN coalesce(deal_created_day, report_day)
                    WHEN 'deal_won' THEN coalesce(deal_won_day, deal_created_day, report_day)
                    ELSE coalesce(payment_day, deal_won_day, deal_created_day, report_day)
                END,
                channel.channel, traffic.source, traffic.medium, traffic.campaign, 0, 0, 0, 0,
                (conversion = 'lead') * is_counted * share_billionths, (conversion = 'lead') * share_billionths,
                (conversion = 'deal') * is_won * share_billionths, (conversion = 'deal') * is_won * value_micros,
                (conversion = 'payment') * value_micros
            FROM fact_credit_by_model AS credit
            JOIN (
                SELECT journey_id, conversion, is_counted, is_won, deal_created_day, deal_won_day, payment_day,
                    report_day
                FROM fact_journey
            ) AS journey USING (journey_id)
            JOIN dim_traffic AS traffic USING (traffic_id) JOIN dim_channel AS channel USING (channel_id)
            WHERE model = :model AND report_day >= (SELECT start FROM meta_pipeline)
        )
        """

    /// The models that credits are computed by, in the pipeline file's order.
    package func models() throws(Failure) -> [String] {
        try read { try String.fetchAll($0, sql: "SELECT model FROM dim_model ORDER BY position") }
    }
}

/// Which numbers of conversions are shown.
package struct AttributionView: Hashable, Sendable {
    package var model: String
    package var basis: AttributionDefinition.Basis

    package init(model: String, basis: AttributionDefinition.Basis) {
        self.model = model
        self.basis = basis
    }
}

/// How fresh a source is.
package struct SourceFreshness: Hashable, Sendable {
    package var source: String
    package var files: Int
    package var counts: RowCounts
    package var firstDay: String?
    package var lastDay: String?
    /// Days between the first and the last without any row.
    package var emptyDays: Int
}

extension Warehouse {
    /// The freshness of each source with a live file, in the order of their names.
    package func freshness() throws(Failure) -> [SourceFreshness] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT file.source, count(*) AS files, sum(rows_read) AS rows_read, sum(rows_loaded) AS rows_loaded,
                        sum(rows_rejected) AS rows_rejected, sum(rows_duplicate) AS rows_duplicate,
                        sum(rows_superseded) AS rows_superseded, sum(rows_filtered) AS rows_filtered,
                        (SELECT min(day) FROM etl_interval AS i WHERE i.source = file.source AND i.rows_loaded > 0) AS first_day,
                        (SELECT max(day) FROM etl_interval AS i WHERE i.source = file.source AND i.rows_loaded > 0) AS last_day,
                        (SELECT count(*) FROM etl_interval AS i WHERE i.source = file.source AND i.rows_loaded > 0) AS days
                    FROM etl_file AS file WHERE state = 'live' GROUP BY file.source ORDER BY file.source
                    """
            ).map { row in
                var counts = RowCounts()
                counts.read = row["rows_read"]
                counts.loaded = row["rows_loaded"]
                counts.rejected = row["rows_rejected"]
                counts.duplicate = row["rows_duplicate"]
                counts.superseded = row["rows_superseded"]
                counts.filtered = row["rows_filtered"]
                let first: String? = row["first_day"]
                let last: String? = row["last_day"]
                var empty = 0
                if let from = first.flatMap({ Day($0) }), let to = last.flatMap({ Day($0) }) {
                    empty = Int(to.number - from.number) + 1 - (row["days"] as Int)
                }
                return SourceFreshness(
                    source: row["source"], files: row["files"], counts: counts, firstDay: first, lastDay: last,
                    emptyDays: empty)
            }
        }
    }
}
