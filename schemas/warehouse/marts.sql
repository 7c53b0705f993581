-- The marts from the facts. A touch of a lead's own tags lies on the lead's day; cost lies on its own, and one that spreads on each
-- of its days.

DELETE FROM mart_channel_daily;

INSERT INTO mart_channel_daily
    (day, traffic_id, impressions, clicks, cost_micros, leads_billionths, leads_all_billionths)
SELECT day, traffic_id, sum(impressions), sum(clicks), sum(cost_micros), sum(leads), sum(leads_all)
FROM (
    SELECT day, traffic_id, impressions, clicks, cost_micros, 0 AS leads, 0 AS leads_all
    FROM fact_spend_daily
    UNION ALL
    SELECT day, traffic_id, 0, 0, 0, is_counted * 1000000000, 1000000000
    FROM fact_lead
    WHERE is_current = 1 AND is_deleted = 0 AND day >= (SELECT start FROM meta_pipeline)
)
GROUP BY day, traffic_id
ORDER BY day, traffic_id;
