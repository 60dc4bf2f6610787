"""Decisions on a milestone (节点): set, complete, extend, cancel, reopen, and what follows from all of them.

State is a function of the *set* of decisions: they are sorted by id first, so
the order in which packs from other laptops arrive does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.words.items import item
from huaian_tui.ledger.kinds.kind import (
    DAY,
    MILESTONE,
    TASK,
    By,
    Field,
    FieldType,
    FoldRecord,
    Kind,
    Projection,
    Row,
    Step,
    Subject,
    Table,
    Undoing,
)
from huaian_tui.ledger.kinds.milestone_rows import (
    MILESTONE_COLUMNS,
    milestone_state,
    planned_milestone,
    stored_milestone,
)
from huaian_tui.ledger.kinds.readings import READINGS, reading_words
from huaian_tui.ledger.kinds.taking_back import CANNOT, retraction
from huaian_tui.ledger.record import Body, Entry, RecordKind

MOST_BASIS = 500

# ---------------------------------------------------------------------- state and rows


def fold_milestone(planned: MilestoneState | None, decisions: Iterable[FoldRecord]) -> MilestoneState | None:
    """The state after all decisions; None when the record that sets it is not here (yet).

    ``planned`` is the milestone as the plan gives it, None for one that an officer set.
    """
    state = planned
    ordered = sorted(decisions, key=lambda decision: decision.id)
    for decision in ordered:
        if decision.kind == RecordKind.MILESTONE_SET:
            state = _set(decision) if state is None else state
        elif state is not None:
            state = _EFFECTS[decision.kind](replace(state, decided_by=decision.id), decision)
    return None if state is None else replace(state, heads=_heads(ordered))


def _set(decision: FoldRecord) -> MilestoneState:
    body = decision.body
    return MilestoneState(
        id=decision.milestone or "",
        task_no=decision.task_no or 0,
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


def _extended(state: MilestoneState, decision: FoldRecord) -> MilestoneState:
    body = decision.body
    return replace(
        state,
        due=date.fromisoformat(body["due"]),
        assumed=bool(body.get("assumed", False)),
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


def _cancelled(state: MilestoneState, decision: FoldRecord) -> MilestoneState:
    return replace(
        _reopened(state, decision), status=Status.CANCELLED, completion_basis=decision.body["basis"]
    )


def _reopened(state: MilestoneState, _: FoldRecord) -> MilestoneState:
    """Open again, with nothing left of an earlier completion or cancellation."""
    return replace(
        state, status=Status.OPEN, completed_on=None, completion_basis="", completion_value=None, met=None
    )


_EFFECTS: dict[str, Callable[[MilestoneState, FoldRecord], MilestoneState]] = {
    RecordKind.MILESTONE_EXTEND: _extended,
    RecordKind.MILESTONE_COMPLETE: _completed,
    RecordKind.MILESTONE_CANCEL: _cancelled,
    RecordKind.MILESTONE_REOPEN: _reopened,
}


def _heads(ordered: Sequence[FoldRecord]) -> tuple[bytes, ...]:
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


def _rows(records: Sequence[FoldRecord], planned: Row | None) -> tuple[Sequence[Row], ...]:
    if not records:
        return (() if planned is None else (planned_milestone(planned),),)
    state = _folded(planned, records)
    return (() if state is None else (stored_milestone(state),),)


def _folded(planned: Row | None, decisions: Iterable[FoldRecord]) -> MilestoneState | None:
    return fold_milestone(None if planned is None else milestone_state(planned_milestone(planned)), decisions)


MILESTONES = Projection(By.MILESTONE, (Table("milestone", "id", MILESTONE_COLUMNS, versioned=True),), _rows)

# ---------------------------------------------------------------------- words


def _set_words(body: Body) -> str:
    return f"{body.get('title', '')}，{body.get('due', '')}；{_basis_words(body)}"


def _extend_words(body: Body) -> str:
    return f"时限改为 {body.get('due', '')}；{_basis_words(body)}"


def _complete_words(body: Body) -> str:
    reading = "" if body.get("value") is None else f"{reading_words(body)}；"
    return f"{reading}{_basis_words(body)}"


def _basis_words(body: Body) -> str:
    return f"依据：{body.get('basis', '')}"


# ---------------------------------------------------------------------- taking back

_Undo = Callable[[FoldRecord, MilestoneState, MilestoneState], Step]
"""From the decision, the state now, and the state before it."""


def _undo_by(step: _Undo) -> Callable[[Undoing], Step]:
    """Only the last word on a milestone can be taken back."""

    def undo(undoing: Undoing) -> Step:
        record = undoing.record
        state = _folded(undoing.planned, undoing.thing)
        if state is None:
            raise HuaianError(CANNOT, "这个节点已不在台账里", "在“节点”里核对")
        if state.decided_by != record.id:
            raise HuaianError(CANNOT, f"节点「{state.title}」后来又有新的决定", "在“节点”里看经过，再办理")
        if state.conflict:
            raise HuaianError(CANNOT, f"节点「{state.title}」有冲突待核", "在“节点”里核实后再办理")
        before = _folded(undoing.planned, [one for one in undoing.thing if one.id < record.id])
        return step(record, state, before or state)

    return undo


def _undo_set(record: FoldRecord, state: MilestoneState, _: MilestoneState) -> Step:
    words = f"中止{item(state.task_no)}刚设的节点「{state.title}」（{state.due}）"
    return Step(words, lambda reason: [_decision(RecordKind.MILESTONE_CANCEL, record, {"basis": reason})])


def _undo_complete(record: FoldRecord, state: MilestoneState, _: MilestoneState) -> Step:
    words = f"重新督办节点「{state.title}」，取消 {state.completed_on} 的办结"
    done = f"已取消节点「{state.title}」{state.completed_on} 的办结，重新督办"
    value = state.completion_value
    if value is not None:
        words += f"，并撤回数值 {format_number(value)}"
        done += f"，并撤回数值 {format_number(value)}"

    def entries(reason: str) -> list[Entry]:
        reopened = _decision(RecordKind.MILESTONE_REOPEN, record, {"basis": reason})
        return (
            [reopened]
            if value is None
            else [reopened, retraction(record, reason, reading_words(record.body))]
        )

    return Step(words, entries, done)


def _undo_extend(record: FoldRecord, state: MilestoneState, before: MilestoneState) -> Step:
    due = before.due
    if due is None:
        raise HuaianError(
            CANNOT, f"节点「{state.title}」原来没有时限，时限不能改回空白", "需要的话，再延期或中止"
        )
    limit = f"节点「{state.title}」的时限"
    words, done = f"{limit}由 {state.due} 改回 {due}", f"{limit}已由 {state.due} 改回 {due}"
    if state.due == due:
        words, done = f"{limit} {due} 恢复原来的依据", f"{limit} {due} 已恢复原来的依据"

    def entries(reason: str) -> list[Entry]:
        basis = _with_former(reason, before.basis)
        body = {"due": due.isoformat(), "basis": basis, "assumed": before.assumed}
        return [_decision(RecordKind.MILESTONE_EXTEND, record, body)]

    return Step(words, entries, done)


def _undo_cancel(record: FoldRecord, state: MilestoneState, _: MilestoneState) -> Step:
    words = f"重新督办节点「{state.title}」，取消中止"
    done = f"已取消节点「{state.title}」的中止，重新督办"

    def entries(reason: str) -> list[Entry]:
        return [_decision(RecordKind.MILESTONE_REOPEN, record, {"basis": reason})]

    return Step(words, entries, done)


def _undo_reopen(record: FoldRecord, state: MilestoneState, before: MilestoneState) -> Step:
    if before.status is Status.CANCELLED:
        words = f"恢复中止节点「{state.title}」"
        kind = RecordKind.MILESTONE_CANCEL
    else:
        words = f"恢复节点「{state.title}」{before.completed_on} 的办结"
        kind = RecordKind.MILESTONE_COMPLETE

    def entries(reason: str) -> list[Entry]:
        body: dict[str, Any] = {"basis": _with_former(reason, before.completion_basis)}
        if before.completion_value is not None:
            body["value"] = before.completion_value
        day = before.completed_on
        return [_decision(kind, record, body, None if day is None else day.isoformat())]

    return Step(words, entries)


def _decision(kind: RecordKind, record: FoldRecord, body: Body, day: str | None = None) -> Entry:
    """A decision that has seen the one it takes back."""
    return Entry(
        kind, body, task_no=record.task_no, milestone=record.milestone, occurred_on=day, ref=record.id
    )


def _with_former(reason: str, former: str) -> str:
    """The reason, with the basis that holds again."""
    return f"{reason}；原依据：{former}"[:MOST_BASIS] if former else reason


# ---------------------------------------------------------------------- the kinds

_DECISION = (
    Field("basis", FieldType.LINE, needed=True),
    Field("settles", FieldType.IDS, optional=True, unsaid=True),
)
_DUE = Field("due", FieldType.DAY)
_ASSUMED = Field("assumed", FieldType.FLAG, optional=True, unsaid=True)


MILESTONE_SET = Kind(
    name=RecordKind.MILESTONE_SET,
    title="设定节点",
    brief="设定",
    words=("sdjd", "设节点"),
    fields=(*_DECISION, _DUE, Field("title", FieldType.LINE, needed=True), _ASSUMED),
    gist=_set_words,
    needed=(TASK, MILESTONE),
    makes=(MILESTONES,),
    sets_milestone=True,
    subject=Subject.MILESTONE,
    renames="milestone",
    taken_back_by=RecordKind.MILESTONE_CANCEL,
    undo=_undo_by(_undo_set),
)
MILESTONE_COMPLETE = Kind(
    name=RecordKind.MILESTONE_COMPLETE,
    title="节点办结",
    brief="办结",
    words=("jdbj", "办结"),
    fields=(*_DECISION, Field("value", FieldType.NUMBER, optional=True, nullable=True)),
    gist=_complete_words,
    needed=(TASK, MILESTONE, DAY),
    makes=(MILESTONES, READINGS),
    subject=Subject.MILESTONE,
    renames="milestone",
    taken_back_by=RecordKind.MILESTONE_REOPEN,
    undo=_undo_by(_undo_complete),
)
MILESTONE_EXTEND = Kind(
    name=RecordKind.MILESTONE_EXTEND,
    title="调整时限",
    brief="延期",
    words=("tzsx", "延期"),
    fields=(*_DECISION, _DUE, _ASSUMED),
    gist=_extend_words,
    needed=(TASK, MILESTONE),
    makes=(MILESTONES,),
    subject=Subject.MILESTONE,
    renames="milestone",
    corrected_by=RecordKind.MILESTONE_EXTEND,
    taken_back_by=RecordKind.MILESTONE_EXTEND,
    undo=_undo_by(_undo_extend),
)
MILESTONE_CANCEL = Kind(
    name=RecordKind.MILESTONE_CANCEL,
    title="节点中止",
    brief="中止",
    words=("jdzz", "中止"),
    fields=_DECISION,
    gist=_basis_words,
    needed=(TASK, MILESTONE),
    makes=(MILESTONES,),
    subject=Subject.MILESTONE,
    renames="milestone",
    taken_back_by=RecordKind.MILESTONE_REOPEN,
    undo=_undo_by(_undo_cancel),
)
MILESTONE_REOPEN = Kind(
    name=RecordKind.MILESTONE_REOPEN,
    title="重新督办",
    words=("cxdb",),
    fields=_DECISION,
    gist=_basis_words,
    needed=(TASK, MILESTONE),
    makes=(MILESTONES,),
    subject=Subject.MILESTONE,
    renames="milestone",
    undo=_undo_by(_undo_reopen),
)
