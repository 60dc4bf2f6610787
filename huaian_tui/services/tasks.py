"""Tasks of plans: entering them, writing them anew, ending them; each one action."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.matters import MATTERS_PLAN, matter_no
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.domain.words.milestones import ENTERED
from huaian_tui.ledger.kinds.matters import HANDED, matter_place
from huaian_tui.ledger.kinds.tasks import MOST_PARTS
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.ledger.task_keys import part_prefix, task_key
from huaian_tui.services.entry_rules import few_enough, not_before, past_day, required_line, required_text
from huaian_tui.services.plans import refuse_closed
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.matters import read_handed
from huaian_tui.store.queries.plans import (
    gone_said,
    is_task,
    next_place,
    numbers_printed,
    plan_of_task,
    read_span,
    short_names,
    task_end,
    task_said,
)
from huaian_tui.store.queries.task_refs import told_task
from huaian_tui.store.queries.unit_history import refuse_gone
from huaian_tui.store.queries.units import check_unit

MOST_UNITS = MOST_PARTS
MOST_TASKS = 5000
"""Units of a task, and tasks of one action."""

_LARGEST_PLACE = 1_000_000


@dataclass(frozen=True, slots=True)
class NewMilestone:
    """A milestone of a new task: its day, and every how long it comes again (``every``; "" once).

    ``title`` empty: as the task says. ``assumed``: the day was inferred. ``basis`` empty: that of the task.
    """

    due: date
    title: str = ""
    assumed: bool = False
    every: str = ""
    phrase: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as it is entered. ``number`` as printed, empty without one; units by their ids."""

    number: str
    text: str
    lead: tuple[str, ...]
    support: tuple[str, ...] = ()
    level1: str = ""
    level2: str = ""
    source: str = ""
    basis: str = ""
    milestones: tuple[NewMilestone, ...] = ()


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
        ref, settles = task_said(connection, number).following()
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


def printed_number(typed: str) -> str:
    """The number of a task as people name it: of 第5项 the 5; no slash, which parts it from a code."""
    line = clean_line(typed, limit=50, field="number").strip()
    told = re.fullmatch("第(.+)[项条]", line)
    number = told[1].strip() if told else line
    if "/" in number or "／" in number:
        why = f"填的是 {number}；斜线用来隔开方案代号和序号，如 SJ/12"
        raise InputRefused("序号里不能有斜线", why, "请去掉斜线，或改用短横线", field="number")
    return number


def _taken(connection: sqlite3.Connection, printed: str, number: int) -> InputRefused:
    told = told_task(connection, number) if is_task(connection, number) else f"前面的第{printed}项"
    way_out = "换一个序号，或用 task set 改写那一项"
    return InputRefused("序号重复", f"这个方案已有{told}", way_out, field="number")


class Entering:
    """Makes the bodies of new tasks of one plan; what is the same for all of them is read once."""

    def __init__(self, connection: sqlite3.Connection, plan: str, today: date | None = None) -> None:
        """``today``: units that were merged away by then are refused."""
        self._units = _Units(connection, today)
        self._start, self._horizon = read_span(connection, plan)

    def body(self, number: int, draft: TaskDraft, place: int) -> dict[str, Any]:
        """What a record says of a new task at this place."""
        if not draft.lead:
            raise InputRefused("牵头单位没有填写", "每项任务都要有牵头单位", "请加 --lead 单位", field="lead")
        text = required_text(draft.text, "text", "任务内容")
        body = {
            "no": printed_number(draft.number),
            "place": place,
            "level1": clean_line(draft.level1, limit=500, field="level1"),
            "level2": clean_line(draft.level2, limit=500, field="level2"),
            "text": text,
            **self._units.said("lead", draft.lead),
            **self._units.said("support", draft.support),
        }
        if draft.source.strip():
            body["source"] = required_text(draft.source, "source", "来源")
        if draft.basis.strip():
            body["basis"] = required_line(draft.basis, "basis", "依据")
        milestones = self._milestones(number, draft, text)
        return body | ({"milestones": milestones} if milestones else {})

    def _milestones(self, number: int, draft: TaskDraft, text: str) -> list[dict[str, Any]]:
        found = list[dict[str, Any]]()
        for place, one in enumerate(draft.milestones, start=1):
            not_before(self._start, one.due, "due", "时限")
            title = clean_line(one.title or " ".join(text.split())[:60], limit=100, field="title")
            basis = one.basis or draft.basis.strip() or ENTERED
            part = {"title": title, "basis": basis, "phrase": one.phrase, "assumed": one.assumed}
            identity = f"{part_prefix(number)}-{place}"
            if one.every:
                found += _recurring(part, identity, one, self._horizon)
            else:
                found.append(part | {"id": identity, "due": one.due.isoformat()})
        return few_enough(found, "节点")


class _Units:
    """The units that tasks name, each looked at once."""

    def __init__(
        self, connection: sqlite3.Connection, today: date | None, known: Collection[str] = ()
    ) -> None:
        """``today``: units that were merged away by then are refused, but for ``known`` ones."""
        self._connection = connection
        self._today = today
        self._known = known
        self._names = short_names(connection)
        self._checked = set[str]()

    def said(self, role: str, units: Sequence[str]) -> dict[str, Any]:
        """The parts of a body that say which units lead or support."""
        if len(units) > MOST_UNITS:
            raise InputRefused("单位太多", f"共 {len(units)} 个，最多 {MOST_UNITS} 个", "请核对", field=role)
        named = list(dict.fromkeys(units))
        for one in named:
            if one not in self._checked:
                check_unit(self._connection, one)
                if self._today is not None and one not in self._known:
                    refuse_gone(self._connection, one, self._today, role)
                self._checked.add(one)
        slots = [{"raw": self._names[one], "unit": one} for one in named]
        return {role: slots, f"{role}_raw": "、".join(one["raw"] for one in slots)}


def _recurring(
    part: dict[str, Any], series: str, one: NewMilestone, horizon: date | None
) -> list[dict[str, Any]]:
    """The occurrences of a recurring duty as far as the horizon of its plan."""
    from huaian_tui.services.horizon import series_days

    if horizon is None:
        raise InputRefused(
            "方案没有期末，不能设周期性的时限",
            "不知道设到哪一天",
            "先定期末：plan extend 代号 --to 日期，或写某一天",
            field="due",
        )
    days = series_days(one.every, one.due, horizon)
    if not days:
        raise InputRefused(
            "没有可设的时限",
            f"方案到 {horizon.isoformat()} 为止",
            "先延长：plan extend 代号 --to 日期，或写某一天",
            field="due",
        )
    return [
        part
        | {
            "id": f"{series}-{day:%Y%m%d}",
            "title": f"{part['title']}（{day.isoformat()}）",
            "due": day.isoformat(),
            "series": series,
            "every": one.every,
        }
        for day in days
    ]


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
        changed |= _Units(connection, today, known).said("lead", change.lead)
    if change.support is not None:
        changed |= _Units(connection, today, known).said("support", change.support)
    return changed
