-- One row: the distinct visitors of a day, week (from Monday) or month, of the whole site, a channel or a traffic source.
-- Filter period and scope, and never sum: who came twice is one visitor.
CREATE VIEW v1_visitors AS
SELECT
    mart.period,
    mart.period_start,
    mart.scope,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    mart.visitors
FROM mart_visitors AS mart
LEFT JOIN dim_channel AS channel ON channel.channel_id = mart.channel_id
LEFT JOIN dim_traffic AS traffic ON traffic.traffic_id = mart.traffic_id;
