"""A milestone as its table stores it, and as a state: both ways."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Operator, PlannedValue, Target
from huaian_tui.ledger.kinds.kind import Row


class StoredMilestone(NamedTuple):
    """The columns of ``milestone``, as SQLite keeps them: ISO days, 0 and 1, JSON for ``heads``.

    ``trajectory`` too is JSON: pairs of a day and a value.
    """

    id: str
    task_no: int
    title: str
    phrase: str
    basis: str
    due: str | None
    assumed: int
    stretch: int
    operator: Operator | None
    value: float
    upper: float | None
    unit: str
    cumulative: int
    inferred: int
    target_text: str
    status: str = Status.OPEN.value
    completed_on: str | None = None
    completion_basis: str = ""
    completion_value: float | None = None
    met: int | None = None
    original_due: str | None = None
    due_decided: int = 0
    decided_by: bytes | None = None
    heads: str = "[]"
    baseline: float | None = None
    target_start: str | None = None
    trajectory: str | None = None
    whole: float | None = None


MILESTONE_COLUMNS = StoredMilestone._fields

PLANNED_COLUMNS = (
    *(one for one in MILESTONE_COLUMNS if one not in StoredMilestone._field_defaults),
    "baseline",
)
"""Those that the plan gives; the others say what was decided, and begin as their defaults say."""


def planned_milestone(row: Row) -> StoredMilestone:
    """A row of the plan (``PLANNED_COLUMNS``) as it stands before any decision."""
    *given, baseline = row
    return StoredMilestone(*given)._replace(baseline=baseline)


def milestone_state(row: Iterable[object]) -> MilestoneState:
    """A row of ``milestone`` in the order of ``MILESTONE_COLUMNS`` as a state."""
    stored = StoredMilestone._make(row)
    target = None
    if stored.operator is not None:
        target = Target(
            stored.operator,
            stored.value,
            stored.upper,
            stored.unit,
            bool(stored.cumulative),
            bool(stored.inferred),
            stored.target_text,
            stored.baseline,
            _day(stored.target_start),
            read_trajectory(stored.trajectory),
            stored.whole,
        )
    return MilestoneState(
        id=stored.id,
        task_no=stored.task_no,
        title=stored.title,
        phrase=stored.phrase,
        basis=stored.basis,
        due=_day(stored.due),
        assumed=bool(stored.assumed),
        stretch=bool(stored.stretch),
        target=target,
        status=Status(stored.status),
        completed_on=_day(stored.completed_on),
        completion_basis=stored.completion_basis,
        completion_value=stored.completion_value,
        met=None if stored.met is None else bool(stored.met),
        original_due=_day(stored.original_due),
        due_decided=bool(stored.due_decided),
        decided_by=stored.decided_by,
        heads=_heads(stored.heads),
    )


def stored_milestone(state: MilestoneState) -> Row:
    """A state as a row in the order of ``MILESTONE_COLUMNS``."""
    target = state.target
    return (
        state.id,
        state.task_no,
        state.title,
        state.phrase,
        state.basis,
        _iso(state.due),
        int(state.assumed),
        int(state.stretch),
        target.operator if target else None,
        target.value if target else None,
        target.upper if target else None,
        target.unit if target else None,
        int(target.cumulative) if target else 0,
        int(target.inferred) if target else 0,
        target.text if target else None,
        state.status.value,
        _iso(state.completed_on),
        state.completion_basis,
        state.completion_value,
        None if state.met is None else int(state.met),
        _iso(state.original_due),
        int(state.due_decided),
        state.decided_by,
        json.dumps([one.hex() for one in state.heads]),
        target.baseline if target else None,
        _iso(target.start) if target else None,
        write_trajectory(target.trajectory) if target else None,
        target.whole if target else None,
    )


def read_trajectory(text: str | None) -> tuple[PlannedValue, ...]:
    """Planned values as a column keeps them."""
    if text is None:
        return ()
    return tuple(PlannedValue(date.fromisoformat(day), value) for day, value in json.loads(text))


def write_trajectory(planned: Sequence[PlannedValue]) -> str | None:
    """The same the other way; None without any."""
    return json.dumps([[one.day.isoformat(), one.value] for one in planned]) if planned else None


def _heads(text: str) -> tuple[bytes, ...]:
    return () if text == "[]" else tuple(bytes.fromhex(one) for one in json.loads(text))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
