-- Whose records are whose: signed heads of origins, and records that are kept but do not count. Neither follows
-- from the records; known keys stand outside the ledger, in the data folder.
CREATE TABLE signed_head (                   -- of each origin and key the newest head that was signed and held here
    origin    BLOB NOT NULL REFERENCES origin (id),
    key       BLOB NOT NULL CHECK (length(key) = 32),         -- Ed25519, the public key
    seq       INTEGER NOT NULL CHECK (seq > 0),
    hash      BLOB NOT NULL CHECK (length(hash) = 32),        -- of the record with this number
    signature BLOB NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (origin, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE set_aside_record (              -- records of branches of an origin that do not count: a tree by ``before``
    origin     BLOB NOT NULL REFERENCES origin (id),
    hash       BLOB NOT NULL CHECK (length(hash) = 32),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    before     BLOB NOT NULL,                -- hash of the record that it continues; empty for the first one
    line       TEXT NOT NULL,                -- as it stands in a pack
    arrived_at TEXT NOT NULL,
    PRIMARY KEY (origin, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX set_aside_record_seq ON set_aside_record (origin, seq);
