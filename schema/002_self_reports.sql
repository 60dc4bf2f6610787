-- What units report about their milestones (单位自报); pending until an officer has decided.
CREATE TABLE self_report (                   -- texts stay in the records
    id        BLOB PRIMARY KEY,
    task_no   INTEGER NOT NULL,
    milestone TEXT NOT NULL,
    unit      TEXT NOT NULL,
    day       TEXT NOT NULL,                 -- when it came in
    state     TEXT NOT NULL CHECK (state IN ('pending', 'confirmed', 'rejected')),
    decision  BLOB,                          -- the record that decided, the last one if there are several
    form      TEXT NOT NULL,
    file      TEXT NOT NULL,                 -- SHA-256 of the file: the same one adds nothing
    line      INTEGER NOT NULL
) STRICT;
CREATE INDEX self_report_state ON self_report (state, day, id);
CREATE INDEX self_report_form ON self_report (form, milestone);
CREATE INDEX self_report_milestone ON self_report (milestone, day, id);
