-- What changed, in a fifth of the bytes: a night that restates a month changes thousands of numbers, and the list is kept
-- for good. Names, measures, and what a day's numbers have in common are kept once; `etl_change` is what it was.

CREATE TABLE etl_change_day (
    change_day_id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES etl_run (run_id),
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    cause TEXT NOT NULL,
    UNIQUE (run_id, day)
);

CREATE TABLE etl_change_name (
    name_id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    source TEXT NOT NULL,
    medium TEXT NOT NULL,
    campaign TEXT NOT NULL,
    UNIQUE (channel, source, medium, campaign)
);

CREATE TABLE etl_change_measure (
    measure_id INTEGER PRIMARY KEY,
    measure TEXT NOT NULL UNIQUE
);

CREATE TABLE etl_change_number (
    change_day_id INTEGER NOT NULL,
    name_id INTEGER NOT NULL,
    measure_id INTEGER NOT NULL,
    old_value INTEGER NOT NULL,
    new_value INTEGER NOT NULL,
    PRIMARY KEY (change_day_id, name_id, measure_id)
) WITHOUT ROWID;

INSERT INTO etl_change_day (run_id, day, cause)
SELECT run_id, day, min(cause) FROM etl_change GROUP BY run_id, day ORDER BY run_id, day;

INSERT INTO etl_change_name (channel, source, medium, campaign)
SELECT DISTINCT channel, source, medium, campaign FROM etl_change ORDER BY channel, source, medium, campaign;

INSERT INTO etl_change_measure (measure) SELECT DISTINCT measure FROM etl_change ORDER BY measure;

INSERT INTO etl_change_number
SELECT change_day_id, name_id, measure_id, old_value, new_value
FROM etl_change
CROSS JOIN etl_change_day USING (run_id, day)
CROSS JOIN etl_change_name USING (channel, source, medium, campaign)
CROSS JOIN etl_change_measure USING (measure)
ORDER BY change_day_id, name_id, measure_id;

DROP TABLE etl_change;

-- Numbers of v1_channel_daily that a run changed on days published before, and why. Measures are columns, exact: money in
-- micros, leads in billionths.
CREATE VIEW etl_change AS
SELECT changed.run_id, changed.day, name.channel, name.source, name.medium, name.campaign, measure.measure,
    number.old_value, number.new_value, changed.cause
FROM etl_change_day AS changed
JOIN etl_change_number AS number USING (change_day_id)
JOIN etl_change_name AS name USING (name_id)
JOIN etl_change_measure AS measure USING (measure_id);
