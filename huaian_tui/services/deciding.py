"""What a decision on one milestone or task asks for, as a part of a user action: checked, then appended.

Several at once, and the actions themselves: ``services.decisions``.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError, InputRefused, NotFound
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Target, of_period
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.identity import milestone_id_from_record
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.sides import decided_anew
from huaian_tui.ledger.kinds.target_parts import TARGET, target_part
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.decision_order import refuse_out_of_order
from huaian_tui.services.entry_rules import not_before_plan, past_day, required_line
from huaian_tui.store.engine.append import Action
from huaian_tui.store.engine.fold import read_decisions
from huaian_tui.store.queries.conflicts import read_sides
from huaian_tui.store.queries.milestones import open_twin, read_milestone
from huaian_tui.store.queries.task_refs import told_task
from huaian_tui.store.queries.tasks import check_task, read_deliverable


@dataclass(frozen=True, slots=True)
class Completion:
    """How a milestone was completed: the day, the basis (依据), and the value reached if there is one."""

    day: date
    basis: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class DecidedOn:
    """The own day of a decision: the day on which it was taken (``day``), not after ``today``."""

    today: date
    day: date | None = None
    """None: today."""

    def checked(self, connection: sqlite3.Connection, title: str, task_no: int) -> date:
        """The day; refused when it is not in the plan's time or not yet come. ``title`` names it."""
        return past_day(connection, self.day or self.today, self.today, "day", title, task_no)


@dataclass(frozen=True, slots=True)
class NewMilestones:
    """What is set on one task: a milestone a date; ``every``: the period of a recurring duty.

    ``every`` (month, quarter, half_year, year) lets it go on when the plan is extended. ``assumed``: a
    convention made the days. ``target``: what each is to reach.
    """

    title: str
    dues: Sequence[date]
    basis: str
    assumed: bool = False
    every: str = ""
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class NewDue:
    """Another date that comes with a decision; ``assumed`` when the day was inferred."""

    day: date
    assumed: bool = False


def set_on_task(action: Action, task_no: int, new: NewMilestones, decided: DecidedOn | None) -> list[str]:
    """Set the milestones of one task as a part of another user action; their ids."""
    if not new.dues:
        raise InputRefused(
            "没有可设的时限", "方案实施期内已没有这样的日期", "请直接写出日期，例如 2026-12-31", field="due"
        )
    check_task(action.connection, task_no)
    line = required_line(new.title, "title", "节点名称", limit=100)
    reason = required_line(new.basis, "basis", "依据")
    day = None if decided is None else decided.checked(action.connection, "设定日期", task_no)
    made, record_ids = list[str](), [action.new_id() for _ in new.dues]
    series = milestone_id_from_record(task_no, record_ids[0])
    for due, record_id in zip(new.dues, record_ids, strict=True):
        named = f"{line}（{due.isoformat()}）" if len(new.dues) > 1 or new.every else line
        body: dict[str, Any] = {"title": named, "due": due.isoformat(), "basis": reason}
        body |= {"assumed": new.assumed} | ({"series": series, "every": new.every} if new.every else {})
        if new.target is not None:
            body[TARGET] = target_part(of_period(new.target, due, new.every))
        made.append(set_within(action, task_no, due, body, day, record_id))
    return made


def set_within(
    action: Action,
    task_no: int,
    due: date,
    body: dict[str, Any],
    day: date | None,
    record_id: bytes | None = None,
) -> str:
    """Set one milestone as a part of another user action; ``body`` is that of its record."""
    not_before_plan(action.connection, due, "due", "时限", task_no)
    _refuse_twin(action, task_no, body["title"], due)
    record_id = record_id or action.new_id()
    milestone = milestone_id_from_record(task_no, record_id)
    entry = Entry(RecordKind.MILESTONE_SET, body, task_no=task_no, milestone=milestone, occurred_on=_iso(day))
    action.append(entry, record_id)
    return milestone


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _refuse_twin(action: Action, task_no: int, title: str, due: date) -> None:
    """The same milestone twice is a key pressed twice: both would be overdue and be asked for."""
    twin = open_twin(action.connection, task_no, title, due)
    if twin is not None:
        raise InputRefused(
            "这个节点已经有了",
            f"{told_task(action.connection, task_no)}已有同名同时限的节点 {twin}",
            "换一个名称或时限，或直接用已有的节点",
            field="title",
        )


