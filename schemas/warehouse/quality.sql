-- What can be trusted, as far as it follows from the marts, the ledger and what was counted: written last. The program adds
-- hubs and what nothing is known to have brought.

-- Contacts that can't be read: scope: the field, whole: records that have it.
INSERT INTO mart_quality (measure, scope, item, part, whole)
SELECT 'contact', field, 'unreadable', unreadable, given FROM etl_contact WHERE unreadable > 0;

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

-- How far each source reaches: item: its last day with rows; part: days with rows, whole: days from the first to it.
INSERT INTO mart_quality (measure, scope, item, part, whole)
SELECT 'freshness', source, max(day), count(*), (unixepoch(max(day)) - unixepoch(min(day))) / 86400 + 1
FROM etl_interval WHERE rows_loaded > 0 GROUP BY source;
