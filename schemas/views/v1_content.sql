-- One row: an article, a video or another piece of content.
CREATE VIEW v1_content AS
SELECT
    content.day,
    content.kind,
    content.title,
    content.minutes,
    content.characters,
    content.is_brief_met,
    file.source AS source_name,
    file.path AS file,
    content.line
FROM fact_content AS content
JOIN etl_file AS file USING (file_id);
