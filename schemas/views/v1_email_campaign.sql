-- One row: an e-mail campaign as its newest record has it.
CREATE VIEW v1_email_campaign AS
SELECT
    campaign.campaign_id,
    campaign.day,
    campaign.sent_at,
    campaign.updated_at,
    campaign.name,
    campaign.list,
    campaign.planned,
    campaign.sent,
    campaign.delivered,
    campaign.opened,
    campaign.clicked,
    campaign.unsubscribed,
    campaign.spam,
    campaign.subscribers,
    campaign.source_name,
    file.path AS file,
    campaign.line
FROM fact_email_campaign AS campaign
JOIN etl_file AS file USING (file_id)
WHERE campaign.is_current = 1 AND campaign.is_deleted = 0;
