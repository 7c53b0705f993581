-- One row: the days for which a phone number stands for its tags.
CREATE VIEW v1_tracking_number AS
SELECT
    assignment.number,
    assignment.digits,
    assignment.day AS date_from,
    assignment.date_to,
    assignment.source,
    assignment.medium,
    assignment.campaign,
    file.source AS source_name,
    file.path AS file,
    assignment.line
FROM fact_tracking_number AS assignment
JOIN etl_file AS file USING (file_id);
