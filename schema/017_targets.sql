-- What a target may have besides its number: what stood at its beginning, that day where it is not the year's,
-- planned values by day (JSON: [["2026-03-31", 20.0], …]), of how many parts it is the share.
ALTER TABLE planned_milestone ADD COLUMN baseline REAL;
ALTER TABLE planned_milestone_past ADD COLUMN baseline REAL;
ALTER TABLE milestone ADD COLUMN baseline REAL;
ALTER TABLE milestone ADD COLUMN target_start TEXT;
ALTER TABLE milestone ADD COLUMN trajectory TEXT;
ALTER TABLE milestone ADD COLUMN whole REAL;
ALTER TABLE milestone_version ADD COLUMN baseline REAL;
ALTER TABLE milestone_version ADD COLUMN target_start TEXT;
ALTER TABLE milestone_version ADD COLUMN trajectory TEXT;
ALTER TABLE milestone_version ADD COLUMN whole REAL;