def complete_within(
    action: Action,
    milestone: str,
    completion: Completion,
    today: date,
    follows: Mapping[str, str] | None = None,
) -> bytes:
    """``complete_milestone`` as a part of another user action; ``follows``: from which report it follows."""
    state = milestone_now(action, milestone, today)
    _refuse_unless_open(state)
    past_day(action.connection, completion.day, today, "day", "办结日期", state.task_no)
    body: dict[str, Any] = {"basis": required_line(completion.basis, "basis", "办结依据")}
    body |= follows or {}
    if completion.value is not None:
        _refuse_without_target(state)
        body["value"] = finite(completion.value)
    return _decide(action, RecordKind.MILESTONE_COMPLETE, state, body, completion.day, today)


def extend_within(
    action: Action, milestone: str, due: date, basis: str, today: date, *, assumed: bool, day: date | None
) -> bytes:
    """``extend_milestones`` for one, as a part of another user action."""
    state = milestone_now(action, milestone, today)
    _refuse_unless_open(state)
    _refuse_where_a_side_ended(action, state)
    not_before_plan(action.connection, due, "due", "新时限", state.task_no)
    if due == state.due and not state.assumed and not state.conflict:
        raise InputRefused("新时限与原时限相同", f"都是 {due.isoformat()}", "请填另一个日期", field="due")
    reason = required_line(basis, "basis", "调整依据")
    body = {"due": due.isoformat(), "basis": reason, "assumed": assumed}
    decided = DecidedOn(today, day).checked(action.connection, "延期日期", state.task_no)
    return _decide(action, RecordKind.MILESTONE_EXTEND, state, body, decided, today)


def cancel_within(
    action: Action, milestone: str, basis: str, today: date, *, day: date | None = None
) -> bytes:
    """``cancel_milestone`` as a part of another user action."""
    state = milestone_now(action, milestone, today)
    _refuse_unless_open(state)
    body = {"basis": required_line(basis, "basis", "中止依据")}
    decided = DecidedOn(today, day).checked(action.connection, "中止日期", state.task_no)
    return _decide(action, RecordKind.MILESTONE_CANCEL, state, body, decided, today)


def reopen_within(action: Action, milestone: str, basis: str, today: date, day: date | None) -> bytes:
    """``reopen_milestones`` for one, as a part of another user action; its date stays."""
    state = milestone_now(action, milestone, today)
    if state.status is Status.OPEN and not state.conflict:
        raise HuaianError("节点没有办结也没有中止", f"{state.id} 正在督办", "不需要重新督办")
    body = {"basis": required_line(basis, "basis", "重新督办的依据")}
    decided = DecidedOn(today, day).checked(action.connection, "重新督办日期", state.task_no)
    return _decide(action, RecordKind.MILESTONE_REOPEN, state, body, decided, today)


def target_within(
    action: Action, milestone: str, target: Target | None, basis: str, decided: DecidedOn
) -> bytes:
    """Set what an open milestone is to reach (None: nothing any more), as a part of another user action."""
    state = milestone_now(action, milestone, decided.today)
    _refuse_unless_open(state)
    if state.conflict:
        raise HuaianError(
            "节点冲突待核，不能改指标",
            f"{state.id} {state.title}",
            f"先核定采用哪一方（milestone settle {state.id}）",
        )
    if target == state.target:
        raise InputRefused("指标没有变化", "与现在的相同", "请改动指标，或不必登记", field="target")
    body = {"basis": required_line(basis, "basis", "设定依据"), TARGET: target_part(target)}
    day = decided.checked(action.connection, "设定日期", state.task_no)
    return _decide(action, RecordKind.MILESTONE_TARGET, state, body, day, decided.today)


