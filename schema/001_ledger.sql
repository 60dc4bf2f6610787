-- The plan as reference tables, the append-only ledger of records, and the
-- projections that are folded from it in the same transaction.

-- ---------------------------------------------------------------- reference
CREATE TABLE plan (
    id             TEXT PRIMARY KEY,
    title          TEXT NOT NULL,
    stage          TEXT NOT NULL,            -- 征求意见稿: not the issued text
    supervisor     TEXT NOT NULL,
    start_day      TEXT NOT NULL,            -- assumption: earliest year the table names
    start_basis    TEXT NOT NULL,
    horizon_day    TEXT NOT NULL,
    horizon_phrase TEXT NOT NULL,
    horizon_basis  TEXT NOT NULL
) STRICT;

CREATE TABLE task (
    no          INTEGER PRIMARY KEY,         -- 序号
    plan        TEXT NOT NULL REFERENCES plan (id),
    level1      TEXT NOT NULL,               -- 一级指标, as printed, filled downwards
    level2      TEXT NOT NULL,               -- 二级指标
    text        TEXT NOT NULL,               -- 重点任务, verbatim
    lead_raw    TEXT NOT NULL,
    support_raw TEXT NOT NULL,
    section     TEXT NOT NULL,               -- heading in the body of the plan
    article     TEXT NOT NULL,
    article_no  INTEGER NOT NULL,
    search_key  TEXT NOT NULL                -- folded text and pinyin, for the filter
) STRICT;

CREATE TABLE unit (
    name              TEXT PRIMARY KEY,      -- short name, the same on every laptop
    full_name         TEXT NOT NULL,
    full_name_certain INTEGER NOT NULL CHECK (full_name_certain IN (0, 1)),
    kind              TEXT NOT NULL,
    open              INTEGER NOT NULL CHECK (open IN (0, 1)),  -- a group not all of whose members are known
    note              TEXT NOT NULL
) STRICT;

