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

-- Spend that no touch met: campaigns that no touch was matched to. Spend that touches can't be matched to, such as an SEO
-- contract, has visits where any have its source and medium.
DELETE FROM mart_match WHERE match_status IN ('spend_without_visits', 'visits_without_spend');
DELETE FROM mart_match_daily;

DROP TABLE IF EXISTS temp.match_spend;
CREATE TEMP TABLE match_spend AS
WITH touched AS (
    SELECT traffic_id, platform <> '' AS is_matchable, match_status = 'matched' AS is_matched FROM fact_visit_daily
    UNION SELECT traffic_id, platform <> '', match_status = 'matched' FROM fact_touch
), met AS (
    SELECT source, medium, max(is_matchable) AS is_matchable
    FROM touched JOIN dim_traffic USING (traffic_id) GROUP BY source, medium
), spent AS (
    SELECT daily.day, platform.platform, daily.traffic_id, daily.cost_micros AS cost
    FROM fact_spend_daily AS daily
    JOIN fact_spend AS spend USING (file_id, record)
    JOIN etl_file AS file USING (file_id)
    JOIN dim_traffic AS traffic ON traffic.traffic_id = daily.traffic_id
    JOIN dim_platform AS platform ON platform.stated = spend.platform AND platform.source = traffic.source
    WHERE file.source NOT IN (SELECT source_name FROM fact_cost_split)
)
SELECT spent.day, spent.platform, traffic.source, traffic.medium, traffic.campaign, spent.cost,
    ifnull(met.is_matchable, 0) AND traffic.campaign <> '' AS is_matchable,
    CASE WHEN ifnull(met.is_matchable, 0) AND traffic.campaign <> ''
        THEN spent.traffic_id IN (SELECT traffic_id FROM touched WHERE is_matched)
        ELSE met.source IS NOT NULL END AS is_met
FROM spent JOIN dim_traffic AS traffic USING (traffic_id) LEFT JOIN met USING (source, medium);

-- Touches that were paid for: of a platform whose spend names campaigns, or of one without any spend.
DROP TABLE IF EXISTS temp.match_touch;
CREATE TEMP TABLE match_touch AS
WITH spent AS (SELECT platform AS name FROM dim_platform UNION SELECT source FROM dim_platform),
touch AS (
    SELECT day, platform, tag_id, traffic_id, match_status, visits, 0 AS leads, 0 AS own_leads
    FROM fact_visit_daily WHERE platform <> '' OR is_paid
    UNION ALL
    SELECT credit.report_day, touch.platform, touch.tag_id, touch.traffic_id, touch.match_status, 0, credit.share,
        touch.kind = 'lead'
    FROM (
        -- The view with the model as a column would go through all credits once for each model.
        SELECT journey.report_day, credit.touch_id, CASE (SELECT model FROM meta_pipeline)
            WHEN 'first_touch' THEN credit.first_touch_share_billionths
            WHEN 'last_touch' THEN credit.last_touch_share_billionths
            WHEN 'last_non_direct' THEN credit.last_non_direct_share_billionths
            WHEN 'last_paid' THEN credit.last_paid_share_billionths
            WHEN 'linear' THEN credit.linear_share_billionths
            WHEN 'time_decay' THEN credit.time_decay_share_billionths
            WHEN 'position_based' THEN credit.position_based_share_billionths
        END AS share
        FROM fact_credit AS credit CROSS JOIN fact_journey AS journey USING (journey_id)
        WHERE journey.conversion = 'lead' AND journey.is_counted
    ) AS credit
    JOIN fact_touch AS touch USING (touch_id)
    WHERE credit.share > 0 AND (touch.platform <> '' OR touch.is_paid)
)
SELECT touch.day, CASE touch.platform WHEN '' THEN traffic.source ELSE touch.platform END AS platform,
    touch.platform <> '' AS is_matchable, touch.match_status = 'matched' AS is_matched,
    touch.tag_id, touch.visits, touch.leads, touch.own_leads
FROM touch JOIN dim_traffic AS traffic USING (traffic_id)
WHERE touch.platform <> '' OR traffic.source NOT IN (SELECT name FROM spent);

INSERT INTO mart_match (platform, source, medium, campaign, match_status, match_rule, visits, leads, alias, cost_micros)
SELECT platform, source, medium, campaign, 'spend_without_visits', '', 0, 0, '', sum(cost)
FROM match_spend WHERE NOT is_met GROUP BY 1, 2, 3, 4 HAVING sum(cost) <> 0
UNION ALL
SELECT platform, source, medium, campaign, 'visits_without_spend', '', sum(visits), sum(own_leads), '', 0
FROM match_touch JOIN dim_tag USING (tag_id) WHERE NOT is_matchable GROUP BY 1, 2, 3, 4;

INSERT INTO mart_match_daily (day, platform, cost_micros, matchable_cost_micros, matched_cost_micros,
    spend_without_visits_micros, visits, matchable_visits, matched_visits, visits_without_spend, leads_billionths,
    matchable_leads_billionths, matched_leads_billionths, leads_without_spend_billionths)
SELECT day, platform, sum(cost), sum(cost * is_cost_matchable), sum(cost * (is_cost_matchable AND is_met)),
    sum(cost * NOT is_met), sum(visits), sum(visits * is_matchable), sum(visits * is_matched),
    sum(visits * NOT is_matched), sum(leads), sum(leads * is_matchable), sum(leads * is_matched),
    sum(leads * NOT is_matched)
FROM (
    SELECT day, platform, cost, is_matchable AS is_cost_matchable, is_met, 0 AS visits, 0 AS leads, 0 AS is_matchable,
        0 AS is_matched
    FROM match_spend
    UNION ALL
    SELECT day, platform, 0, 0, 0, visits, leads, is_matchable, is_matched FROM match_touch
)
WHERE day >= (SELECT start FROM meta_pipeline)
GROUP BY day, platform
ORDER BY day, platform;

DROP TABLE temp.match_spend;
DROP TABLE temp.match_touch;

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
