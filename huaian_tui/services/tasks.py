"""Tasks of plans: entering them, writing them anew, ending them; each one action."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.matters import MATTERS_PLAN, matter_no
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.kinds.matters import HANDED, matter_place
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.ledger.task_keys import task_key
from huaian_tui.services.entering import Entering, NewMilestone, TaskDraft, UnitSlots, printed_number
from huaian_tui.services.entry_rules import past_day, required_line, required_text
from huaian_tui.services.plans import refuse_closed
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.store.queries.plans import (
    gone_said,
    is_task,
    next_place,
    numbers_printed,
    plan_of_task,
    task_end,
    task_said,
)
from huaian_tui.store.queries.task_refs import told_task

__all__ = [
    "MOST_TASKS",
    "NewMilestone",
    "TaskChange",
    "TaskDraft",
    "add_tasks",
    "end_task",
    "set_task",
]

MOST_TASKS = 5000
"""Tasks of one action."""

_LARGEST_PLACE = 1_000_000


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What of a task is written anew; None: as it was."""

    number: str | None = None
    text: str | None = None
    lead: tuple[str, ...] | None = None
    support: tuple[str, ...] | None = None
    level1: str | None = None
    level2: str | None = None


def add_tasks(ledger: Ledger, plan: str, drafts: Sequence[TaskDraft], today: date | None = None) -> list[int]:
    """Enter tasks in a plan, all or none; their numbers for life.

    With ``today`` a unit that was merged away by then is refused.
    """
    if not drafts:
        raise InputRefused("没有要新增的任务", "一行也没有", "每行写：序号 任务 牵头 责任 时限", field="text")
    if len(drafts) > MOST_TASKS:
        raise InputRefused("任务太多", f"共 {len(drafts)} 项，一次最多 {MOST_TASKS} 项", "请分几次新增")
    if plan == MATTERS_PLAN:
        raise InputRefused(
            "交办事项不这样新增", "要写明来源、日期和交办人", "用 matter add 登记", field="plan"
        )
    with ledger.action() as action:
        refuse_closed(action.connection, plan)
        known = numbers_printed(action.connection, plan)
        entering = Entering(action.connection, plan, today)
        place = next_place(action.connection, plan)
        made = dict[int, dict[str, Any]]()
        for typed in drafts:
            draft = replace(typed, number=printed_number(typed.number))
            number = _free_number(action.connection, plan, draft, known, made, place)
            at = int(draft.number) if _is_place(draft.number) else place
            made[number] = entering.body(number, draft, at)
            place = max(place, at) + 1
            if draft.number:
                known[draft.number] = number
        gone = {number: gone_said(action.connection, number).following() for number in made}
        action.append_all(
            _entry(plan, number, body | gone[number][1], gone[number][0]) for number, body in made.items()
        )
        return list(made)


def set_task(ledger: Ledger, number: int, change: TaskChange, basis: str, today: date | None = None) -> bytes:
    """Write a task anew; of versions written apart this settles which holds. The record's id."""
    with ledger.action() as action:
        connection = action.connection
        plan, said = plan_of_task(connection, number), task_said(connection, number)
        numbered = _numbered(connection, number, said.body, change)
        before = {key: value for key, value in said.body.items() if key != "settles"} | numbered
        body: dict[str, Any] = before | _changed(connection, change, before, today)
        body["basis"] = required_line(basis, "basis", "依据")
        taken = None if numbered else numbers_printed(connection, plan).get(body["no"])
        if body["no"] and taken not in (None, number):
            raise _taken(connection, body["no"], taken or 0)
        ref, settles = said.following()
        if not settles and ref is not None and body == before | {"basis": body["basis"]}:
            raise InputRefused("没有改动", f"{told_task(connection, number)}已是这样", "请写要改的内容")
        return _append(action, plan, number, body | settles, ref)


