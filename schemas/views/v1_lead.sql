-- One row: a lead as its newest record has it, with the channel that brought it.
CREATE VIEW v1_lead AS
SELECT
    lead.lead_id,
    lead.day,
    lead.created_at,
    lead.updated_at,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    lead.content,
    lead.term,
    lead.click_id,
    lead.referrer,
    lead.landing,
    journey.unattributed_reason,
    lead.is_counted,
    lead.outcome,
    lead.status,
    lead.client_id,
    lead.user_id,
    lead.contact_id,
    lead.company_id,
    lead.tax_id,
    lead.promo_code,
    lead.declared_source,
    lead.crm_source,
    lead.form,
    lead.kind,
    lead.scheme,
    lead.pipeline,
    lead.branch,
    lead.product,
    lead.mql_at,
    lead.sql_at,
    lead.sal_at,
    lead.sales_rejected_at,
    lead.reject_reason,
    lead.bant,
    lead.first_response_at,
    lead.merged_into,
    lead.manager,
    lead.source_name,
    file.path AS file,
    lead.line
FROM fact_lead AS lead
JOIN fact_journey AS journey ON journey.conversion = 'lead' AND journey.source_name = lead.source_name
    AND journey.conversion_id = lead.lead_id
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id)
JOIN etl_file AS file USING (file_id)
WHERE lead.is_current = 1 AND lead.is_deleted = 0;
