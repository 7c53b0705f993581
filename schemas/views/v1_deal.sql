-- One row: a deal as its newest record has it, with the channel of the lead that opened it.
CREATE VIEW v1_deal AS
SELECT
    deal.deal_id,
    deal.day,
    deal.report_day,
    deal.created_at,
    deal.updated_at,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    journey.unattributed_reason,
    deal.lead_id,
    deal.lead_source,
    deal.status,
    deal.won_at,
    deal.lost_at,
    deal.closed_at,
    deal.pipeline,
    deal.stage,
    deal.funnel_stage,
    deal.amount_micros,
    deal.amount,
    deal.vat_day,
    deal.net_micros,
    deal.vat_micros,
    deal.gross_micros,
    deal.margin_micros,
    deal.margin,
    deal.lost_reason,
    deal.contact_id,
    deal.company_id,
    deal.tax_id,
    deal.client_id,
    deal.own_source,
    deal.own_medium,
    deal.own_campaign,
    deal.own_content,
    deal.own_term,
    deal.branch,
    deal.legal_entity,
    deal.product,
    deal.manager,
    deal.source_name,
    file.path AS file,
    deal.line
FROM fact_deal AS deal
JOIN fact_journey AS journey ON journey.conversion = 'deal' AND journey.source_name = deal.source_name
    AND journey.conversion_id = deal.deal_id
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id)
JOIN etl_file AS file USING (file_id)
WHERE deal.is_current = 1 AND deal.is_deleted = 0;
