"""How a milestone's state follows from the plan and the decisions on it: one pure fold.

State is a function of the *set* of decisions: they are sorted by id first, so
the order in which packs from other laptops arrive does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from huaian_tui.domain.lights import Status
from huaian_tui.domain.records import Body, RecordKind
from huaian_tui.domain.targets import Target

DueSource = Literal["none", "quotation", "assumption", "decision"]
"""How a date is known (DESIGN section 5)."""


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """A milestone (节点) with how its date is known.

    ``phrase`` is quoted verbatim from the row (empty when an officer set it),
    ``basis`` the sentence that says how the date is known, ``assumed`` that the
    date rests on an assumption (bare year → 31 December), ``due_decided`` that
    an officer gave it. ``decided_by`` is the
    last decision (None: as the plan gives it); ``heads`` the decisions that no
    other one has taken notice of: more than one is a conflict (冲突待核).
    """

    id: str
    task_no: int
    title: str
    phrase: str
    basis: str
    due: date | None
    assumed: bool
    stretch: bool
    target: Target | None
    status: Status = Status.OPEN
    completed_on: date | None = None
    completion_basis: str = ""
    completion_value: float | None = None
    met: bool | None = None
    original_due: date | None = None
    due_decided: bool = False
    decided_by: bytes | None = None
    heads: tuple[bytes, ...] = ()

    @property
    def conflict(self) -> bool:
        """Two officers decided without knowing of each other."""
        return len(self.heads) > 1

    @property
    def done_word(self) -> str:
        """What a done milestone is called: 未达标办结, 未填数值办结, 超时办结 or plain 办结."""
        if self.met is False:
            return "未达标办结"
        if self.target is not None and self.completion_value is None:
            return "未填数值办结"
        if self.due is not None and self.completed_on is not None and self.completed_on > self.due:
            return "超时办结"
        return "办结"

    @property
    def due_source(self) -> DueSource:
        """How the date is known: an assumption stays one, also where an officer made it."""
        if self.due is None:
            return "none"
        if self.assumed:
            return "assumption"
        return "decision" if self.due_decided else "quotation"


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
