"""How a milestone's state follows from the plan and the decisions on it: one pure fold.

State is a function of the *set* of decisions: they are sorted by id first, so
the order in which packs from other laptops arrive does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.ledger.record import Body, RecordKind


@dataclass(frozen=True, slots=True)
class Decision:
    """A deciding record as the fold needs it."""

    id: bytes
    kind: RecordKind
    ref: bytes | None
    task_no: int
    milestone: str
    occurred_on: str | None
    body: Body


def fold_milestone(planned: MilestoneState | None, decisions: Iterable[Decision]) -> MilestoneState | None:
    """The state after all decisions; None when the record that sets it is not here (yet).

    ``planned`` is the milestone as the plan gives it, None for one that an officer set.
    """
    state = planned
    ordered = sorted(decisions, key=lambda decision: decision.id)
    for decision in ordered:
        state = _decide(state, decision)
    return None if state is None else replace(state, heads=_heads(ordered))


def _decide(state: MilestoneState | None, decision: Decision) -> MilestoneState | None:
    body = decision.body
    if decision.kind is RecordKind.MILESTONE_SET:
        return _set(decision) if state is None else state
    if state is None:
        return None
    state = replace(state, decided_by=decision.id)
    if decision.kind is RecordKind.MILESTONE_EXTEND:
        return replace(
            state,
            due=date.fromisoformat(body["due"]),
            assumed=bool(body.get("assumed", False)),
            basis=body["basis"],
            due_decided=True,
            original_due=state.original_due or state.due,
        )
    if decision.kind is RecordKind.MILESTONE_COMPLETE:
        return _complete(state, decision)
    if decision.kind is RecordKind.MILESTONE_CANCEL:
        return replace(_undone(state), status=Status.CANCELLED, completion_basis=body["basis"])
    return _undone(state)


def _undone(state: MilestoneState) -> MilestoneState:
    """Open again, with nothing left of an earlier completion or cancellation."""
    return replace(
        state, status=Status.OPEN, completed_on=None, completion_basis="", completion_value=None, met=None
    )


def _set(decision: Decision) -> MilestoneState:
    body = decision.body
    return MilestoneState(
        id=decision.milestone,
        task_no=decision.task_no,
        title=body["title"],
        phrase="",
        basis=body["basis"],
        due=date.fromisoformat(body["due"]),
        assumed=bool(body.get("assumed", False)),
        stretch=False,
        target=None,
        due_decided=True,
        decided_by=decision.id,
    )


def _complete(state: MilestoneState, decision: Decision) -> MilestoneState:
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


def _heads(ordered: Sequence[Decision]) -> tuple[bytes, ...]:
    """Decisions that no other decision refers to or settles, in order.

    Normally one: each decision refers to the one before. Two laptops that decide
    apart leave two, until a decision names the other side in ``settles``.
    """
    noticed: set[bytes] = set()
    for decision in ordered:
        if decision.ref is not None:
            noticed.add(decision.ref)
        noticed.update(bytes.fromhex(one) for one in decision.body.get("settles", ()))
    return tuple(decision.id for decision in ordered if decision.id not in noticed)