def _numbered(
    connection: sqlite3.Connection, number: int, said: dict[str, Any], change: TaskChange
) -> dict[str, Any]:
    """The parts of a body that number a matter, as it is numbered now; {} of a task of a plan."""
    if HANDED not in said:
        return {}
    if change.number is not None:
        told = told_task(connection, number)
        raise InputRefused("交办事项的编号不能改", f"{told}是统一编的", "去掉 --no", field="number")
    now = read_handed(connection, [number])[number]
    return {
        "no": matter_no(now.year, now.number),
        "place": matter_place(now.year, now.number),
        HANDED: said[HANDED] | {"year": now.year, "number": now.number},
    }


def end_task(ledger: Ledger, number: int, reason: str, day: date, today: date) -> bytes:
    """End a task (终止) on a day with a reason: it leaves the daily lists, its history stays readable."""
    with ledger.action() as action:
        connection = action.connection
        ended, why = task_end(connection, number)
        if ended is not None:
            raise HuaianError(
                "任务已经终止",
                f"{told_task(connection, number)}于 {ended.isoformat()} 终止：{why}",
                "要恢复，用 task set 重新写入",
            )
        past_day(connection, day, today, "day", "终止日期", number)
        return end_within(action, number, reason, day)


def end_within(action: Action, number: int, reason: str, day: date) -> bytes:
    """End a task that goes on, as a part of another user action; the record's id."""
    ref, settles = task_said(action.connection, number).following()
    body = {"reason": required_text(reason, "reason", "终止理由")} | settles
    entry = Entry(RecordKind.TASK_END, body, task_no=number, occurred_on=day.isoformat(), ref=ref)
    return action.append(entry)


def _append(action: Action, plan: str, number: int, body: dict[str, Any], ref: bytes | None) -> bytes:
    refuse_closed(action.connection, plan)
    return action.append(_entry(plan, number, body, ref))


def _entry(plan: str, number: int, body: dict[str, Any], ref: bytes | None) -> Entry:
    return Entry(RecordKind.TASK_SET, body, task_no=number, ref=ref, plan=plan)


def _is_place(number: str) -> bool:
    return number.isascii() and number.isdecimal() and 0 < int(number) < _LARGEST_PLACE


def _free_number(
    connection: sqlite3.Connection,
    plan: str,
    draft: TaskDraft,
    known: Mapping[str, int],
    made: Collection[int],
    place: int,
) -> int:
    """The number for life of a new task; a printed number that another task bears is refused."""
    if draft.number and draft.number in known:
        raise _taken(connection, draft.number, known[draft.number])
    first = draft.number or f"#{place}"
    number, again = task_key(plan, first), 1
    while number in made or is_task(connection, number):
        again += 1
        number = task_key(plan, f"{first}~{again}")
    return number


def _taken(connection: sqlite3.Connection, printed: str, number: int) -> InputRefused:
    told = told_task(connection, number) if is_task(connection, number) else f"前面的第{printed}项"
    way_out = "换一个序号，或用 task set 改写那一项"
    return InputRefused("序号重复", f"这个方案已有{told}", way_out, field="number")


def _changed(
    connection: sqlite3.Connection, change: TaskChange, before: Mapping[str, Any], today: date | None
) -> dict[str, Any]:
    """What the change says anew; a unit that the task names already may stay, though it was merged away."""
    changed = dict[str, Any]()
    known = {slot["unit"] for role in ("lead", "support") for slot in before.get(role, ())}
    if change.number is not None:
        changed["no"] = printed_number(change.number)
    if change.text is not None:
        changed["text"] = required_text(change.text, "text", "任务内容")
    for key in ("level1", "level2"):
        if (value := getattr(change, key)) is not None:
            changed[key] = clean_line(value, limit=500, field=key)
    if change.lead is not None:
        changed |= UnitSlots(connection, today, known).said("lead", change.lead)
    if change.support is not None:
        changed |= UnitSlots(connection, today, known).said("support", change.support)
    return changed
