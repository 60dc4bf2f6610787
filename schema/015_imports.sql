-- An import that was taken back (plan_close with the part `withdrawn`) has no row in `plan` any more; it stands here,
-- so that it is known by its file and can be taken up again. No former record says so: nothing has to be folded anew.
CREATE TABLE plan_withdrawn (
    id           TEXT PRIMARY KEY,
    code         TEXT NOT NULL,              -- free for others now
    short        TEXT NOT NULL,
    title        TEXT NOT NULL,
    file_sha256  TEXT,
    withdrawn_on TEXT NOT NULL,
    basis        TEXT NOT NULL,
    heads        TEXT NOT NULL,
    since        INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE plan_withdrawn_past (
    id TEXT NOT NULL, code TEXT NOT NULL, short TEXT NOT NULL, title TEXT NOT NULL, file_sha256 TEXT,
    withdrawn_on TEXT NOT NULL, basis TEXT NOT NULL, heads TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX plan_file ON plan (file_sha256) WHERE file_sha256 IS NOT NULL;

-- What officers decided about files of other offices and what is used again for the next one: the role of a column by
-- its head, the unit that a name means, answers that hold for every file.
CREATE TABLE reading_choice (
    about  TEXT PRIMARY KEY,                 -- sort and text in one: what the records of it share
    sort   TEXT NOT NULL,                    -- column, unit, answer
    text   TEXT NOT NULL,                    -- the head, the name as printed, the kind of question with its words
    means  TEXT NOT NULL,                    -- the role, the id of the unit or drop, the key of the answer
    made   BLOB NOT NULL,
    since  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE reading_choice_past (
    about TEXT NOT NULL, sort TEXT NOT NULL, text TEXT NOT NULL, means TEXT NOT NULL, made BLOB NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (about, since)
) STRICT;

-- The ended tasks are read by nearly every list: by an index that has all that is asked, not by all rows of task_place.
DROP INDEX task_ended;
CREATE INDEX task_ended ON task (ended_on) WHERE ended_on IS NOT NULL;

-- Revisions of a plan by a file: which text became which, as it was accepted. Follows from records.
CREATE TABLE plan_revision (
    id          BLOB PRIMARY KEY,
    plan        TEXT NOT NULL,
    revision    TEXT NOT NULL,               -- the same on every laptop that accepts the same
    withdraws   TEXT NOT NULL,               -- the revision that this one takes back; '' as a rule
    text        TEXT NOT NULL,
    basis       TEXT NOT NULL,
    old_stage   TEXT NOT NULL,
    new_stage   TEXT NOT NULL,
    file_name   TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    changes     TEXT NOT NULL,               -- JSON
    officer     TEXT NOT NULL,
    since       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX plan_revision_plan ON plan_revision (plan, id);

CREATE TABLE plan_revision_past (
    id          BLOB NOT NULL,
    plan        TEXT NOT NULL,
    revision    TEXT NOT NULL,
    withdraws   TEXT NOT NULL,
    text        TEXT NOT NULL,
    basis       TEXT NOT NULL,
    old_stage   TEXT NOT NULL,
    new_stage   TEXT NOT NULL,
    file_name   TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    changes     TEXT NOT NULL,
    officer     TEXT NOT NULL,
    since       INTEGER NOT NULL,
    until       INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;

-- What is quoted in remarks on the text of a plan is looked up among the names of units.
CREATE INDEX unit_called_name ON unit_called (name);
-- Which units were merged away is asked with every page of a task.
CREATE INDEX unit_merged ON unit (merged_into, merged_on) WHERE merged_into IS NOT NULL;
