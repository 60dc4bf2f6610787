"""Milestones: setting, completing, extending, cancelling, reopening; readings of their targets."""

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
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.identity import milestone_id_from_record
from huaian_tui.ledger.kinds.kind import FoldRecord
from huaian_tui.ledger.kinds.sides import decided_anew
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.services.decision_order import refuse_out_of_order
from huaian_tui.services.entry_rules import not_before_plan, past_day, required_line
from huaian_tui.store.engine.append import Action, Ledger
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


def set_milestone(
    ledger: Ledger,
    task_no: int,
    title: str,
    due: date,
    basis: str,
    decided: DecidedOn | None = None,
    *,
    assumed: bool = False,
) -> str:
    """Set a milestone on a task by decision and return its id; ``assumed`` when the day was inferred."""
    return set_milestones(ledger, task_no, title, [due], basis, decided, assumed=assumed)[0]


def set_milestones(
    ledger: Ledger,
    task_no: int,
    title: str,
    dues: list[date],
    basis: str,
    decided: DecidedOn | None = None,
    *,
    assumed: bool = False,
    every: str = "",
) -> list[str]:
    """Set one milestone a date (a recurring duty: one a period) in one transaction.

    ``decided`` None: they count from the day of recording. ``every``: the period of a recurring duty (month,
    quarter, half_year, year), so that it goes on when the plan is extended.
    """
    if not dues:
        raise InputRefused(
            "没有可设的时限", "方案实施期内已没有这样的日期", "请直接写出日期，例如 2026-12-31", field="due"
        )
    with ledger.action() as action:
        check_task(action.connection, task_no)
        line = required_line(title, "title", "节点名称", limit=100)
        reason = required_line(basis, "basis", "依据")
        day = None if decided is None else decided.checked(action.connection, "设定日期", task_no)
        made, record_ids = list[str](), [action.new_id() for _ in dues]
        series = milestone_id_from_record(task_no, record_ids[0])
        for due, record_id in zip(dues, record_ids, strict=True):
            named = f"{line}（{due.isoformat()}）" if len(dues) > 1 or every else line
            body: dict[str, Any] = {"title": named, "due": due.isoformat(), "basis": reason}
            body |= {"assumed": assumed} | ({"series": series, "every": every} if every else {})
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


def complete_milestone(ledger: Ledger, milestone: str, completion: Completion, today: date) -> bytes:
    """Record that a milestone is done (办结); a value that misses the target shows as 未达标办结."""
    with ledger.action() as action:
        return complete_within(action, milestone, completion, today)


def complete_within(
    action: Action,
    milestone: str,
    completion: Completion,
    today: date,
    follows: Mapping[str, str] | None = None,
) -> bytes:
    """``complete_milestone`` as a part of another user action; ``follows``: from which report it follows."""
    state = _state(action, milestone, today)
    _refuse_unless_open(state)
    past_day(action.connection, completion.day, today, "day", "办结日期", state.task_no)
    body: dict[str, Any] = {"basis": required_line(completion.basis, "basis", "办结依据")}
    body |= follows or {}
    if completion.value is not None:
        _refuse_without_target(state)
        body["value"] = finite(completion.value)
    return _decide(action, RecordKind.MILESTONE_COMPLETE, state, body, completion.day, today)


def extend_milestone(
    ledger: Ledger,
    milestone: str,
    due: date,
    basis: str,
    today: date,
    *,
    assumed: bool = False,
    day: date | None = None,
) -> bytes:
    """Record another date for an open milestone (延期), decided on ``day`` (None: today).

    ``assumed`` when the day was inferred (a bare year). The same date is taken where that
    says something: an assumed one is confirmed, one of two that are in conflict is settled.
    """
    with ledger.action() as action:
        state = _state(action, milestone, today)
        _refuse_unless_open(state)
        _refuse_where_a_side_ended(action, state)
        not_before_plan(action.connection, due, "due", "新时限", state.task_no)
        if due == state.due and not state.assumed and not state.conflict:
            raise InputRefused("新时限与原时限相同", f"都是 {due.isoformat()}", "请填另一个日期", field="due")
        reason = required_line(basis, "basis", "调整依据")
        body = {"due": due.isoformat(), "basis": reason, "assumed": assumed}
        decided = DecidedOn(today, day).checked(action.connection, "延期日期", state.task_no)
        return _decide(action, RecordKind.MILESTONE_EXTEND, state, body, decided, today)


def cancel_milestone(
    ledger: Ledger, milestone: str, basis: str, today: date, *, day: date | None = None
) -> bytes:
    """Record that a milestone is no longer supervised (中止) from ``day`` on (None: today)."""
    with ledger.action() as action:
        return cancel_within(action, milestone, basis, today, day=day)


def cancel_within(
    action: Action, milestone: str, basis: str, today: date, *, day: date | None = None
) -> bytes:
    """``cancel_milestone`` as a part of another user action."""
    state = _state(action, milestone, today)
    _refuse_unless_open(state)
    body = {"basis": required_line(basis, "basis", "中止依据")}
    decided = DecidedOn(today, day).checked(action.connection, "中止日期", state.task_no)
    return _decide(action, RecordKind.MILESTONE_CANCEL, state, body, decided, today)


def reopen_milestone(
    ledger: Ledger, milestone: str, basis: str, today: date, *, day: date | None = None
) -> bytes:
    """Record that a done or cancelled milestone is supervised again (重新督办) from ``day`` (None: today)."""
    with ledger.action() as action:
        state = _state(action, milestone, today)
        if state.status is Status.OPEN and not state.conflict:
            raise HuaianError("节点没有办结也没有中止", f"{state.id} 正在督办", "不需要重新督办")
        body = {"basis": required_line(basis, "basis", "重新督办的依据")}
        decided = DecidedOn(today, day).checked(action.connection, "重新督办日期", state.task_no)
        return _decide(action, RecordKind.MILESTONE_REOPEN, state, body, decided, today)


def add_reading(ledger: Ledger, milestone: str, value: float, day: date, today: date) -> bytes:
    """Record the value of a target on a day (读数)."""
    with ledger.action() as action:
        return read_within(action, milestone, value, day, today)


def read_within(
    action: Action,
    milestone: str,
    value: float,
    day: date,
    today: date,
    follows: Mapping[str, str] | None = None,
) -> bytes:
    """``add_reading`` as a part of another user action; ``follows``: from which report it follows."""
    state = _state(action, milestone, today)
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


def hand_in(ledger: Ledger, deliverable: str, text: str, day: date, today: date) -> bytes:
    """Record what was handed in for a named deliverable (成果报送)."""
    with ledger.action() as action:
        typed = clean_line(deliverable, limit=100)
        row = read_deliverable(action.connection, typed.lower())
        if row is None:
            raise NotFound(
                f"没有编号为“{typed}”的成果", "编号形如 1-a", "用 huaian-tui task 序号 查看成果编号"
            )
        past_day(action.connection, day, today, "day", "报送日期", row.task_no)
        body = {"deliverable": row.id, "title": row.title, "text": required_line(text, "text", "报送内容")}
        entry = Entry(RecordKind.DELIVERABLE, body, task_no=row.task_no, occurred_on=day.isoformat())
        return action.append(entry)


def _state(action: Action, milestone: str, today: date) -> MilestoneState:
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
