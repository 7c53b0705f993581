-- The marts from the facts. A touch of a lead's own tags lies on the lead's day, and so do the lead's deals and their
-- payments; cost lies on its own, and one that spreads on each of its days.

DELETE FROM mart_channel_daily;

INSERT INTO mart_channel_daily
    (day, traffic_id, impressions, clicks, cost_micros, visits, pageviews, visit_duration, bounces, leads_billionths, leads_all_billionths,
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
    SELECT day, traffic_id, 0, 0, 0, 0, 0, 0, 0, is_counted * 1000000000, 1000000000, 0, 0, 0, 0
    FROM fact_lead
    WHERE is_current = 1 AND is_deleted = 0 AND day >= (SELECT start FROM meta_pipeline)
    UNION ALL
    SELECT report_day, traffic_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000000000, (status = 'won') * 1000000000,
        CASE status WHEN 'won' THEN
            CASE (SELECT vat FROM meta_pipeline)
                WHEN 'gross' THEN gross_micros WHEN 'net' THEN net_micros ELSE amount_micros END
        ELSE 0 END, 0
    FROM fact_deal
    WHERE is_current = 1 AND is_deleted = 0 AND report_day >= (SELECT start FROM meta_pipeline)
    UNION ALL
    SELECT report_day, traffic_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        CASE (SELECT vat FROM meta_pipeline)
            WHEN 'gross' THEN gross_micros WHEN 'net' THEN net_micros ELSE amount_micros END
    FROM fact_payment
    WHERE is_current = 1 AND is_deleted = 0 AND report_day >= (SELECT start FROM meta_pipeline)
)
GROUP BY day, traffic_id
ORDER BY day, traffic_id;
