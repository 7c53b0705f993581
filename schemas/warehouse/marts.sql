-- The channel mart from the facts. Cost and visits lie on their own day, a cost that spreads on each of its days.
-- Conversions lie on the date of the report's basis, as the credits were summed: by default leads on their day, and so do
-- their deals and the payments of these. One without that date lies on its latest before it.

-- Only the days listed in temp.changed_day are made anew.
DELETE FROM mart_channel_daily WHERE day IN (SELECT day FROM temp.changed_day);

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
    SELECT day, traffic_id, 0, 0, 0, 0, 0, 0, 0, leads_billionths, leads_all_billionths, deals_created_billionths,
        deals_won_billionths, revenue_micros, payments_micros
    FROM mart_credit_daily
)
WHERE day IN (SELECT day FROM temp.changed_day)
GROUP BY day, traffic_id
ORDER BY day, traffic_id;
