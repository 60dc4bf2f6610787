-- What waits is found by index, however many tasks and notes there are.
CREATE INDEX task_state_follow_up ON task_state (next_follow_up, next_due, open_count, done_count)
    WHERE next_follow_up IS NOT NULL;
CREATE INDEX task_state_done ON task_state (task_no) WHERE open_count = 0 AND done_count > 0;
CREATE INDEX note_promise ON note (task_no, follow_up, id) WHERE follow_up IS NOT NULL AND retracted = 0;
