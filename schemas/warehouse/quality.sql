-- What can be trusted, as far as it follows from the marts and the ledger: written last. The program adds hubs and what
-- nothing is known to have brought.

-- The match rate: scope: platform, item: what it is of.
INSERT INTO mart_quality (measure, scope, item, part, whole)
SELECT 'match', platform, 'cost_micros', sum(matched_cost_micros), sum(matchable_cost_micros) AS whole
FROM mart_match_daily GROUP BY platform HAVING whole > 0
UNION ALL
SELECT 'match', platform, 'visits', sum(matched_visits), sum(matchable_visits) AS whole
FROM mart_match_daily GROUP BY platform HAVING whole > 0
UNION ALL
SELECT 'match', platform, 'leads_billionths', sum(matched_leads_billionths), sum(matchable_leads_billionths) AS whole
FROM mart_match_daily GROUP BY platform HAVING whole > 0;

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

-- How far each source reaches: item: its last day with rows; part: days with rows, whole: days from the first to it.
INSERT INTO mart_quality (measure, scope, item, part, whole)
SELECT 'freshness', source, max(day), count(*), (unixepoch(max(day)) - unixepoch(min(day))) / 86400 + 1
FROM etl_interval WHERE rows_loaded > 0 GROUP BY source;
