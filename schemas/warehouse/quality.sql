-- What can be trusted: written last, once the marts are made. Hubs are added by the program.

DELETE FROM mart_quality;

-- Conversions that nothing is known to have brought: scope: conversion, item: reason.
INSERT INTO mart_quality (measure, scope, item, part, whole)
SELECT 'unattributed', conversion, unattributed_reason, count(*), total
FROM fact_journey
JOIN (SELECT conversion, count(*) AS total FROM fact_journey WHERE report_day >= (SELECT start FROM meta_pipeline)
    GROUP BY conversion) USING (conversion)
WHERE unattributed_reason <> '' AND report_day >= (SELECT start FROM meta_pipeline)
GROUP BY conversion, unattributed_reason;

-- The match rate: scope: platform, item: what it is of. Cost counts as matched where its campaign has a matched touch.
INSERT INTO mart_quality (measure, scope, item, part, whole)
SELECT 'match', platform, 'visits', sum(visits * (match_status = 'matched')), sum(visits)
FROM mart_match WHERE visits > 0 GROUP BY platform
UNION ALL
SELECT 'match', platform, 'leads', sum(leads * (match_status = 'matched')), sum(leads)
FROM mart_match WHERE leads > 0 GROUP BY platform;

INSERT INTO mart_quality (measure, scope, item, part, whole)
SELECT 'match', spend.source, 'cost_micros',
    sum(spend.cost_micros * (spend.traffic_id IN (
        SELECT traffic_id FROM fact_visit_daily WHERE match_status = 'matched'
        UNION SELECT traffic_id FROM fact_touch WHERE match_status = 'matched'))),
    sum(spend.cost_micros)
FROM (
    SELECT traffic.source, mart.traffic_id, sum(mart.cost_micros) AS cost_micros
    FROM mart_channel_daily AS mart JOIN dim_traffic AS traffic USING (traffic_id)
    WHERE traffic.campaign <> '' GROUP BY mart.traffic_id
) AS spend
WHERE spend.source IN (SELECT platform FROM mart_match)
GROUP BY spend.source HAVING sum(spend.cost_micros) > 0;

-- Contacts that can't be read: scope: the field, whole: records that have it.
INSERT INTO mart_quality (measure, scope, item, part, whole)
SELECT 'contact', 'phone', 'unreadable', sum(is_phone_unreadable), sum(is_phone_unreadable OR phone <> '')
FROM fact_lead WHERE is_current = 1 AND is_deleted = 0 HAVING sum(is_phone_unreadable) > 0
UNION ALL
SELECT 'contact', 'email', 'unreadable', sum(is_email_unreadable), sum(is_email_unreadable OR email <> '')
FROM fact_lead WHERE is_current = 1 AND is_deleted = 0 HAVING sum(is_email_unreadable) > 0;

-- How far each source reaches: item: its last day with rows; part: days with rows, whole: days from the first to it.
INSERT INTO mart_quality (measure, scope, item, part, whole)
SELECT 'freshness', source, max(day), count(*), (unixepoch(max(day)) - unixepoch(min(day))) / 86400 + 1
FROM etl_interval WHERE rows_loaded > 0 GROUP BY source;
