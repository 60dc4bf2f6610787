-- The value of a completion dies with it: such rows of reading follow from what is decided on the milestone.
-- Of two readings of one day the one that was said later counts, whatever was recorded first. The same form
-- taken in on two laptops counts once: what it claims is the same. The program folds these columns at opening.
ALTER TABLE reading ADD COLUMN completes TEXT;                   -- the milestone, for the value of a completion
ALTER TABLE reading ADD COLUMN said BLOB NOT NULL DEFAULT x'';   -- the record by which readings of a day are ordered
ALTER TABLE reading ADD COLUMN claim TEXT;                       -- of the report that it follows from
UPDATE reading SET completes = milestone
WHERE EXISTS (SELECT 1 FROM record AS r WHERE r.id = reading.id AND r.kind = 'milestone_complete');
CREATE INDEX reading_completes ON reading (completes) WHERE completes IS NOT NULL;
CREATE INDEX reading_claim ON reading (claim, id) WHERE claim IS NOT NULL;
ALTER TABLE reading_past ADD COLUMN completes TEXT;
ALTER TABLE reading_past ADD COLUMN said BLOB NOT NULL DEFAULT x'';
ALTER TABLE reading_past ADD COLUMN claim TEXT;
CREATE INDEX reading_past_claim ON reading_past (claim, id) WHERE claim IS NOT NULL;
CREATE INDEX reading_past_completes ON reading_past (completes) WHERE completes IS NOT NULL;

ALTER TABLE note ADD COLUMN claim TEXT;
CREATE INDEX note_claim ON note (claim, id) WHERE claim IS NOT NULL;
ALTER TABLE note_past ADD COLUMN claim TEXT;
CREATE INDEX note_past_claim ON note_past (claim, id) WHERE claim IS NOT NULL;

ALTER TABLE self_report ADD COLUMN claim TEXT;
CREATE INDEX self_report_claim ON self_report (claim, id) WHERE claim IS NOT NULL;
ALTER TABLE self_report_past ADD COLUMN claim TEXT;
CREATE INDEX self_report_past_claim ON self_report_past (claim, id) WHERE claim IS NOT NULL;
