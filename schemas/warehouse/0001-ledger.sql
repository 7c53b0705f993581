-- What runs did and which files the warehouse lives on. These tables are carried over from version to version;
-- everything in facts.sql is rebuilt from them and from landing.

CREATE TABLE etl_definition (
    definition TEXT NOT NULL,           -- SHA-256 of the content
    name TEXT NOT NULL,                 -- the pipeline file, or a path below schemas/
    content TEXT NOT NULL,
    PRIMARY KEY (definition, name)
) WITHOUT ROWID;

CREATE TABLE etl_run (
    run_id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    logical_day DATE NOT NULL CHECK (typeof(logical_day) = 'text' AND logical_day GLOB '????-??-??'),
    state TEXT NOT NULL CHECK (state IN (
        'running', 'published', 'unchanged', 'partly', 'refused', 'unreachable', 'interrupted', 'failed', 'lost')),
    exit_code INTEGER,
    started_at DATETIME NOT NULL,
    finished_at DATETIME,
    engine TEXT NOT NULL,
    pipeline_definition TEXT NOT NULL,
    message TEXT NOT NULL DEFAULT ''
);

CREATE TABLE etl_file (
    file_id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    path TEXT NOT NULL,                 -- relative to the pipeline file where it lies below it
    version INTEGER NOT NULL,           -- 1, 2, … of this path
    state TEXT NOT NULL CHECK (state IN ('live', 'replaced', 'refused', 'forgotten')),
    slot_from DATE CHECK (slot_from IS NULL OR slot_from GLOB '????-??-??'),
    slot_to DATE CHECK (slot_to IS NULL OR slot_to GLOB '????-??-??'),
    content TEXT NOT NULL,              -- SHA-256 over the SHA-256 of 4 MiB blocks
    in_place INTEGER NOT NULL CHECK (in_place IN (0, 1)),
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    settled INTEGER NOT NULL CHECK (settled IN (0, 1)),     -- size and times suffice to know it again
    definition TEXT NOT NULL,           -- hash of all that decides how it is read
    logical_day DATE NOT NULL CHECK (logical_day GLOB '????-??-??'),
    last_day DATE CHECK (last_day IS NULL OR last_day GLOB '????-??-??'),   -- greatest day of any row, held back or not
    rows_read INTEGER NOT NULL,
    rows_loaded INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    rows_duplicate INTEGER NOT NULL,
    rows_superseded INTEGER NOT NULL,
    rows_filtered INTEGER NOT NULL,
    rows_repeated INTEGER NOT NULL,     -- identical rows that were all loaded
    run_id INTEGER NOT NULL REFERENCES etl_run (run_id),
    UNIQUE (source, path, version),
    CHECK (rows_read = rows_loaded + rows_rejected + rows_duplicate + rows_superseded + rows_filtered)
);

CREATE TABLE etl_step (
    run_id INTEGER NOT NULL REFERENCES etl_run (run_id),
    source TEXT NOT NULL,
    files_listed INTEGER NOT NULL,
    files_read INTEGER NOT NULL,
    bytes_read INTEGER NOT NULL,        -- to hash, to land and to read
    rows_read INTEGER NOT NULL,
    rows_loaded INTEGER NOT NULL,
    rows_rejected INTEGER NOT NULL,
    rows_duplicate INTEGER NOT NULL,
    rows_superseded INTEGER NOT NULL,
    rows_filtered INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('read', 'unchanged', 'refused', 'unreachable')),
    message TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (run_id, source),
    CHECK (rows_read = rows_loaded + rows_rejected + rows_duplicate + rows_superseded + rows_filtered)
) WITHOUT ROWID;

CREATE TABLE etl_reject (
    file_id INTEGER NOT NULL REFERENCES etl_file (file_id) ON DELETE CASCADE,
    byte_offset INTEGER NOT NULL,       -- in the unpacked file (UTF-16 as UTF-8)
    byte_length INTEGER NOT NULL,
    line INTEGER NOT NULL,
    column_name TEXT NOT NULL DEFAULT '',
    rule TEXT NOT NULL,
    PRIMARY KEY (file_id, byte_offset)
) WITHOUT ROWID;

-- Numbers of v1_channel_daily that a run changed on days published before, and why.
CREATE TABLE etl_change (
    run_id INTEGER NOT NULL REFERENCES etl_run (run_id),
    day DATE NOT NULL CHECK (typeof(day) = 'text' AND day GLOB '????-??-??'),
    channel TEXT NOT NULL,
    source TEXT NOT NULL,
    medium TEXT NOT NULL,
    campaign TEXT NOT NULL,
    measure TEXT NOT NULL,              -- the column, exact: money in micros, leads in billionths
    old_value INTEGER NOT NULL,
    new_value INTEGER NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (run_id, day, channel, source, medium, campaign, measure)
) WITHOUT ROWID;
