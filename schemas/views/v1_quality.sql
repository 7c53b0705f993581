-- One row: a part of a whole that tells how far numbers can be trusted: conversions without a source by reason, the match
-- rate by platform, contacts that can't be read, keys that link too many, and how far each source reaches.
CREATE VIEW v1_quality AS
SELECT
    mart.measure,
    mart.scope,
    mart.item,
    mart.part,
    mart.whole,
    mart.share
FROM mart_quality AS mart;
