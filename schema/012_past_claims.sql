-- What claims the same is found by index on past days too.
CREATE INDEX self_report_past_claim ON self_report_past (claim, id) WHERE claim IS NOT NULL;
CREATE INDEX reading_past_claim ON reading_past (claim, id) WHERE claim IS NOT NULL;
CREATE INDEX note_past_claim ON note_past (claim, id) WHERE claim IS NOT NULL;