CREATE TABLE unit_key (                      -- every text by which a unit can be asked for
    key     TEXT NOT NULL,                   -- folded: NFKC, case, no blanks
    unit    TEXT NOT NULL REFERENCES unit (name),
    how     TEXT NOT NULL CHECK (how IN ('name', 'full_name', 'alias', 'former', 'assumption', 'pinyin', 'initials')),
    remark  TEXT NOT NULL,                   -- shown when the unit was found by this key
    PRIMARY KEY (key, unit, how)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_member (
    group_name TEXT NOT NULL REFERENCES unit (name),
    unit       TEXT NOT NULL REFERENCES unit (name),
    certain    INTEGER NOT NULL CHECK (certain IN (0, 1)),
    PRIMARY KEY (group_name, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_member_unit ON group_member (unit, group_name, certain);

CREATE TABLE task_unit (
    task_no    INTEGER NOT NULL REFERENCES task (no),
    role       TEXT NOT NULL CHECK (role IN ('lead', 'support')),
    position   INTEGER NOT NULL,
    raw        TEXT NOT NULL,                -- the table's own text (市工信厅)
    unit       TEXT NOT NULL REFERENCES unit (name),
    open       INTEGER NOT NULL CHECK (open IN (0, 1)),
    assumption TEXT NOT NULL,
    PRIMARY KEY (task_no, role, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_unit_unit ON task_unit (unit, role, task_no);

CREATE TABLE planned_milestone (
    id          TEXT PRIMARY KEY,
    task_no     INTEGER NOT NULL REFERENCES task (no),
    title       TEXT NOT NULL,
    phrase      TEXT NOT NULL,               -- verbatim from the row
    basis       TEXT NOT NULL,               -- how the date is known
    due         TEXT,                        -- NULL: the plan gives no date
    assumed     INTEGER NOT NULL CHECK (assumed IN (0, 1)),
    stretch     INTEGER NOT NULL CHECK (stretch IN (0, 1)),     -- 力争
    operator    TEXT CHECK (operator IN ('>', '>=', '=', 'range')),
    value       REAL,
    upper       REAL,
    unit        TEXT,
    cumulative  INTEGER NOT NULL CHECK (cumulative IN (0, 1)),
    inferred    INTEGER NOT NULL CHECK (inferred IN (0, 1)),
    target_text TEXT
) STRICT;
CREATE INDEX planned_milestone_task ON planned_milestone (task_no);

CREATE TABLE duty (
    task_no  INTEGER NOT NULL REFERENCES task (no),
    position INTEGER NOT NULL,
    phrase   TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('periodic', 'standing')),
    PRIMARY KEY (task_no, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliverable (
    id       TEXT PRIMARY KEY,
    task_no  INTEGER NOT NULL REFERENCES task (no),
    title    TEXT NOT NULL,
    phrase   TEXT NOT NULL
) STRICT;
CREATE INDEX deliverable_task ON deliverable (task_no);

CREATE TABLE remark (
    id         INTEGER PRIMARY KEY,
    place      TEXT NOT NULL,
    text       TEXT NOT NULL,
    treatment  TEXT NOT NULL
) STRICT;

CREATE TABLE remark_row (
    remark  INTEGER NOT NULL REFERENCES remark (id),
    task_no INTEGER NOT NULL REFERENCES task (no),
    PRIMARY KEY (task_no, remark)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------- ledger
CREATE TABLE origin (                        -- one writing incarnation of a file
    id         BLOB PRIMARY KEY CHECK (length(id) = 16),
    mine       INTEGER NOT NULL CHECK (mine IN (0, 1)),
    created_at TEXT NOT NULL,
    head_seq   INTEGER NOT NULL,             -- the chain's claimed head: a cut tail shows
    head_hash  BLOB NOT NULL
) STRICT;

CREATE TABLE record (
    rid         INTEGER PRIMARY KEY,         -- local only
    id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    origin      BLOB NOT NULL REFERENCES origin (id),
    seq         INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    officer     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    plan        TEXT NOT NULL,
    task_no     INTEGER,
    milestone   TEXT,
    occurred_on TEXT,
    body        TEXT NOT NULL,               -- canonical JSON (a json_valid check is refused under trusted_schema=OFF)
    ref         BLOB CHECK (ref IS NULL OR length(ref) = 16),
    hash        BLOB NOT NULL CHECK (length(hash) = 32),
    UNIQUE (origin, seq)
) STRICT;
CREATE INDEX record_milestone ON record (milestone, id) WHERE milestone IS NOT NULL;
CREATE INDEX record_task ON record (task_no, id) WHERE task_no IS NOT NULL;
CREATE INDEX record_ref ON record (ref, id) WHERE ref IS NOT NULL;
CREATE INDEX record_kind ON record (kind, id);

CREATE TRIGGER record_never_changes BEFORE UPDATE ON record
BEGIN SELECT RAISE(ABORT, '记录只增不改：请用更正'); END;
CREATE TRIGGER record_never_goes BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, '记录只增不删：请用撤回'); END;
CREATE TRIGGER record_never_replaced BEFORE INSERT ON record
WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id OR rid = NEW.rid OR (origin = NEW.origin AND seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, '记录只增不改：同一条记录已在台账中'); END;  -- OR REPLACE would delete unseen

-- -------------------------------------------------------------- projections
-- Folded from the records in the same transaction; rebuilding gives the same rows.
CREATE TABLE milestone (
    id               TEXT PRIMARY KEY,
    task_no          INTEGER NOT NULL REFERENCES task (no),
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

CREATE TABLE task_state (                    -- what a task's light follows from, whatever the day
    task_no        INTEGER PRIMARY KEY REFERENCES task (no),
    open_count     INTEGER NOT NULL,
    undated_count  INTEGER NOT NULL,         -- of the open ones
    done_count     INTEGER NOT NULL,
    next_due       TEXT,                     -- earliest date of an open milestone
    next_follow_up TEXT                      -- earliest promise not yet kept
) STRICT;
CREATE INDEX task_state_due ON task_state (next_due, task_no);

CREATE TABLE note (                          -- texts stay in the records
    id        BLOB PRIMARY KEY,
    task_no   INTEGER NOT NULL,
    day       TEXT NOT NULL,
    current   BLOB NOT NULL,                 -- the note itself or its last correction
    follow_up TEXT,
    corrected INTEGER NOT NULL CHECK (corrected IN (0, 1)),
    retracted INTEGER NOT NULL CHECK (retracted IN (0, 1))
) STRICT;
CREATE INDEX note_task ON note (task_no, day, id);
CREATE INDEX note_day ON note (day, id);
CREATE INDEX note_follow_up ON note (follow_up, task_no) WHERE follow_up IS NOT NULL AND retracted = 0;

CREATE TABLE note_unit (
    unit    TEXT NOT NULL,
    note    BLOB NOT NULL,
    PRIMARY KEY (unit, note)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_unit_note ON note_unit (note);

CREATE TABLE reading (
    id        BLOB PRIMARY KEY,
    milestone TEXT NOT NULL,
    day       TEXT NOT NULL,
    value     REAL NOT NULL,
    officer   TEXT NOT NULL
) STRICT;
CREATE INDEX reading_milestone ON reading (milestone, day, id);

CREATE TABLE handed_in (
    id          BLOB PRIMARY KEY,
    deliverable TEXT NOT NULL,
    day         TEXT NOT NULL,
    text        TEXT NOT NULL,
    officer     TEXT NOT NULL
) STRICT;
CREATE INDEX handed_in_deliverable ON handed_in (deliverable, day, id);

CREATE TABLE notice (                        -- documents stay in the records
    id        BLOB PRIMARY KEY,              -- the record of its first draft
    current   BLOB NOT NULL,                 -- the last draft, or the record that issued it
    kind      TEXT NOT NULL,
    title     TEXT NOT NULL,
    state     TEXT NOT NULL CHECK (state IN ('draft', 'issued', 'withdrawn')),
    day       TEXT NOT NULL,
    units     TEXT NOT NULL,                 -- JSON array of short names
    officer   TEXT NOT NULL,
    code      TEXT,                          -- 机关代字
    year      INTEGER,
    serial    INTEGER,
    number    TEXT,                          -- 发文字号 or 期号 as printed
    issued_on TEXT,
    reply_due TEXT,
    withdrawn TEXT                           -- why it was withdrawn
) STRICT;
CREATE INDEX notice_number ON notice (code, year, serial) WHERE serial IS NOT NULL;
CREATE INDEX notice_reply_due ON notice (reply_due) WHERE state = 'issued' AND reply_due IS NOT NULL;

CREATE TABLE notice_reply (
    id      BLOB PRIMARY KEY,
    notice  BLOB NOT NULL,
    unit    TEXT NOT NULL,
    day     TEXT NOT NULL,
    text    TEXT NOT NULL,
    officer TEXT NOT NULL
) STRICT;
CREATE INDEX notice_reply_notice ON notice_reply (notice, day, id);

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    id    BLOB NOT NULL                      -- the record that set it
) STRICT;
