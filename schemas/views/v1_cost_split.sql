-- One row: what a channel bears of a shared cost on a day, and the row that the cost left.
CREATE VIEW v1_cost_split AS
SELECT
    split.day,
    channel.channel,
    traffic.campaign,
    split.cost_micros,
    split.cost,
    from_channel.channel AS from_channel,
    from_traffic.source AS from_source,
    from_traffic.medium AS from_medium,
    from_traffic.campaign AS from_campaign,
    split.source_name
FROM fact_cost_split AS split
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id)
JOIN dim_traffic AS from_traffic ON from_traffic.traffic_id = split.from_traffic_id
JOIN dim_channel AS from_channel ON from_channel.channel_id = from_traffic.channel_id;
