-- One row: a row of ad spend as its platform reported it.
CREATE VIEW v1_spend AS
SELECT
    spend.day,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    spend.account,
    spend.contractor,
    spend.platform,
    spend.network_type,
    spend.campaign_id,
    spend.campaign_name,
    spend.ad_group_id,
    spend.ad_group,
    spend.ad_id,
    spend.ad,
    spend.keyword,
    spend.device,
    spend.branch,
    spend.impressions,
    spend.clicks,
    spend.cost_micros,
    spend.cost,
    file.source AS source_name,
    file.path AS file,
    spend.line,
    spend.currency,
    spend.amount_micros,
    spend.amount,
    spend.net_micros,
    spend.vat_micros,
    spend.fee_micros,
    spend.levy_micros,
    spend.date_to,
    spend.cost_type
FROM fact_spend AS spend
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id)
JOIN etl_file AS file USING (file_id);
