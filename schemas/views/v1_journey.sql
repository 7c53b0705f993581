-- One row: the journey of a lead, a deal (whatever became of it) or a payment. Deals and payments have that of their lead.
CREATE VIEW v1_journey AS
SELECT
    journey.conversion,
    journey.conversion_id,
    journey.source_name,
    journey.identity,
    journey.is_counted,
    journey.is_won,
    journey.lead_day,
    journey.deal_created_day,
    journey.deal_won_day,
    journey.payment_day,
    journey.value_micros,
    journey.value,
    journey.touches,
    journey.dropped_touches,
    journey.path,
    journey.unattributed_reason
FROM fact_journey AS journey;
