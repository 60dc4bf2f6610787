-- What is searched: an index over the text of every record and one over names. Both follow from
-- the records and the plan, are written in the same transaction, and can be made anew.
CREATE VIRTUAL TABLE search_said USING fts5 (    -- rowid: record.rid; grams are made by the program
    grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);
CREATE TABLE search_gram (                       -- in how many records a gram stands: the rarest decide
    gram    TEXT PRIMARY KEY,
    records INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE search_name (
    id       INTEGER PRIMARY KEY,
    place    TEXT NOT NULL CHECK (place IN ('task', 'milestone', 'deliverable', 'notice')),
    key      TEXT NOT NULL,                      -- 序号, or the id of the thing (a notice: hexadecimal)
    task_no  INTEGER,
    title    TEXT NOT NULL,                      -- as it was when it was indexed
    name     TEXT NOT NULL,                      -- beginning of the folded title, its pinyin, its initials
    pinyin   TEXT NOT NULL,
    initials TEXT NOT NULL,
    said     TEXT NOT NULL,                      -- all that is found; empty for a task: task.search_key
    UNIQUE (place, key)
) STRICT;
CREATE INDEX search_name_name ON search_name (name);
CREATE INDEX search_name_pinyin ON search_name (pinyin);
CREATE INDEX search_name_initials ON search_name (initials);
CREATE VIRTUAL TABLE search_name_said USING fts5 (  -- rowid: search_name.id
    grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

CREATE TABLE search_state (
    part   TEXT PRIMARY KEY CHECK (part IN ('records', 'names')),
    up_to  INTEGER,                              -- records with a larger rid are not yet indexed; NULL: all are
    source BLOB                                  -- names: digest of the plan data that they were taken from
) STRICT, WITHOUT ROWID;
