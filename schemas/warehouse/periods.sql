-- The daily mart by week and month, once shared cost is divided.

DELETE FROM mart_channel_weekly;

INSERT INTO mart_channel_weekly
    (week, traffic_id, impressions, clicks, cost_micros, visits, pageviews, visit_duration, bounces,
    leads_billionths, leads_all_billionths, deals_created_billionths, deals_won_billionths, revenue_micros,
    payments_micros)
SELECT date(day, '-6 days', 'weekday 1') AS week, traffic_id,
    sum(impressions), sum(clicks), sum(cost_micros), sum(visits), sum(pageviews), sum(visit_duration),
    sum(bounces), sum(leads_billionths), sum(leads_all_billionths), sum(deals_created_billionths),
    sum(deals_won_billionths), sum(revenue_micros), sum(payments_micros)
FROM mart_channel_daily
GROUP BY week, traffic_id
ORDER BY week, traffic_id;

DELETE FROM mart_channel_monthly;

INSERT INTO mart_channel_monthly
    (month, traffic_id, impressions, clicks, cost_micros, visits, pageviews, visit_duration, bounces,
    leads_billionths, leads_all_billionths, deals_created_billionths, deals_won_billionths, revenue_micros,
    payments_micros)
SELECT date(day, 'start of month') AS month, traffic_id,
    sum(impressions), sum(clicks), sum(cost_micros), sum(visits), sum(pageviews), sum(visit_duration),
    sum(bounces), sum(leads_billionths), sum(leads_all_billionths), sum(deals_created_billionths),
    sum(deals_won_billionths), sum(revenue_micros), sum(payments_micros)
FROM mart_channel_daily
GROUP BY month, traffic_id
ORDER BY month, traffic_id;
