"""Where decisions on a milestone (节点) leave it: set, completed, extended, cancelled, reopened.

State is a function of the *set* of decisions: they are sorted by id first, so
the order in which packs from other laptops arrive does not matter. A decision that was taken back
counts as never made, with the retraction that says so; a corrected one counts as corrected. Decisions
that do not know of each other are a conflict (``decision_heads``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.ledger.kinds.anew import apart, is_withdrawn
from huaian_tui.ledger.kinds.decision_heads import CLAIM, agreed, counted, decided, heads_of, report_age
from huaian_tui.ledger.kinds.kind import By, FoldRecord, Projection, Row, Table
from huaian_tui.ledger.kinds.milestone_rows import (
    MILESTONE_COLUMNS,
    milestone_state,
    planned_milestone,
    stored_milestone,
)
from huaian_tui.ledger.kinds.readings import READING_COLUMNS, reading_row
from huaian_tui.ledger.kinds.taking_back import UNDOES
from huaian_tui.ledger.kinds.target_parts import TARGET, read_target_part
from huaian_tui.ledger.record import RecordKind


class Folded(NamedTuple):
    """A milestone after its decisions, and the completion (办结) that is in force; None for none."""

    state: MilestoneState | None
    completion: FoldRecord | None


def fold_milestone(planned: MilestoneState | None, decisions: Iterable[FoldRecord]) -> MilestoneState | None:
    """The state after all decisions; None when the record that sets it is not here (yet) or was taken back.

    ``planned`` is the milestone as the plan gives it, None for one that an officer set.
    """
    return fold_decisions(planned, decisions).state


def fold_decisions(planned: MilestoneState | None, decisions: Iterable[FoldRecord]) -> Folded:
    """``fold_milestone`` with the completion in force.

    In a conflict it is what all sides agree on, and open: nothing that one side says alone is a fact.
    """
    ordered = decided(decisions)
    heads = heads_of(ordered)
    state, completion = apply(planned, counted(agreed(ordered) if len(heads) > 1 else ordered))
    if state is None:
        return Folded(None, completion)
    if len(heads) > 1:
        state, completion = _open_again(state), None
    return Folded(replace(state, heads=heads), completion)


def apply(planned: MilestoneState | None, decisions: Iterable[FoldRecord]) -> Folded:
    """The state after decisions that count, in their order, without saying whether they are in conflict."""
    state, completion = planned, None
    for one in decisions:
        if one.kind == RecordKind.MILESTONE_SET:
            state = _set(one) if state is None else state
        elif state is not None and not said_already(one, completion):
            state = _EFFECTS[one.kind](replace(state, decided_by=one.id), one)
            if one.kind == RecordKind.MILESTONE_COMPLETE:
                completion = one
            elif state.status is not Status.DONE:
                completion = None
    return Folded(state, completion)


def said_already(decision: FoldRecord, completion: FoldRecord | None) -> bool:
    """Whether a report completes what the same report, or a later one, has completed."""
    if completion is None or decision.kind != RecordKind.MILESTONE_COMPLETE:
        return False
    ours, theirs = decision.body, completion.body
    if ours.get(CLAIM) is not None and ours.get(CLAIM) == theirs.get(CLAIM):
        return True
    return bool(report_age(decision)) and report_age(decision) < report_age(completion)


def _set(decision: FoldRecord) -> MilestoneState:
    body = decision.body
    return MilestoneState(
        id=decision.milestone or "",
        task_no=decision.task_no or 0,
        title=body["title"],
        phrase="",
        basis=body["basis"],
        due=date.fromisoformat(body["due"]),
        assumed=False,
        stretch=False,
        target=read_target_part(body.get(TARGET)),
        due_decided=True,
        decided_by=decision.id,
    )


def _extended(state: MilestoneState, decision: FoldRecord) -> MilestoneState:
    """Another date. What an officer decided is decided, also where a convention made the day of it."""
    body = decision.body
    return replace(
        state,
        due=date.fromisoformat(body["due"]),
        assumed=False,
        basis=body["basis"],
        due_decided=True,
        original_due=state.original_due or state.due,
    )


def _completed(state: MilestoneState, decision: FoldRecord) -> MilestoneState:
    value = decision.body.get("value")
    met = None if value is None or state.target is None else state.target.met_by(float(value))
    return replace(
        state,
        status=Status.DONE,
        completed_on=date.fromisoformat(decision.occurred_on) if decision.occurred_on else None,
        completion_basis=decision.body["basis"],
        completion_value=None if value is None else float(value),
        met=met,
    )


def _targeted(state: MilestoneState, decision: FoldRecord) -> MilestoneState:
    """Another target, or none any more."""
    return replace(state, target=read_target_part(decision.body.get(TARGET)))


def _cancelled(state: MilestoneState, decision: FoldRecord) -> MilestoneState:
    return replace(_open_again(state), status=Status.CANCELLED, completion_basis=decision.body["basis"])


def _open_again(state: MilestoneState) -> MilestoneState:
    """Open, with nothing left of an earlier completion or cancellation."""
    return replace(
        state, status=Status.OPEN, completed_on=None, completion_basis="", completion_value=None, met=None
    )


_EFFECTS: dict[str, Callable[[MilestoneState, FoldRecord], MilestoneState]] = {
    RecordKind.MILESTONE_EXTEND: _extended,
    RecordKind.MILESTONE_COMPLETE: _completed,
    RecordKind.MILESTONE_CANCEL: _cancelled,
    RecordKind.MILESTONE_REOPEN: lambda state, _: _open_again(state),
    RecordKind.MILESTONE_SETTLE: lambda state, _: state,
    RecordKind.MILESTONE_TARGET: _targeted,
}
# ---------------------------------------------------------------------- rows


def _rows(records: Sequence[FoldRecord], planned: Row | None) -> tuple[Sequence[Row], ...]:
    if not records:
        return ((() if planned is None else (planned_milestone(planned),)), ())
    plan, records = apart(records)
    if is_withdrawn(plan):
        return ((), ())
    folded = fold_over(planned, records)
    if folded.state is None:
        return ((), ())
    return ((stored_milestone(folded.state),), _readings(folded, records))


def fold_over(planned: Row | None, records: Iterable[FoldRecord]) -> Folded:
    """``fold_decisions`` over the row of the plan."""
    return fold_decisions(None if planned is None else milestone_state(planned_milestone(planned)), records)


def _readings(folded: Folded, records: Sequence[FoldRecord]) -> Sequence[Row]:
    """The value of the completion in force; an older program took it back by a retraction of its own."""
    completion = folded.completion
    if completion is None or completion.body.get("value") is None:
        return ()
    plain = (one for one in records if one.kind == RecordKind.RETRACTION and UNDOES not in one.body)
    if any(one.ref == completion.id for one in plain):
        return ()
    return (reading_row(completion, completes=completion.milestone),)


MILESTONES = Projection(
    By.MILESTONE,
    (
        Table("milestone", "id", MILESTONE_COLUMNS, versioned=True),
        Table("reading", "completes", READING_COLUMNS),
    ),
    _rows,
)
