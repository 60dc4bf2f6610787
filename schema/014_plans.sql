-- Plans, tasks and units follow from records like everything else: their tables are projections, with what they
-- said on past days beside them. The shipped plan enters as records of its own, the same on every laptop; the
-- program writes them when it opens the ledger, and folds all projections anew.
DROP TABLE milestone;
DROP TABLE task_state;
DROP TABLE remark_row;
DROP TABLE remark;
DROP TABLE deliverable;
DROP TABLE duty;
DROP TABLE planned_milestone;
DROP TABLE task_unit;
DROP TABLE group_member;
DROP TABLE unit_key;
DROP TABLE unit;
DROP TABLE task;
DROP TABLE plan;
DROP TABLE reference_digest;
DELETE FROM search_state WHERE part = 'names';

CREATE INDEX record_task_part ON record (task_no, id)
    WHERE kind IN ('task_set', 'task_end', 'matter_number', 'task_tie');

CREATE TABLE plan (
    id             TEXT PRIMARY KEY,
    code           TEXT NOT NULL,            -- 1 to 4 letters, for SJ/12
    short          TEXT NOT NULL,
    title          TEXT NOT NULL,
    kind           TEXT NOT NULL,            -- plan, or matters (日常交办)
    stage          TEXT NOT NULL,            -- 征求意见稿: not the issued text
    year           INTEGER,
    supervisor     TEXT NOT NULL,
    start_day      TEXT,
    start_basis    TEXT NOT NULL,
    horizon_day    TEXT,
    horizon_phrase TEXT NOT NULL,
    horizon_basis  TEXT NOT NULL,
    file_name      TEXT,
    file_sha256    TEXT,
    closed_on      TEXT,
    close_basis    TEXT NOT NULL,
    made           BLOB NOT NULL,            -- the record that made it: plans are in this order
    heads          TEXT NOT NULL,
    since          INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX plan_made ON plan (made);
CREATE TABLE plan_past (
    id TEXT NOT NULL, code TEXT NOT NULL, short TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL,
    stage TEXT NOT NULL, year INTEGER, supervisor TEXT NOT NULL, start_day TEXT, start_basis TEXT NOT NULL,
    horizon_day TEXT, horizon_phrase TEXT NOT NULL, horizon_basis TEXT NOT NULL, file_name TEXT, file_sha256 TEXT,
    closed_on TEXT, close_basis TEXT NOT NULL, made BLOB NOT NULL, heads TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;

CREATE TABLE remark (                        -- what the text of a plan is unsure of
    plan      TEXT NOT NULL,
    id        INTEGER NOT NULL,              -- its place among those of the plan
    place     TEXT NOT NULL,
    text      TEXT NOT NULL,
    treatment TEXT NOT NULL,
    since     INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (plan, id)
) STRICT;
CREATE TABLE remark_past (
    plan TEXT NOT NULL, id INTEGER NOT NULL, place TEXT NOT NULL, text TEXT NOT NULL, treatment TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (plan, id, since)
) STRICT;
CREATE TABLE remark_row (
    plan    TEXT NOT NULL,
    remark  INTEGER NOT NULL,
    task_no INTEGER NOT NULL,
    since   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (task_no, plan, remark)
) STRICT, WITHOUT ROWID;
CREATE TABLE remark_row_past (
    plan TEXT NOT NULL, remark INTEGER NOT NULL, task_no INTEGER NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (task_no, plan, remark, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit (
    id                TEXT PRIMARY KEY,      -- the short name under which it first entered: records name it so
    name              TEXT NOT NULL,         -- the short name of today
    full_name         TEXT NOT NULL,
    full_name_certain INTEGER NOT NULL,
    kind              TEXT NOT NULL,
    open              INTEGER NOT NULL,      -- a group not all of whose members are known
    note              TEXT NOT NULL,
    merged_into       TEXT,
    merged_on         TEXT,
    made              BLOB NOT NULL,
    heads             TEXT NOT NULL,
    since             INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX unit_made ON unit (made);
CREATE TABLE unit_past (
    id TEXT NOT NULL, name TEXT NOT NULL, full_name TEXT NOT NULL, full_name_certain INTEGER NOT NULL,
    kind TEXT NOT NULL, open INTEGER NOT NULL, note TEXT NOT NULL, merged_into TEXT, merged_on TEXT,
    made BLOB NOT NULL, heads TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE TABLE unit_name (                     -- its names one after the other
    unit       TEXT NOT NULL,
    place      INTEGER NOT NULL,
    name       TEXT NOT NULL,
    full_name  TEXT NOT NULL,
    since_day  TEXT,
    until_day  TEXT,
    since      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (unit, place)
) STRICT;
CREATE TABLE unit_name_past (
    unit TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, full_name TEXT NOT NULL, since_day TEXT,
    until_day TEXT, since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (unit, place, since)
) STRICT;
CREATE TABLE unit_called (                   -- what else people call it, and how a plan's text was read
    unit   TEXT NOT NULL,
    place  INTEGER NOT NULL,
    name   TEXT NOT NULL,
    how    TEXT NOT NULL,                    -- alias, former, assumption
    remark TEXT NOT NULL,
    since  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (unit, place)
) STRICT;
CREATE TABLE unit_called_past (
    unit TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, how TEXT NOT NULL, remark TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (unit, place, since)
) STRICT;
CREATE TABLE group_member (
    group_name TEXT NOT NULL,
    unit       TEXT NOT NULL,
    certain    INTEGER NOT NULL,
    since      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (group_name, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_unit ON group_member (unit, group_name, certain);
CREATE TABLE group_member_past (
    group_name TEXT NOT NULL, unit TEXT NOT NULL, certain INTEGER NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (group_name, unit, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_past_unit ON group_member_past (unit);

CREATE TABLE contact (                       -- who answers at a unit: personal, under private origins alone
    id       BLOB PRIMARY KEY,
    unit     TEXT NOT NULL,
    post     TEXT NOT NULL,
    person   TEXT NOT NULL,
    phone    TEXT NOT NULL,
    from_day TEXT NOT NULL,
    left_it  INTEGER NOT NULL,               -- from that day the person is not there any more
    since    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX contact_unit ON contact (unit, post, from_day, id);
CREATE TABLE contact_past (
    id BLOB NOT NULL, unit TEXT NOT NULL, post TEXT NOT NULL, person TEXT NOT NULL, phone TEXT NOT NULL,
    from_day TEXT NOT NULL, left_it INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX contact_past_unit ON contact_past (unit);
-- What is personal has chains of its own, which travel only when they are asked for.
ALTER TABLE origin ADD COLUMN private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1));

CREATE TABLE task (
    no          INTEGER PRIMARY KEY,         -- for life: records name it so
    plan        TEXT NOT NULL,
    printed     TEXT NOT NULL,               -- 序号, as the plan prints it; empty without one
    place       INTEGER NOT NULL,            -- in the plan
    level1      TEXT NOT NULL,               -- 一级指标, as printed, filled downwards
    level2      TEXT NOT NULL,               -- 二级指标
    text        TEXT NOT NULL,               -- 重点任务, verbatim
    lead_raw    TEXT NOT NULL,
    support_raw TEXT NOT NULL,
    section     TEXT NOT NULL,               -- heading in the body of the plan
    article     TEXT NOT NULL,
    article_no  INTEGER NOT NULL,
    source      TEXT NOT NULL,
    ended_on    TEXT,
    ended_why   TEXT NOT NULL,
    heads       TEXT NOT NULL,
    since       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX task_place ON task (plan, place, no, ended_on);
CREATE INDEX task_printed ON task (plan, printed);
CREATE INDEX task_ended ON task (no) WHERE ended_on IS NOT NULL;
CREATE INDEX task_moved ON task (no) WHERE no <> place;
CREATE INDEX task_since ON task (since) WHERE since > 0;
CREATE TABLE task_past (
    no INTEGER NOT NULL, plan TEXT NOT NULL, printed TEXT NOT NULL, place INTEGER NOT NULL, level1 TEXT NOT NULL,
    level2 TEXT NOT NULL, text TEXT NOT NULL, lead_raw TEXT NOT NULL, support_raw TEXT NOT NULL,
    section TEXT NOT NULL, article TEXT NOT NULL, article_no INTEGER NOT NULL, source TEXT NOT NULL,
    ended_on TEXT, ended_why TEXT NOT NULL, heads TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (no, since)
) STRICT;
CREATE INDEX task_past_until ON task_past (until);

CREATE TABLE task_unit (
    task_no    INTEGER NOT NULL,
    role       TEXT NOT NULL,
    position   INTEGER NOT NULL,
    raw        TEXT NOT NULL,                -- the table's own text (市工信厅)
    unit       TEXT NOT NULL,
    open       INTEGER NOT NULL,
    assumption TEXT NOT NULL,
    since      INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (task_no, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_unit_unit ON task_unit (unit, role, task_no);
CREATE TABLE task_unit_past (
    task_no INTEGER NOT NULL, role TEXT NOT NULL, position INTEGER NOT NULL, raw TEXT NOT NULL, unit TEXT NOT NULL,
    open INTEGER NOT NULL, assumption TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (task_no, role, position, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_unit_past_unit ON task_unit_past (unit, role, task_no);

CREATE TABLE planned_milestone (
    id          TEXT PRIMARY KEY,
    task_no     INTEGER NOT NULL,
    title       TEXT NOT NULL,
    phrase      TEXT NOT NULL,               -- verbatim from the row
    basis       TEXT NOT NULL,               -- how the date is known
    due         TEXT,                        -- NULL: the plan gives no date
    assumed     INTEGER NOT NULL,
    stretch     INTEGER NOT NULL,            -- 力争
    operator    TEXT,
    value       REAL,
    upper       REAL,
    unit        TEXT,
    cumulative  INTEGER NOT NULL,
    inferred    INTEGER NOT NULL,
    target_text TEXT,
    since       INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX planned_milestone_task ON planned_milestone (task_no);
CREATE TABLE planned_milestone_past (
    id TEXT NOT NULL, task_no INTEGER NOT NULL, title TEXT NOT NULL, phrase TEXT NOT NULL, basis TEXT NOT NULL,
    due TEXT, assumed INTEGER NOT NULL, stretch INTEGER NOT NULL, operator TEXT, value REAL, upper REAL, unit TEXT,
    cumulative INTEGER NOT NULL, inferred INTEGER NOT NULL, target_text TEXT,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX planned_milestone_past_task ON planned_milestone_past (task_no);

CREATE TABLE duty (
    task_no  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    phrase   TEXT NOT NULL,
    kind     TEXT NOT NULL,                  -- periodic, standing
    since    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (task_no, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE duty_past (
    task_no INTEGER NOT NULL, position INTEGER NOT NULL, phrase TEXT NOT NULL, kind TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (task_no, position, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliverable (
    id      TEXT PRIMARY KEY,
    task_no INTEGER NOT NULL,
    title   TEXT NOT NULL,
    phrase  TEXT NOT NULL,
    since   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX deliverable_task ON deliverable (task_no);
CREATE TABLE deliverable_past (
    id TEXT NOT NULL, task_no INTEGER NOT NULL, title TEXT NOT NULL, phrase TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (id, since)
) STRICT;
CREATE INDEX deliverable_past_task ON deliverable_past (task_no);

CREATE TABLE matter (                        -- where a matter (交办事项) comes from, and its number
    task_no    INTEGER PRIMARY KEY,
    source     TEXT NOT NULL,                -- 批示, 会议纪要 ...
    source_day TEXT NOT NULL,
    document   TEXT NOT NULL,
    handed_by  TEXT NOT NULL,                -- 交办人, a post
    urgent     INTEGER NOT NULL,
    year       INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    made       BLOB NOT NULL,                -- its first record: of two with one number the older keeps it
    since      INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX matter_number_now ON matter (year, number);
CREATE TABLE matter_past (
    task_no INTEGER NOT NULL, source TEXT NOT NULL, source_day TEXT NOT NULL, document TEXT NOT NULL,
    handed_by TEXT NOT NULL, urgent INTEGER NOT NULL, year INTEGER NOT NULL, number INTEGER NOT NULL,
    made BLOB NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    UNIQUE (task_no, since)
) STRICT;
CREATE TABLE matter_number (                 -- every number that it bears or bore: papers keep what was printed
    task_no INTEGER NOT NULL,
    year    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    since   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (year, number, task_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX matter_number_task ON matter_number (task_no);
CREATE TABLE matter_number_past (
    task_no INTEGER NOT NULL, year INTEGER NOT NULL, number INTEGER NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (task_no, year, number, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_tie (                      -- 一事多源: read in both directions
    task_no INTEGER NOT NULL,
    tied    INTEGER NOT NULL,
    since   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (task_no, tied)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_tie_tied ON task_tie (tied);
CREATE TABLE task_tie_past (
    task_no INTEGER NOT NULL, tied INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (task_no, tied, since)
) STRICT, WITHOUT ROWID;

-- As before, without foreign keys: a task may come after what was decided on it.
CREATE TABLE milestone (
    id               TEXT PRIMARY KEY,
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
    status           TEXT NOT NULL CHECK (status IN ('open', 'done', 'cancelled')),
    completed_on     TEXT,
    completion_basis TEXT NOT NULL,
    completion_value REAL,
    met              INTEGER,
    original_due     TEXT,
    due_decided      INTEGER NOT NULL,       -- by an officer, not by the plan
    decided_by       BLOB,
    heads            TEXT NOT NULL           -- JSON array of hexadecimal ids; more than one: 冲突待核
) STRICT;
CREATE INDEX milestone_task ON milestone (task_no);
CREATE INDEX milestone_open_due ON milestone (due, task_no) WHERE status = 'open' AND due IS NOT NULL;
CREATE INDEX milestone_conflict ON milestone (task_no, id) WHERE instr(heads, ',') > 0;

CREATE TABLE task_state (                    -- what a task's light follows from, whatever the day
    task_no        INTEGER PRIMARY KEY,
    open_count     INTEGER NOT NULL,
    undated_count  INTEGER NOT NULL,         -- of the open ones
    done_count     INTEGER NOT NULL,
    next_due       TEXT,                     -- earliest date of an open milestone
    next_follow_up TEXT,                     -- earliest promise not yet kept
    next_behind    TEXT,                     -- first day on which an open milestone is 未达序时
    plan           TEXT NOT NULL
) STRICT;
CREATE INDEX task_state_due ON task_state (next_due, task_no);
CREATE INDEX task_state_behind ON task_state (next_behind, next_due, open_count, done_count, next_follow_up)
    WHERE next_behind IS NOT NULL;
CREATE INDEX task_state_follow_up
    ON task_state (next_follow_up, next_due, open_count, done_count, next_behind) WHERE next_follow_up IS NOT NULL;
CREATE INDEX task_state_plan
    ON task_state (plan, next_due, open_count, done_count, next_follow_up, next_behind);
CREATE INDEX task_state_done ON task_state (task_no) WHERE open_count = 0 AND done_count > 0;

ALTER TABLE task_state_version ADD COLUMN plan TEXT NOT NULL DEFAULT '';

-- What is looked up by names: made from the rows above, kept in the same transaction, no truth of its own.
CREATE TABLE unit_key (                      -- every text by which a unit can be asked for
    key    TEXT NOT NULL,                    -- folded: NFKC, case, no blanks
    unit   TEXT NOT NULL,
    how    TEXT NOT NULL CHECK (how IN ('name', 'full_name', 'alias', 'former', 'assumption', 'pinyin', 'initials')),
    remark TEXT NOT NULL,                    -- shown when the unit was found by this key
    PRIMARY KEY (key, unit, how)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_key_unit ON unit_key (unit);
CREATE TABLE task_key (
    task_no    INTEGER PRIMARY KEY,
    search_key TEXT NOT NULL                 -- folded text and pinyin, for the filter
) STRICT;
CREATE TABLE name_waiting (                  -- tasks that are to be indexed anew, after an action that changed many
    task_no INTEGER PRIMARY KEY
) STRICT;

DROP TABLE past_state;
CREATE TABLE past_state (                    -- how far the past is filled
    part  TEXT PRIMARY KEY CHECK (part IN ('rules', 'parts', 'records', 'milestones', 'tasks')),
    up_to BLOB,                              -- things beyond are not yet filled; NULL: all are
    rules INTEGER                            -- those by which all projections were folded
) STRICT, WITHOUT ROWID;
