-- Counts the contacts of all leads that count.

INSERT INTO etl_contact (field, given, unreadable)
WITH contact AS MATERIALIZED (
    SELECT total(is_phone_unreadable) AS bad_phones, total(is_phone_unreadable OR phone <> '') AS phones,
        total(is_email_unreadable) AS bad_emails, total(is_email_unreadable OR email <> '') AS emails
    FROM fact_lead WHERE is_current = 1 AND is_deleted = 0
)
SELECT 'phone', phones, bad_phones FROM contact
UNION ALL
SELECT 'email', emails, bad_emails FROM contact;
