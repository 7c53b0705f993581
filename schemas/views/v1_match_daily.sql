-- One row: day × platform: what met and what didn't, in money, paid visits and leads; safe to sum.
CREATE VIEW v1_match_daily AS
SELECT
    mart.day,
    mart.platform,
    mart.cost_micros,
    mart.cost,
    mart.matchable_cost_micros,
    mart.matched_cost_micros,
    mart.spend_without_visits_micros,
    mart.spend_without_visits,
    mart.visits,
    mart.matchable_visits,
    mart.matched_visits,
    mart.visits_without_spend,
    mart.leads_billionths,
    mart.leads,
    mart.matchable_leads_billionths,
    mart.matched_leads_billionths,
    mart.leads_without_spend_billionths,
    mart.leads_without_spend
FROM mart_match_daily AS mart;
