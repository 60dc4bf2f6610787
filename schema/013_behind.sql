-- From which day on an open milestone is 未达序时 if no newer reading of its target comes, and the first such day
-- of a task: so the light of a day is one comparison. Follows from milestones and readings; filled by the program.
CREATE TABLE milestone_pace (                    -- only milestones for which there is such a day
    milestone   TEXT PRIMARY KEY,
    task_no     INTEGER NOT NULL,
    behind_from TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX milestone_pace_task ON milestone_pace (task_no);

CREATE TABLE milestone_pace_version (            -- all that ever stood, the present ones too (007)
    milestone   TEXT NOT NULL,
    task_no     INTEGER NOT NULL,
    behind_from TEXT NOT NULL,
    since       INTEGER NOT NULL,
    until       INTEGER NOT NULL,
    PRIMARY KEY (milestone, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX milestone_pace_version_task ON milestone_pace_version (task_no, since, until);

ALTER TABLE task_state ADD COLUMN next_behind TEXT;
CREATE INDEX task_state_behind ON task_state (next_behind, next_due, open_count, done_count, next_follow_up)
    WHERE next_behind IS NOT NULL;
ALTER TABLE task_state_version ADD COLUMN next_behind TEXT;
CREATE INDEX task_state_version_behind
    ON task_state_version (next_behind, next_due, open_count, done_count, next_follow_up, since, until)
    WHERE next_behind IS NOT NULL;

-- What the light of a missed visit is decided by stands in its index, as before.
DROP INDEX task_state_follow_up;
CREATE INDEX task_state_follow_up
    ON task_state (next_follow_up, next_due, open_count, done_count, next_behind) WHERE next_follow_up IS NOT NULL;
DROP INDEX task_state_version_follow_up;
CREATE INDEX task_state_version_follow_up
    ON task_state_version (next_follow_up, next_due, open_count, done_count, next_behind, since, until)
    WHERE next_follow_up IS NOT NULL;
