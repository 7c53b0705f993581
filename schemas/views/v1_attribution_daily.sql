-- One row: day × basis × conversion × model × channel × source × medium × campaign. Filter basis, conversion and model
-- before summing.
CREATE VIEW v1_attribution_daily AS
SELECT
    mart.day,
    mart.basis,
    mart.conversion,
    mart.model,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    mart.conversions_billionths,
    mart.conversions,
    mart.revenue_micros,
    mart.revenue
FROM mart_attribution_by_model AS mart
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id);
