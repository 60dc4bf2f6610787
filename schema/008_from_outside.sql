-- What came from elsewhere asks first; and on which machines this file has written.
CREATE TABLE foreign_setting (               -- settings that a merge brought: each without effect here
    id      BLOB PRIMARY KEY REFERENCES record (id),
    decided INTEGER NOT NULL CHECK (decided IN (0, 1))  -- adopted by a record of this ledger, or turned down
) STRICT, WITHOUT ROWID;

CREATE TABLE own_origin (                    -- origins that this file has written as
    origin BLOB PRIMARY KEY REFERENCES origin (id),
    mark   BLOB NOT NULL CHECK (length(mark) = 32)      -- SHA-256 of the mark of the machine that wrote it
) STRICT, WITHOUT ROWID;
