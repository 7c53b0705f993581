-- One row: a touch of somebody with a conversion: a visit, a call, or the own tags of a lead or deal that
-- neither is known of.
CREATE VIEW v1_touch AS
SELECT
    touch.touch_id,
    touch.at,
    touch.day,
    touch.kind,
    touch.identity,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    tag.source AS own_source,
    tag.medium AS own_medium,
    tag.campaign AS own_campaign,
    tag.content AS own_content,
    tag.term AS own_term,
    tag.click_id,
    tag.referrer,
    placement.is_paid,
    placement.platform,
    placement.match_status,
    placement.match_rule,
    touch.record_id,
    touch.source_name,
    file.path AS file,
    touch.line
FROM fact_touch AS touch
JOIN dim_tag AS tag USING (tag_id)
JOIN dim_placement AS placement USING (placement_id)
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id)
JOIN etl_file AS file USING (file_id);
