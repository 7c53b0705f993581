-- The marts from the facts. Cost and visits lie on their own day, a cost that spreads on each of its days. Conversions lie on
-- the date of the report's basis: by default leads on their day, and so do their deals and the payments of these. One
-- without that date lies on its latest before it.

DELETE FROM mart_channel_daily;

INSERT INTO mart_channel_daily
    (day, traffic_id, impressions, clicks, cost_micros, visits, pageviews, visit_duration, bounces,
    leads_billionths, leads_all_billionths,
    deals_created_billionths, deals_won_billionths, revenue_micros, payments_micros)
SELECT day, traffic_id, sum(impressions), sum(clicks), sum(cost_micros), sum(visits), sum(pageviews), sum(duration),
    sum(bounces), sum(leads), sum(leads_all),
    sum(deals_created), sum(deals_won), sum(revenue), sum(payments)
FROM (
    SELECT day, traffic_id, impressions, clicks, cost_micros, 0 AS visits, 0 AS pageviews, 0 AS duration, 0 AS bounces,
        0 AS leads, 0 AS leads_all, 0 AS deals_created, 0 AS deals_won, 0 AS revenue, 0 AS payments
    FROM fact_spend_daily
    UNION ALL
    SELECT day, traffic_id, 0, 0, 0, visits, pageviews, duration, bounces, 0, 0, 0, 0, 0, 0
    FROM fact_visit_daily
    WHERE day >= (SELECT start FROM meta_pipeline)
    UNION ALL
    SELECT day, traffic_id, 0, 0, cost_micros, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM fact_fee
    UNION ALL
    SELECT
        CASE (SELECT basis FROM meta_pipeline)
            WHEN 'touch' THEN credit.day
            WHEN 'lead' THEN report_day
            WHEN 'deal_created' THEN coalesce(deal_created_day, report_day)
            WHEN 'deal_won' THEN coalesce(deal_won_day, deal_created_day, report_day)
            ELSE coalesce(payment_day, deal_won_day, deal_created_day, report_day)
        END,
        credit.traffic_id, 0, 0, 0, 0, 0, 0, 0,
        (conversion = 'lead') * is_counted * share_billionths, (conversion = 'lead') * share_billionths,
        (conversion = 'deal') * share_billionths, (conversion = 'deal') * is_won * share_billionths,
        (conversion = 'deal') * is_won * value_micros, (conversion = 'payment') * value_micros
    FROM fact_credit_by_model AS credit
    JOIN (
        SELECT journey_id, conversion, is_counted, is_won, deal_created_day, deal_won_day, payment_day, report_day
        FROM fact_journey
    ) USING (journey_id)
    WHERE model = (SELECT model FROM meta_pipeline) AND report_day >= (SELECT start FROM meta_pipeline)
)
GROUP BY day, traffic_id
ORDER BY day, traffic_id;

-- Each conversion on every date that it has: a whole one is a billion billionths of each model and basis.
DELETE FROM mart_attribution_daily;

INSERT INTO mart_attribution_daily
    (day, basis, conversion, traffic_id,
    first_touch_billionths, first_touch_revenue_micros,
    last_touch_billionths, last_touch_revenue_micros,
    last_non_direct_billionths, last_non_direct_revenue_micros,
    last_paid_billionths, last_paid_revenue_micros,
    linear_billionths, linear_revenue_micros,
    time_decay_billionths, time_decay_revenue_micros,
    position_based_billionths, position_based_revenue_micros)
SELECT
    CASE basis.basis
        WHEN 'touch' THEN credit.day WHEN 'lead' THEN journey.lead_day
        WHEN 'deal_created' THEN journey.deal_created_day WHEN 'deal_won' THEN journey.deal_won_day
        ELSE journey.payment_day
    END AS cell_day,
    basis.basis, conversion.conversion, credit.traffic_id,
    sum(credit.first_touch_share_billionths), sum((conversion.conversion <> 'lead') * credit.first_touch_value_micros),
    sum(credit.last_touch_share_billionths), sum((conversion.conversion <> 'lead') * credit.last_touch_value_micros),
    sum(credit.last_non_direct_share_billionths), sum((conversion.conversion <> 'lead') * credit.last_non_direct_value_micros),
    sum(credit.last_paid_share_billionths), sum((conversion.conversion <> 'lead') * credit.last_paid_value_micros),
    sum(credit.linear_share_billionths), sum((conversion.conversion <> 'lead') * credit.linear_value_micros),
    sum(credit.time_decay_share_billionths), sum((conversion.conversion <> 'lead') * credit.time_decay_value_micros),
    sum(credit.position_based_share_billionths), sum((conversion.conversion <> 'lead') * credit.position_based_value_micros)
FROM fact_journey AS journey
JOIN dim_conversion AS conversion ON conversion.journey = journey.conversion
JOIN fact_credit AS credit USING (journey_id)
CROSS JOIN (
    SELECT 'touch' AS basis UNION ALL SELECT 'lead' UNION ALL SELECT 'deal_created' UNION ALL SELECT 'deal_won'
    UNION ALL SELECT 'payment'
) AS basis
WHERE (journey.conversion <> 'deal' OR journey.is_won) AND journey.report_day >= (SELECT start FROM meta_pipeline)
    AND cell_day IS NOT NULL
GROUP BY cell_day, basis.basis, conversion.conversion, credit.traffic_id
ORDER BY cell_day, basis.basis, conversion.conversion, credit.traffic_id;
