-- A promised visit is kept by a note of up to three days before the promised day, unless its officer said
-- that it keeps none. Notes that do not say so keep promises.
ALTER TABLE note ADD COLUMN keeps_visit INTEGER NOT NULL DEFAULT 1 CHECK (keeps_visit IN (0, 1));
ALTER TABLE note ADD COLUMN kept_from TEXT;      -- the first day on which a visit keeps its promise
UPDATE note SET kept_from = max(day, coalesce(date(follow_up, '-3 days'), follow_up))
    WHERE follow_up IS NOT NULL;
UPDATE task_state SET next_follow_up = (
    SELECT min(n.follow_up) FROM note AS n
    WHERE n.task_no = task_state.task_no AND n.follow_up IS NOT NULL AND n.retracted = 0 AND NOT EXISTS (
        SELECT 1 FROM note AS later WHERE later.task_no = n.task_no AND later.retracted = 0
        AND later.id > n.id AND later.day >= n.kept_from
    )
) WHERE next_follow_up IS NOT NULL;
