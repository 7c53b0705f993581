/// What holds of every warehouse, as queries that find what breaks it.
enum AttributionLaws {
    static let all: [(name: String, sql: String)] = [
        (
            "shares sum to one and values to their amount",
            """
            SELECT journey.conversion, journey.conversion_id, credit.model
            FROM fact_journey AS journey JOIN fact_credit_by_model AS credit USING (journey_id)
            GROUP BY journey_id, credit.model
            HAVING sum(credit.share_billionths) <> 1000000000 OR sum(credit.value_micros) <> journey.value_micros
            """
        ),
        (
            "a reason stands where nothing is known, and only there",
            """
            SELECT journey.conversion, journey.conversion_id FROM fact_journey AS journey
            WHERE (unattributed_reason <> '') IS NOT (EXISTS (
                SELECT 1 FROM fact_credit AS credit WHERE credit.journey_id = journey.journey_id AND touch_id = 0))
                OR (unattributed_reason <> '') IS NOT (touches = 0)
            """
        ),
        (
            "every record that counts has one journey, and nothing else has",
            """
            WITH record AS (
                SELECT 'lead' AS conversion, source_name, lead_id AS id FROM fact_lead
                WHERE is_current = 1 AND is_deleted = 0
                UNION ALL SELECT 'deal', source_name, deal_id FROM fact_deal WHERE is_current = 1 AND is_deleted = 0
                UNION ALL SELECT 'payment', source_name, payment_id FROM fact_payment
                WHERE is_current = 1 AND is_deleted = 0
            ), journey AS (SELECT conversion, source_name, conversion_id FROM fact_journey)
            SELECT 'without', * FROM (SELECT * FROM record EXCEPT SELECT * FROM journey)
            UNION ALL SELECT 'for nothing', * FROM (SELECT * FROM journey EXCEPT SELECT * FROM record)
            """
        ),
        (
            "every journey has a row of each model",
            """
            SELECT journey_id, model FROM fact_journey CROSS JOIN dim_model
            EXCEPT SELECT journey_id, model FROM fact_credit_by_model
            """
        ),
        (
            "values are those of the records on the base of the reports",
            """
            WITH base AS (SELECT vat FROM meta_pipeline), record AS (
                SELECT 'deal' AS conversion, source_name, deal_id AS id, CASE status WHEN 'won' THEN
                    CASE (SELECT vat FROM base) WHEN '' THEN amount_micros WHEN 'net' THEN net_micros
                        ELSE gross_micros END ELSE 0 END AS value_micros
                FROM fact_deal WHERE is_current = 1 AND is_deleted = 0
                UNION ALL
                SELECT 'payment', source_name, payment_id,
                    CASE (SELECT vat FROM base) WHEN '' THEN amount_micros WHEN 'net' THEN net_micros
                        ELSE gross_micros END
                FROM fact_payment WHERE is_current = 1 AND is_deleted = 0
            )
            SELECT conversion, source_name, conversion_id, value_micros FROM fact_journey WHERE conversion <> 'lead'
            EXCEPT SELECT * FROM record
            """
        ),
        (
            "each basis counts each conversion that has its date once for each model, and all of its value",
            """
            WITH dated AS (
                SELECT conversion.conversion, journey.value_micros * (journey.conversion <> 'lead') AS value_micros,
                    1 AS touch, lead_day IS NOT NULL AS lead, deal_created_day IS NOT NULL AS deal_created,
                    deal_won_day IS NOT NULL AS deal_won, payment_day IS NOT NULL AS payment
                FROM fact_journey AS journey JOIN dim_conversion AS conversion
                    ON conversion.journey = journey.conversion
                WHERE (journey.conversion <> 'deal' OR is_won) AND report_day >= (SELECT start FROM meta_pipeline)
            ), wanted AS (
                SELECT 'touch' AS basis, conversion, count(*) AS number, sum(value_micros) AS value FROM dated
                WHERE touch GROUP BY 2
                UNION ALL SELECT 'lead', conversion, count(*), sum(value_micros) FROM dated WHERE lead GROUP BY 2
                UNION ALL SELECT 'deal_created', conversion, count(*), sum(value_micros) FROM dated
                WHERE deal_created GROUP BY 2
                UNION ALL SELECT 'deal_won', conversion, count(*), sum(value_micros) FROM dated
                WHERE deal_won GROUP BY 2
                UNION ALL SELECT 'payment', conversion, count(*), sum(value_micros) FROM dated
                WHERE payment GROUP BY 2
            ), wanted_by_model AS (
                SELECT basis, conversion, model, number * 1000000000, value FROM wanted CROSS JOIN dim_model
            ), found AS (
                SELECT basis, conversion, model, sum(conversions_billionths), sum(revenue_micros)
                FROM v1_attribution_daily GROUP BY 1, 2, 3
            )
            SELECT 'missing', * FROM (SELECT * FROM wanted_by_model EXCEPT SELECT * FROM found)
            UNION ALL SELECT 'found', * FROM (SELECT * FROM found EXCEPT SELECT * FROM wanted_by_model)
            """
        ),
        (
            "the report counts every conversion once, and all of its value",
            """
            WITH journey AS (SELECT * FROM fact_journey WHERE report_day >= (SELECT start FROM meta_pipeline))
            SELECT * FROM (
                SELECT total(leads_billionths), total(leads_all_billionths), total(deals_created_billionths),
                    total(deals_won_billionths), total(revenue_micros), total(payments_micros)
                FROM v1_channel_daily
                EXCEPT SELECT total((conversion = 'lead') * is_counted) * 1000000000,
                    total(conversion = 'lead') * 1000000000, total(conversion = 'deal') * 1000000000,
                    total((conversion = 'deal') * is_won) * 1000000000,
                    total((conversion = 'deal') * is_won * value_micros),
                    total((conversion = 'payment') * value_micros)
                FROM journey
            )
            """
        ),
        (
            "the daily mart has the visits that were loaded",
            """
            SELECT day, sum(visits) FROM mart_channel_daily GROUP BY day HAVING sum(visits) > 0
            EXCEPT SELECT day, sum(visits) FROM fact_visit_daily WHERE day >= (SELECT start FROM meta_pipeline)
            GROUP BY day
            UNION ALL SELECT '', 0 WHERE (SELECT total(visits) FROM mart_channel_daily) <> (
                SELECT total(visits) FROM fact_visit_daily WHERE day >= (SELECT start FROM meta_pipeline))
            """
        ),
        (
            "each day of the daily mart has that day's cost",
            """
            WITH mart AS (
                SELECT day, sum(cost_micros) AS cost FROM v1_channel_daily GROUP BY day HAVING sum(cost_micros) <> 0
            ), fact AS (
                SELECT day, sum(cost_micros) AS cost FROM (
                    SELECT day, cost_micros FROM fact_spend_daily UNION ALL SELECT day, cost_micros FROM fact_fee)
                GROUP BY day HAVING sum(cost_micros) <> 0
            )
            SELECT 'mart', * FROM (SELECT * FROM mart EXCEPT SELECT * FROM fact)
            UNION ALL SELECT 'fact', * FROM (SELECT * FROM fact EXCEPT SELECT * FROM mart)
            """
        ),
        (
            "matching leaves out no cost but what others bear, no paid visit and no lead that ads brought",
            """
            SELECT 1 WHERE (SELECT ifnull(sum(cost_micros), 0) FROM mart_match_daily) <> (
                SELECT ifnull(sum(cost_micros), 0) FROM fact_spend_daily JOIN etl_file AS file USING (file_id)
                WHERE file.source NOT IN (SELECT source_name FROM fact_cost_split))
            UNION ALL SELECT 2 WHERE (SELECT ifnull(sum(matchable_visits), 0) FROM mart_match_daily)
                <> (SELECT ifnull(sum(visits), 0) FROM fact_visit_daily JOIN dim_placement USING (placement_id)
                    WHERE platform <> '' AND day >= (SELECT start FROM meta_pipeline))
            UNION ALL SELECT 3 FROM mart_match_daily
            WHERE matched_visits + visits_without_spend <> visits
                OR matched_leads_billionths + leads_without_spend_billionths <> leads_billionths
            """
        ),
        ("weeks sum to days", sums(of: "weekly", "week", "date(day, '-6 days', 'weekday 1')")),
        ("months sum to days", sums(of: "monthly", "month", "date(day, 'start of month')")),
    ]

    /// The rows of a view of longer periods that the daily one doesn't give.
    private static func sums(of view: String, _ period: String, _ ofDay: String) -> String {
        let place = "channel, source, medium, campaign"
        let measures = [
            "impressions", "clicks", "cost_micros", "visits", "pageviews", "visit_duration", "bounces",
            "leads_billionths", "leads_all_billionths", "deals_created_billionths", "deals_won_billionths",
            "revenue_micros", "payments_micros",
        ]
        let days = """
            SELECT \(ofDay), \(place), \(measures.map { "sum(\($0))" }.joined(separator: ", "))
            FROM v1_channel_daily GROUP BY 1, 2, 3, 4, 5
            """
        let periods = "SELECT \(period), \(place), \(measures.joined(separator: ", ")) FROM v1_channel_\(view)"
        return """
            SELECT 'days', * FROM (\(days) EXCEPT \(periods))
            UNION ALL SELECT 'period', * FROM (\(periods) EXCEPT \(days))
            """
    }
}
