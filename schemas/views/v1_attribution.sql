-- One row: what one touch of a conversion is given by one model; filter conversion and model before summing. Shares of a
-- conversion sum to 1 for each model, values to its amount. Without a touch the row lies in (unattributed).
CREATE VIEW v1_attribution AS
SELECT
    conversion.conversion,
    journey.conversion_id,
    journey.source_name,
    credit.model,
    credit.position,
    credit.day,
    touch.at,
    touch.kind,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    credit.share_billionths,
    credit.share,
    credit.value_micros,
    credit.value,
    journey.unattributed_reason,
    credit.touch_id
FROM fact_journey AS journey
JOIN dim_conversion AS conversion ON conversion.journey = journey.conversion
JOIN fact_credit_by_model AS credit USING (journey_id)
LEFT JOIN fact_touch AS touch USING (touch_id)
JOIN dim_traffic AS traffic ON traffic.traffic_id = credit.traffic_id
JOIN dim_channel AS channel USING (channel_id)
WHERE journey.conversion <> 'deal' OR journey.is_won = 1;
