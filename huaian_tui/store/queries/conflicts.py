"""Milestones on which officers decided apart (冲突待核): how many, and the sides of one."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.domain.answers.milestones import ConflictSide
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.ledger.gist import decision_line
from huaian_tui.ledger.kinds.decisions import fold_milestone
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.milestone_rows import milestone_state, planned_milestone
from huaian_tui.ledger.kinds.registry import kind_word
from huaian_tui.ledger.kinds.sides import left_out_by_keeping
from huaian_tui.store.engine.fold import read_decisions


def read_sides(connection: sqlite3.Connection, state: MilestoneState) -> list[ConflictSide]:
    """The sides of a milestone in conflict, this laptop's first; none where there is no conflict."""
    if not state.conflict:
        return []
    decisions, planned = read_decisions(connection, state.id)
    begins = None if planned is None else milestone_state(planned_milestone(planned))
    by_id = {one.id: one for one in decisions}
    found = list[ConflictSide]()
    for head in state.heads:
        left_out = {one.id for one in left_out_by_keeping(decisions, head)}
        kept = fold_milestone(begins, [one for one in decisions if one.id not in left_out])
        found.append(_side(connection, by_id[head], kept or state))
    return sorted(found, key=lambda side: not side.mine)


def _side(connection: sqlite3.Connection, decision: FoldRecord, state: MilestoneState) -> ConflictSide:
    recorded_at, mine = connection.execute(
        "SELECT r.recorded_at, o.mine FROM record AS r JOIN origin AS o ON o.id = r.origin WHERE r.id = ?",
        (decision.id,),
    ).fetchone()
    title = kind_word(decision.kind)
    return ConflictSide(
        record_id=decision.id,
        title=title,
        what=decision_line(decision.kind, decision.body, decision.occurred_on),
        officer=decision.officer,
        recorded_at=recorded_at,
        day=None if decision.occurred_on is None else date.fromisoformat(decision.occurred_on),
        state=state,
        mine=bool(mine),
    )
