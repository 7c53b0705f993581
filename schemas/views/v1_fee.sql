-- One row: a day's part of a fixed fee, as the pipeline file has it.
CREATE VIEW v1_fee AS
SELECT
    fee.day,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    fee.kind,
    fee.cost_micros,
    fee.cost,
    fee.source_name,
    fee.fee
FROM fact_fee AS fee
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id);
