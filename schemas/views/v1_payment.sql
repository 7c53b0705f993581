-- One row: a payment, or a refund with a negative amount, with the channel of the lead that opened its deal.
CREATE VIEW v1_payment AS
SELECT
    payment.payment_id,
    payment.day,
    payment.report_day,
    payment.at,
    payment.updated_at,
    channel.channel,
    traffic.source,
    traffic.medium,
    traffic.campaign,
    journey.unattributed_reason,
    payment.kind,
    payment.amount_micros,
    payment.amount,
    payment.vat_day,
    payment.net_micros,
    payment.vat_micros,
    payment.gross_micros,
    payment.deal_id,
    payment.refund_of,
    payment.invoice,
    payment.customer,
    payment.tax_id,
    payment.method,
    payment.legal_entity,
    payment.source_name,
    file.path AS file,
    payment.line
FROM fact_payment AS payment
JOIN fact_journey AS journey ON journey.conversion = 'payment' AND journey.source_name = payment.source_name
    AND journey.conversion_id = payment.payment_id
JOIN dim_traffic AS traffic USING (traffic_id)
JOIN dim_channel AS channel USING (channel_id)
JOIN etl_file AS file USING (file_id)
WHERE payment.is_current = 1 AND payment.is_deleted = 0;
