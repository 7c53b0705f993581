-- One row: touches of a platform with spend that bear the same tags, and whether they met a campaign. `alias` is a line to
-- put into the alias file, of the ten largest unmatched of each platform. Rows of `spend_without_visits` are campaigns that
-- no touch met, those of `visits_without_spend` paid touches of platforms without any spend.
CREATE VIEW v1_match AS
SELECT
    mart.platform,
    mart.source,
    mart.medium,
    mart.campaign,
    mart.match_status,
    mart.match_rule,
    mart.visits,
    mart.leads,
    mart.alias,
    mart.cost_micros,
    mart.cost
FROM mart_match AS mart;
