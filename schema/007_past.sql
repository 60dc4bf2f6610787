-- What every row said on past days, so that the ledger as of a day is read and not folded anew.
-- Days are whole numbers since 1970 on the calendar of Shanghai; a row stands from the day `since`
-- until the day before `until` (9999999: at present). Filled by the program, task by task, when a
-- ledger of an older schema is opened.
CREATE TABLE known_day (                         -- from which day a record was known, where its id does not say it:
    rid INTEGER PRIMARY KEY REFERENCES record (rid),  -- a clock was wrong. Local: how and when it came here
    day INTEGER NOT NULL
) STRICT;
CREATE INDEX known_day_day ON known_day (day);

CREATE TABLE past_state (                        -- how far the past is filled
    part  TEXT PRIMARY KEY CHECK (part IN ('rules', 'records', 'milestones', 'tasks')),
    up_to BLOB,                                  -- things beyond are not yet filled; NULL: all are
    rules INTEGER                                -- those by which all projections were folded
) STRICT, WITHOUT ROWID;

-- Versions of rows of which past days ask for whole lists: the present ones too.
CREATE TABLE milestone_version (
    id               TEXT NOT NULL,
    task_no          INTEGER NOT NULL,
    title            TEXT NOT NULL,
    phrase           TEXT NOT NULL,
    basis            TEXT NOT NULL,
    due              TEXT,
    assumed          INTEGER NOT NULL,
    stretch          INTEGER NOT NULL,
    operator         TEXT,
    value            REAL,
    upper            REAL,
    unit             TEXT,
    cumulative       INTEGER NOT NULL,
    inferred         INTEGER NOT NULL,
    target_text      TEXT,
    status           TEXT NOT NULL,
    completed_on     TEXT,
    completion_basis TEXT NOT NULL,
    completion_value REAL,
    met              INTEGER,
    original_due     TEXT,
    due_decided      INTEGER NOT NULL,
    decided_by       BLOB,
    heads            TEXT NOT NULL,
    since            INTEGER NOT NULL,
    until            INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX milestone_version_task ON milestone_version (task_no, since, until);
CREATE INDEX milestone_version_open_due ON milestone_version (due, task_no, id, since, until)
    WHERE status = 'open' AND due IS NOT NULL;

CREATE TABLE task_state_version (
    task_no        INTEGER NOT NULL,
    open_count     INTEGER NOT NULL,
    undated_count  INTEGER NOT NULL,
    done_count     INTEGER NOT NULL,
    next_due       TEXT,
    next_follow_up TEXT,
    since          INTEGER NOT NULL,
    until          INTEGER NOT NULL,
    PRIMARY KEY (task_no, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_state_version_due ON task_state_version (next_due, task_no, since, until);
CREATE INDEX task_state_version_follow_up
    ON task_state_version (next_follow_up, next_due, open_count, done_count, since, until)
    WHERE next_follow_up IS NOT NULL;
CREATE INDEX task_state_version_done ON task_state_version (task_no, since, until)
    WHERE open_count = 0 AND done_count > 0;

-- Of all others: since when the present rows stand (0: since the day of the record that made them),
-- and apart from them what stood before.
ALTER TABLE note ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE note_unit ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reading ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE handed_in ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notice ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notice_reply ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE self_report ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE setting ADD COLUMN since INTEGER NOT NULL DEFAULT 0;

CREATE TABLE note_past (
    id        BLOB NOT NULL,
    task_no   INTEGER NOT NULL,
    day       TEXT NOT NULL,
    current   BLOB NOT NULL,
    follow_up TEXT,
    corrected INTEGER NOT NULL,
    retracted INTEGER NOT NULL,
    keeps_visit INTEGER NOT NULL,
    kept_from TEXT,
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX note_past_task ON note_past (task_no, day, id);
CREATE INDEX note_past_day ON note_past (day, id);
CREATE INDEX note_past_promise ON note_past (task_no, follow_up, id) WHERE follow_up IS NOT NULL AND retracted = 0;

CREATE TABLE note_unit_past (
    unit  TEXT NOT NULL,
    note  BLOB NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (unit, note, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_unit_past_note ON note_unit_past (note);

CREATE TABLE reading_past (
    id        BLOB NOT NULL,
    milestone TEXT NOT NULL,
    day       TEXT NOT NULL,
    value     REAL NOT NULL,
    officer   TEXT NOT NULL,
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX reading_past_milestone ON reading_past (milestone, day, id);

CREATE TABLE handed_in_past (
    id          BLOB NOT NULL,
    deliverable TEXT NOT NULL,
    day         TEXT NOT NULL,
    text        TEXT NOT NULL,
    officer     TEXT NOT NULL,
    since       INTEGER NOT NULL,
    until       INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX handed_in_past_deliverable ON handed_in_past (deliverable, day, id);

CREATE TABLE notice_past (
    id        BLOB NOT NULL,
    current   BLOB NOT NULL,
    kind      TEXT NOT NULL,
    title     TEXT NOT NULL,
    state     TEXT NOT NULL,
    day       TEXT NOT NULL,
    units     TEXT NOT NULL,
    officer   TEXT NOT NULL,
    code      TEXT,
    year      INTEGER,
    serial    INTEGER,
    number    TEXT,
    issued_on TEXT,
    reply_due TEXT,
    withdrawn TEXT,
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX notice_past_number ON notice_past (code, year, serial) WHERE serial IS NOT NULL;

CREATE TABLE notice_reply_past (
    id      BLOB NOT NULL,
    notice  BLOB NOT NULL,
    unit    TEXT NOT NULL,
    day     TEXT NOT NULL,
    text    TEXT NOT NULL,
    officer TEXT NOT NULL,
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX notice_reply_past_notice ON notice_reply_past (notice, day, id);

CREATE TABLE self_report_past (
    id        BLOB NOT NULL,
    task_no   INTEGER NOT NULL,
    milestone TEXT NOT NULL,
    unit      TEXT NOT NULL,
    day       TEXT NOT NULL,
    state     TEXT NOT NULL,
    decision  BLOB,
    form      TEXT NOT NULL,
    file      TEXT NOT NULL,
    line      INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX self_report_past_milestone ON self_report_past (milestone, day, id);
CREATE INDEX self_report_past_form ON self_report_past (form, milestone);

CREATE TABLE setting_past (
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    id    BLOB NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    UNIQUE (key, since)
) STRICT;
