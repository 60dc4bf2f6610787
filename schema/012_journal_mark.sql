-- Which write-ahead log belongs to this file: the first action in an empty log changes the mark, so that
-- a log left beside another file (a copy put in its place) is known for what it is.
CREATE TABLE journal_mark (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    before BLOB NOT NULL,                    -- the mark that the file had when the present log was begun
    now    BLOB NOT NULL
) STRICT;
INSERT INTO journal_mark (id, before, now) VALUES (1, randomblob(16), randomblob(16));
