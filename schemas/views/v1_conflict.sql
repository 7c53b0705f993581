-- One row: a record that lost to another of the same id and version although the two differ.
CREATE VIEW v1_conflict AS
SELECT
    conflict.source AS source_name,
    conflict.id,
    winner.path AS winner_file,
    conflict.winner_line,
    loser.path AS loser_file,
    conflict.loser_line
FROM etl_conflict AS conflict
JOIN etl_file AS winner ON winner.file_id = conflict.winner_file_id
JOIN etl_file AS loser ON loser.file_id = conflict.loser_file_id;
