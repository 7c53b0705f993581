-- The daily mart by week and month, once shared cost is divided. Only those of the days listed in temp.changed_day are made
-- anew.

DELETE FROM mart_channel_weekly WHERE week IN (SELECT date(day, '-6 days', 'weekday 1') FROM temp.changed_day);

INSERT INTO mart_channel_weekly
    (week, traffic_id, impressions, clicks, cost_micros, visits, pageviews, visit_duration, bounces,
    leads_billionths, leads_all_billionths, deals_created_billionths, deals_won_billionths, revenue_micros,
    payments_micros)
SELECT changed.week, traffic_id,
    sum(impressions), sum(clicks), sum(cost_micros), sum(visits), sum(pageviews), sum(visit_duration),
    sum(bounces), sum(leads_billionths), sum(leads_all_billionths), sum(deals_created_billionths),
    sum(deals_won_billionths), sum(revenue_micros), sum(payments_micros)
FROM (SELECT DISTINCT date(day, '-6 days', 'weekday 1') AS week FROM temp.changed_day) AS changed
CROSS JOIN mart_channel_daily AS mart ON mart.day BETWEEN changed.week AND date(changed.week, '+6 days')
GROUP BY changed.week, traffic_id
ORDER BY changed.week, traffic_id;

DELETE FROM mart_channel_monthly WHERE month IN (SELECT date(day, 'start of month') FROM temp.changed_day);

INSERT INTO mart_channel_monthly
    (month, traffic_id, impressions, clicks, cost_micros, visits, pageviews, visit_duration, bounces,
    leads_billionths, leads_all_billionths, deals_created_billionths, deals_won_billionths, revenue_micros,
    payments_micros)
SELECT changed.month, traffic_id,
    sum(impressions), sum(clicks), sum(cost_micros), sum(visits), sum(pageviews), sum(visit_duration),
    sum(bounces), sum(leads_billionths), sum(leads_all_billionths), sum(deals_created_billionths),
    sum(deals_won_billionths), sum(revenue_micros), sum(payments_micros)
FROM (SELECT DISTINCT date(day, 'start of month') AS month FROM temp.changed_day) AS changed
CROSS JOIN mart_channel_daily AS mart ON mart.day BETWEEN changed.month AND date(changed.month, '+1 month', '-1 day')
GROUP BY changed.month, traffic_id
ORDER BY changed.month, traffic_id;
