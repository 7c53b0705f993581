-- One row: what a source says of the audience of a page or a community on a day.
CREATE VIEW v1_audience AS
SELECT
    audience.day,
    audience.network,
    audience.account,
    audience.followers,
    audience.followers_gained,
    audience.followers_lost,
    audience.reach,
    audience.views,
    audience.profile_views,
    audience.posts,
    file.source AS source_name,
    file.path AS file,
    audience.line
FROM fact_audience AS audience
JOIN etl_file AS file USING (file_id);
