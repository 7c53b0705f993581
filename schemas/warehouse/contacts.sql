-- What can be trusted, as far as it follows from the leads.

-- Contacts that can't be read: scope: the field, whole: records that have it.
INSERT INTO mart_quality (measure, scope, item, part, whole)
WITH contact AS MATERIALIZED (
    SELECT sum(is_phone_unreadable) AS bad_phones, sum(is_phone_unreadable OR phone <> '') AS phones,
        sum(is_email_unreadable) AS bad_emails, sum(is_email_unreadable OR email <> '') AS emails
    FROM fact_lead WHERE is_current = 1 AND is_deleted = 0
)
SELECT 'contact', 'phone', 'unreadable', bad_phones, phones FROM contact WHERE bad_phones > 0
UNION ALL
SELECT 'contact', 'email', 'unreadable', bad_emails, emails FROM contact WHERE bad_emails > 0;
