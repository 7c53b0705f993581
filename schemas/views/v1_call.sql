-- One row: a phone call as its newest record has it, with the channel of its own tags or of the number that was dialled.
CREATE VIEW v1_call AS
SELECT
    call.call_id,
    call.day,
    call.at,
    call.updated_at,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    call.unattributed_reason,
    call.direction,
    call.tracking_number,
    call.is_answered,
    call.wait,
    call.duration,
    call.is_target,
    call.is_first,
    call.manager,
    call.lead_id,
    call.client_id,
    call.source_name,
    file.path AS file,
    call.line
FROM fact_call AS call
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id)
JOIN etl_file AS file USING (file_id)
WHERE call.is_current = 1 AND call.is_deleted = 0;
