-- What the reference tables said when they were last written by the program: a later change by SQL shows.
CREATE TABLE reference_digest (
    table_name TEXT PRIMARY KEY,
    digest     BLOB NOT NULL CHECK (length(digest) = 32)  -- SHA-256 over the rows in canonical order
) STRICT;
