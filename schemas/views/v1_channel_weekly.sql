-- One row: week, from Monday × channel × source × medium × campaign, by the pipeline's report model; safe to sum.
CREATE VIEW v1_channel_weekly AS
SELECT
    mart.week,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    mart.impressions,
    mart.clicks,
    mart.cost_micros,
    mart.cost,
    mart.visits,
    mart.pageviews,
    mart.visit_duration,
    mart.bounces,
    mart.leads_billionths,
    mart.leads,
    mart.leads_all_billionths,
    mart.leads_all,
    mart.deals_created_billionths,
    mart.deals_created,
    mart.deals_won_billionths,
    mart.deals_won,
    mart.revenue_micros,
    mart.revenue,
    mart.payments_micros,
    mart.payments
FROM mart_channel_weekly AS mart
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id);
