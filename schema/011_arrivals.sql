-- Which records came by a merge, and when: a paper composed as of a day before it names what came since.
CREATE TABLE arrival (
    origin    BLOB NOT NULL REFERENCES origin (id),
    first_seq INTEGER NOT NULL,
    last_seq  INTEGER NOT NULL,
    day       INTEGER NOT NULL,              -- of the merge, days since 1970 on the calendar of Shanghai
    PRIMARY KEY (origin, first_seq)
) STRICT, WITHOUT ROWID;
