import Crypto
package import Definitions
import GRDB

/// The hash of everything published, blind to run ids, surrogate ids and clocks.
package struct WarehouseDigest: Hashable, Sendable {
    /// SHA-256 of all tables' hashes, in hex.
    package var whole: String
    /// The hash of each table, to find where two warehouses differ.
    package var tables: [(name: String, hash: String, rows: Int)]

    package static func == (left: WarehouseDigest, right: WarehouseDigest) -> Bool {
        left.whole == right.whole
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(whole)
    }

    /// Each published table by natural keys: files are (source, slot, content), traffic and channels their names.
    private static let queries =
        facts + [
            (
                "fact_fee",
                """
                SELECT fee.source_name, fee.fee, fee.day, fee.kind, channel.channel, traffic.source, traffic.medium,
                    traffic.campaign, fee.cost_micros
                FROM fact_fee AS fee JOIN dim_traffic AS traffic USING (traffic_id)
                JOIN dim_channel AS channel USING (channel_id)
                ORDER BY 1, 2, 3
                """
            ),
            (
                "fact_cost_split",
                """
                SELECT split.source_name, split.day, old_channel.channel, old.source, old.medium, old.campaign,
                    channel.channel, traffic.source, traffic.medium, traffic.campaign, split.cost_micros
                FROM fact_cost_split AS split JOIN dim_traffic AS traffic USING (traffic_id)
                JOIN dim_channel AS channel USING (channel_id)
                JOIN dim_traffic AS old ON old.traffic_id = split.from_traffic_id
                JOIN dim_channel AS old_channel ON old_channel.channel_id = old.channel_id
                ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
                """
            ),
            (
                "mart_channel_daily",
                """
                SELECT mart.day, channel.channel, traffic.source, traffic.medium, traffic.campaign, mart.impressions,
                    mart.clicks, mart.cost_micros, mart.visits, mart.pageviews, mart.visit_duration, mart.bounces,
                    mart.leads_billionths, mart.leads_all_billionths,
                    mart.deals_created_billionths, mart.deals_won_billionths, mart.revenue_micros, mart.payments_micros
                FROM mart_channel_daily AS mart JOIN dim_traffic AS traffic USING (traffic_id)
                JOIN dim_channel AS channel USING (channel_id)
                ORDER BY 1, 2, 3, 4, 5
                """
            ),
            (
                "fact_touch",
                """
                SELECT touch.kind, file.source, file.slot_from, file.slot_to, file.content, touch.line, touch.record_id,
                    touch.identity, touch.at, touch.day, tag.tags, channel.channel, traffic.source, traffic.medium,
                    traffic.campaign, placement.is_paid, placement.platform, placement.match_status,
                    placement.match_rule
                FROM fact_touch AS touch JOIN etl_file AS file USING (file_id)
                LEFT JOIN dim_tag AS tag USING (tag_id) JOIN dim_placement AS placement USING (placement_id)
                JOIN dim_traffic AS traffic USING (traffic_id) JOIN dim_channel AS channel USING (channel_id)
                ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
                """
            ),
            (
                "fact_journey",
                """
                SELECT journey.conversion, journey.source_name, journey.conversion_id, identity, is_counted, is_won,
                    lead_day, deal_created_day, deal_won_day, payment_day, report_day, value_micros, touches,
                    dropped_touches, path, channel.channel, traffic.source, traffic.medium, traffic.campaign,
                    unattributed_reason
                FROM fact_journey AS journey JOIN dim_traffic AS traffic USING (traffic_id)
                JOIN dim_channel AS channel USING (channel_id)
                ORDER BY 1, 2, 3
                """
            ),
            (
                "fact_credit",
                """
                SELECT journey.conversion, journey.source_name, journey.conversion_id, credit.position, touch.kind,
                    touch.source_name, touch.record_id, touch.at, touch.line, channel.channel, traffic.source,
                    traffic.medium, traffic.campaign, credit.*
                FROM fact_credit AS credit JOIN fact_journey AS journey USING (journey_id)
                LEFT JOIN fact_touch AS touch USING (touch_id)
                JOIN dim_traffic AS traffic ON traffic.traffic_id = credit.traffic_id
                JOIN dim_channel AS channel USING (channel_id)
                ORDER BY 1, 2, 3, 4
                """
            ),
            (
                "mart_attribution_daily",
                """
                SELECT mart.day, mart.basis, mart.conversion, mart.model, channel.channel, traffic.source,
                    traffic.medium, traffic.campaign, mart.conversions_billionths, mart.revenue_micros
                FROM mart_attribution_by_model AS mart JOIN dim_traffic AS traffic USING (traffic_id)
                JOIN dim_channel AS channel USING (channel_id)
                ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
                """
            ),
            (
                "mart_touch_daily",
                """
                SELECT mart.day, tag.tags, channel.channel, traffic.source, traffic.medium, traffic.campaign,
                    placement.is_paid, placement.platform, placement.match_status, placement.match_rule, mart.is_lead,
                    mart.touches, mart.credits, mart.leads_billionths
                FROM mart_touch_daily AS mart LEFT JOIN dim_tag AS tag USING (tag_id)
                JOIN dim_placement AS placement USING (placement_id)
                JOIN dim_traffic AS traffic USING (traffic_id) JOIN dim_channel AS channel USING (channel_id)
                ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
                """
            ),
            (
                "mart_journey",
                "SELECT * FROM mart_journey ORDER BY 1, 2"
            ),
            (
                "mart_match",
                "SELECT * FROM mart_match ORDER BY 1, 2, 3, 4, 5, 6"
            ),
            (
                "mart_match_daily",
                "SELECT * FROM mart_match_daily ORDER BY 1, 2"
            ),
            (
                "mart_quality",
                "SELECT measure, scope, item, part, whole FROM mart_quality ORDER BY 1, 2, 3"
            ),
            (
                "mart_visitors",
                """
                SELECT mart.period, mart.period_start, mart.scope, channel.channel, traffic.source, traffic.medium,
                    traffic.campaign, mart.visitors
                FROM mart_visitors AS mart LEFT JOIN dim_traffic AS traffic USING (traffic_id)
                LEFT JOIN dim_channel AS channel ON channel.channel_id = mart.channel_id
                ORDER BY 1, 2, 3, 4, 5, 6, 7
                """
            ),
            (
                "etl_interval",
                "SELECT source, day, state, rows_loaded FROM etl_interval ORDER BY 1, 2"
            ),
            (
                "etl_conflict",
                """
                SELECT conflict.source, conflict.id, winner.slot_from, winner.slot_to, winner.content, winner_record,
                    winner_line, loser.slot_from, loser.slot_to, loser.content, loser_record, loser_line
                FROM etl_conflict AS conflict JOIN etl_file AS winner ON winner.file_id = winner_file_id
                JOIN etl_file AS loser ON loser.file_id = loser_file_id
                ORDER BY 1, 2, 3, 4, 5, 6, 8, 9, 10, 11
                """
            ),
            (
                "etl_stage",
                "SELECT source, pipeline, stage, mapped_to, deals FROM etl_stage ORDER BY 1, 2, 3"
            ),
            (
                "etl_reject",
                """
                SELECT file.source, file.slot_from, file.slot_to, file.content, reject.byte_offset, reject.byte_length,
                    reject.line, reject.column_name, reject.rule
                FROM etl_reject AS reject JOIN etl_file AS file USING (file_id)
                WHERE file.state = 'live'
                ORDER BY 1, 2, 3, 4, 5
                """
            ),
            (
                "meta_pipeline",
                "SELECT pipeline, currency, time_zone, start, model, basis, vat FROM meta_pipeline"
            ),
        ]

    private static let facts = FactTable.all.map { table in
        let traffic = table.hasTraffic ? "channel.channel, traffic.source, traffic.medium, traffic.campaign, " : ""
        let dimensions =
            table.hasTraffic
            ? "JOIN dim_traffic AS traffic USING (traffic_id) JOIN dim_channel AS channel USING (channel_id)" : ""
        let (named, names) =
            switch table {
            case .visit:
                (
                    "tag.tags, placement.is_paid, placement.platform, placement.match_status, placement.match_rule, ",
                    "JOIN dim_tag AS tag USING (tag_id) JOIN dim_placement AS placement USING (placement_id)"
                )
            case .spend:
                (
                    Publication.Adverts.columns.map { "advert.\($0), " }.joined(),
                    "JOIN dim_advert AS advert USING (advert_id)"
                )
            default: ("", "")
            }
        // Of two files with the same bytes either may supply the record that counts.
        let current = table.key == nil ? "" : ", fact.is_current"
        return (
            table.name,
            """
            SELECT file.source, file.slot_from, file.slot_to, file.content, fact.record, \(traffic)\(named)fact.*
            FROM \(table.name) AS fact JOIN etl_file AS file USING (file_id) \(names) \(dimensions)
            ORDER BY 1, 2, 3, 4, 5\(current)
            """
        )
    }

    /// Columns of `*` that are surrogate ids, for which the query puts natural keys first.
    private static let surrogates: Set<String> = [
        "file_id", "traffic_id", "placement_id", "advert_id", "tag_id", "own_tag_id", "journey_id", "touch_id",
    ]

    /// Hashes a warehouse.
    ///
    /// - Complexity: O(n log n) in its rows.
    package init(_ warehouse: Warehouse) throws(Failure) {
        tables = try warehouse.read { database in
            try Self.queries.map { name, query in
                var rows = RowHash()
                try rows.add(database, query, leavingOut: Self.surrogates)
                return (name, rows.finish(), rows.count)
            }
        }
        var whole = SHA256()
        for table in tables {
            whole.update(data: Array("\(table.name) \(table.hash)\n".utf8))
        }
        self.whole = whole.finalize().hexText
    }
}
