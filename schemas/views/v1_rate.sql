-- One row: an exchange rate to the reporting currency, as its source states it.
CREATE VIEW v1_rate AS
SELECT
    rate.day,
    rate.currency,
    rate.rate_e10,
    rate.rate,
    rate.per_e10,
    rate.per,
    file.source AS source_name,
    file.path AS file,
    rate.line
FROM fact_rate AS rate
JOIN etl_file AS file USING (file_id);
