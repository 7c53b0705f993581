-- One row: a row of ad spend as its platform reported it.
CREATE VIEW v1_spend AS
SELECT
    spend.day,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    advert.account,
    spend.contractor,
    advert.platform,
    spend.network_type,
    advert.campaign_id,
    advert.campaign_name,
    advert.ad_group_id,
    advert.ad_group,
    advert.ad_id,
    advert.ad,
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
JOIN dim_advert AS advert USING (advert_id)
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id)
JOIN etl_file AS file USING (file_id);
