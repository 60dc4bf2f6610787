-- Milestones in conflict (more than one head) are found by index, however many milestones there are.
CREATE INDEX milestone_conflict ON milestone (task_no, id) WHERE instr(heads, ',') > 0;
CREATE INDEX milestone_version_conflict ON milestone_version (task_no, id, since, until)
    WHERE instr(heads, ',') > 0;