def read_within(
    action: Action,
    milestone: str,
    value: float,
    day: date,
    today: date,
    follows: Mapping[str, str] | None = None,
) -> bytes:
    """``add_reading`` as a part of another user action; ``follows``: from which report it follows."""
    state = milestone_now(action, milestone, today)
    _refuse_without_target(state)
    past_day(action.connection, day, today, "day", "读数日期", state.task_no)
    entry = Entry(
        RecordKind.READING,
        {"value": finite(value), **(follows or {})},
        task_no=state.task_no,
        milestone=state.id,
        occurred_on=day.isoformat(),
    )
    return action.append(entry)


def hand_in_within(action: Action, deliverable: str, text: str, day: date, today: date) -> bytes:
    """``hand_in_all`` for one, as a part of another user action."""
    typed = clean_line(deliverable, limit=100)
    row = read_deliverable(action.connection, typed.lower())
    if row is None:
        raise NotFound(f"没有编号为“{typed}”的成果", "编号形如 1-a", "用 huaian-tui task 序号 查看成果编号")
    past_day(action.connection, day, today, "day", "报送日期", row.task_no)
    body = {"deliverable": row.id, "title": row.title, "text": required_line(text, "text", "报送内容")}
    entry = Entry(RecordKind.DELIVERABLE, body, task_no=row.task_no, occurred_on=day.isoformat())
    return action.append(entry)


def refuse_conflict(state: MilestoneState) -> None:
    """Refuse what is done to several milestones at once on one that officers decided apart."""
    if state.conflict:
        raise HuaianError("节点冲突待核", f"{state.id} {state.title}", "请单独核定，不与别的一起办")


def milestone_now(action: Action, milestone: str, today: date) -> MilestoneState:
    """How a milestone stands, what this action has folded included."""
    return read_milestone(action.connection, today, milestone).state


def _refuse_without_target(state: MilestoneState) -> None:
    if state.target is None:
        raise InputRefused(
            "这个节点没有量化指标",
            f"{state.id} {state.title}",
            "用督查记录写进展，或选有指标的节点",
            field="value",
        )


def _refuse_unless_open(state: MilestoneState) -> None:
    if state.status is Status.DONE:
        raise HuaianError(
            "节点已办结", f"{state.id} {state.title}", "如需再办，请先重新督办（milestone reopen）"
        )
    if state.status is Status.CANCELLED:
        raise HuaianError(
            "节点已中止", f"{state.id} {state.title}", "如需再办，请先重新督办（milestone reopen）"
        )


def _refuse_where_a_side_ended(action: Action, state: MilestoneState) -> None:
    """In a conflict a new date says nothing of what one side has ended: that is to be settled first."""
    for side in read_sides(action.connection, state):
        if side.state.status is not Status.OPEN:
            raise HuaianError(
                "节点冲突待核，不能延期",
                f"{state.id} {side.officer or '未署名'}已{side.what.partition('；')[0]}",
                f"先核定采用哪一方（milestone settle {state.id}，或在“节点”里按办结键并排看），再延期",
            )


def finite(value: float) -> float:
    """A number that can be compared and printed."""
    if not math.isfinite(value) or abs(value) > 1e15:
        raise InputRefused("读数不是可用的数", "须是普通的数字", "请填数字，例如 4200", field="value")
    return value


def _decide(
    action: Action,
    kind: RecordKind,
    state: MilestoneState,
    body: dict[str, Any],
    day: date,
    today: date,
) -> bytes:
    """Append a decision that refers to the last one seen and settles every other open side.

    Of what the sides of a conflict ended apart nothing remains: the decision is a new one.
    """
    last = state.heads[-1] if state.heads else None
    records, _ = read_decisions(action.connection, state.id)
    if state.conflict:
        body = body | settling(state, last, decided_anew(records, kind).gone)
    entry = Entry(
        kind,
        body,
        task_no=state.task_no,
        milestone=state.id,
        occurred_on=day.isoformat(),
        ref=last,
    )
    refuse_out_of_order(records, entry, today)
    return action.append(entry)


def settling(state: MilestoneState, seen: bytes | None, left_out: Sequence[FoldRecord]) -> dict[str, Any]:
    """The parts of a decision that settle a conflict: the heads besides ``seen``, and what is left out."""
    return {
        "settles": [head.hex() for head in state.heads if head != seen],
        "drops": [one.id.hex() for one in left_out],
    }
