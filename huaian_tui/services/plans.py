"""Plans: entering one, changing it, extending its horizon, closing and reopening it; each one action."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.matters import MATTERS_PLAN
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.record import Entry, RecordKind, canonical_json
from huaian_tui.services.decisions import cancel_within, set_within
from huaian_tui.services.entry_rules import LATEST_DAY, not_before, required_line
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.plans import (
    is_code_shared,
    open_milestones_of,
    other_open_plan,
    plan_close,
    plan_codes,
    plan_of_task,
    plan_said,
    read_span,
    task_said,
    tasks_with_series,
)
from huaian_tui.store.queries.task_refs import read_current_plan, told_task

CURRENT = "current_plan"
"""The setting that says which plan is meant where none is named."""

_CODE = re.compile("[A-Z]{1,4}")
_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A plan as it is entered by hand. ``phrase`` and ``basis`` are of its days; "" and None: not known."""

    title: str
    short: str
    code: str
    start: date | None = None
    horizon: date | None = None
    phrase: str = ""
    basis: str = ""
    stage: str = ""
    supervisor: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What becomes of open milestones when a plan is closed.

    ``carried``: task → task of another plan, to which its open milestones go on (结转); ``reason``: why all
    others end (终止), "" while none is given.
    """

    carried: Mapping[int, int] = field(default_factory=dict)
    reason: str = ""


def add_plan(ledger: Ledger, draft: PlanDraft) -> str:
    """Enter a plan and return its id, which follows from what was entered: the same entered twice is one."""
    body: dict[str, Any] = {
        "title": required_line(draft.title, "title", "方案名称"),
        "short": required_line(draft.short, "short", "简称", limit=20),
        "code": _code(draft.code),
        "stage": clean_line(draft.stage, limit=50, field="stage"),
        "supervisor": clean_line(draft.supervisor, limit=100, field="supervisor"),
    }
    if draft.start is not None:
        body["start"] = {"day": draft.start.isoformat(), "basis": draft.basis}
        body["year"] = draft.start.year
    if draft.horizon is not None:
        _refuse_before_start(draft.start, draft.horizon)
        body["horizon"] = {
            "day": draft.horizon.isoformat(),
            "phrase": clean_line(draft.phrase, limit=500, field="phrase"),
            "basis": clean_line(draft.basis, limit=500, field="basis"),
        }
    if draft.basis:
        body["basis"] = required_line(draft.basis, "basis", "依据")
    plan = f"p{hashlib.sha256(canonical_json(body).encode()).hexdigest()[:16]}"
    with ledger.action() as action:
        _refuse_taken(action.connection, body["code"])
        action.append(Entry(RecordKind.PLAN_SET, body | {"plan": plan}, plan=plan))
    return plan


def change_plan(ledger: Ledger, plan: str, changes: Mapping[str, str], basis: str) -> None:
    """Change the title, short name, code, stage or supervisor of a plan; ``changes`` by those names."""
    with ledger.action() as action:
        refuse_closed(action.connection, plan)
        body = plan_said(action.connection, plan).body
        changed = {key: clean_line(value, limit=500, field=key) for key, value in changes.items()}
        if "code" in changed:
            changed["code"] = _code(changed["code"])
            if changed["code"] != body["code"] or is_code_shared(action.connection, body["code"]):
                _refuse_taken(action.connection, changed["code"])
        for key, title in (("title", "方案名称"), ("short", "简称")):
            if key in changed:
                required_line(changed[key], key, title)
        _set(action, plan, changed | {"basis": required_line(basis, "basis", "依据")})


def set_current_plan(ledger: Ledger, plan: str) -> None:
    """From now on this plan is meant where none is named, on this laptop."""
    with ledger.action() as action:
        refuse_closed(action.connection, plan)
        if read_current_plan(action.connection) != plan:
            body = {"key": CURRENT, "title": "现用方案", "value": plan}
            action.append(Entry(RecordKind.SETTING, body))


def extend_plan(ledger: Ledger, plan: str, to: date, basis: str) -> int:
    """Move the horizon of a plan by a decision; recurring duties go on as far. How many days were added.

    What stands for the old horizon is kept.
    """
    if plan == MATTERS_PLAN:
        raise InputRefused(
            "日常交办没有期末", "每件事有自己的时限", "改一件的时限，用 milestone extend", field="to"
        )
    with ledger.action() as action:
        refuse_closed(action.connection, plan)
        start, horizon = read_span(action.connection, plan)
        _refuse_before_start(start, to)
        if to > LATEST_DAY:
            way_out = f"请写 {LATEST_DAY.year} 年及以前的日期"
            raise InputRefused("期末太远", to.isoformat(), way_out, field="to")
        if horizon is not None and to <= horizon:
            raise InputRefused(
                "新的期末不晚于原来的",
                f"方案现在到 {horizon.isoformat()} 为止",
                "请写更晚的日期；要提前结束，用 plan close",
                field="to",
            )
        why = required_line(basis, "basis", "依据")
        _set(action, plan, {"horizon": {"day": to.isoformat(), "phrase": "", "basis": why}, "basis": why})
        return sum(_go_on(action, plan, one, to, why) for one in tasks_with_series(action.connection, plan))


def _go_on(action: Action, plan: str, number: int, to: date, basis: str) -> int:
    """Write a task anew with the further occurrences of its recurring duties; how many they are."""
    said = task_said(action.connection, number)
    known = list(said.body.get("milestones", ()))
    series = dict[str, dict[str, Any]]()
    for one in known:
        if one.get("series") and one.get("every") and one.get("due"):
            last = series.get(one["series"])
            if last is None or one["due"] > last["due"]:
                series[one["series"]] = one
    more = [new for last in series.values() for new in _further(last, to)]
    if more:
        ref, settles = said.following()
        body = {key: value for key, value in said.body.items() if key != "settles"}
        body |= {"milestones": [*known, *more], "basis": basis, **settles}
        action.append(Entry(RecordKind.TASK_SET, body, task_no=number, ref=ref, plan=plan))
    return len(more)


def _further(last: Mapping[str, Any], to: date) -> list[dict[str, Any]]:
    """The occurrences of a recurring milestone after its last one, as far as a day."""
    due = date.fromisoformat(last["due"])
    return [_again(last, due, day) for day in series_days(last["every"], due, to) if day > due]


def _again(last: Mapping[str, Any], due: date, day: date) -> dict[str, Any]:
    yearly = last["id"] == f"{last['series']}-{due.year}"
    identity = f"{last['series']}-{day.year}" if yearly else f"{last['series']}-{day:%Y%m%d}"
    title = str(last["title"])
    for old, new in ((due.isoformat(), day.isoformat()), (f"{due.year}年", f"{day.year}年")):
        if old in title:
            title = title.replace(old, new)
            break
    else:
        title = f"{title[:80]}（{day.isoformat()}）"
    return dict(last) | {"id": identity, "title": title, "due": day.isoformat()}


def series_days(every: str, first: date, last: date) -> list[date]:
    """The days of a recurring duty from one day to another, both included."""
    from huaian_tui.domain.dates.grammar import Interval, occurrences

    if every not in ("month", "quarter", "half_year", "year"):
        return []
    return occurrences(cast("Interval", every), first, last)


def close_plan(ledger: Ledger, plan: str, day: date, basis: str, today: date, closing: Closing) -> int:
    """Close a plan (收官); each open milestone is carried over or ended first. How many that were.

    Refused, with what is open, as long as one is not dealt with.
    """
    if plan == MATTERS_PLAN:
        raise InputRefused(
            "日常交办不收官",
            "交办事项随时有新的",
            "逐件办结（milestone complete）或终止（task end）",
            field="code",
        )
    with ledger.action() as action:
        connection = action.connection
        refuse_closed(connection, plan)
        start, _ = read_span(connection, plan)
        not_before(start, day, "day", "收官日期")
        if day > today:
            raise InputRefused("收官日期不能晚于今天", day.isoformat(), "请写今天或更早的日期", field="day")
        why = required_line(basis, "basis", "收官依据")
        left = open_milestones_of(connection, plan)
        undone = [one for one in left if not _deal_with(action, plan, one, why, closing, day, today)]
        if undone:
            raise _still_open(connection, undone, today)
        action.fold()
        ref, settles = plan_said(connection, plan).following()
        body = {"plan": plan, "basis": why} | settles
        action.append(Entry(RecordKind.PLAN_CLOSE, body, occurred_on=day.isoformat(), ref=ref, plan=plan))
        if read_current_plan(connection) == plan:
            _choose_another(action, plan)
        return len(left)


def _choose_another(action: Action, closed: str) -> None:
    """A closed plan is not the one that is meant: the oldest open one is, if there is any."""
    other = other_open_plan(action.connection, closed)
    if other is not None:
        body = {"key": CURRENT, "title": "现用方案", "value": other}
        action.append(Entry(RecordKind.SETTING, body))


def _deal_with(
    action: Action, plan: str, milestone: str, basis: str, closing: Closing, day: date, today: date
) -> bool:
    """Carry an open milestone over, or end it; whether either was asked for."""
    state = read_milestone(action.connection, today, milestone).state
    target = closing.carried.get(state.task_no)
    if target is not None:
        if plan_of_task(action.connection, target) == plan:
            there = told_task(action.connection, target)
            raise InputRefused("不能结转到同一个方案", there, "请写别的方案的任务")
        if state.due is None:
            raise InputRefused(
                "没有时限的节点不能结转", f"{milestone} {state.title}", "先用 milestone extend 定下时限"
            )
        here = told_task(action.connection, state.task_no)
        there = told_task(action.connection, target)
        body = {
            "title": state.title[:100],
            "due": state.due.isoformat(),
            "basis": f"由{here}结转（节点 {milestone}）；{basis}"[:500],
            "assumed": state.assumed,
        }
        set_within(action, target, state.due, body, day)
        cancel_within(action, milestone, f"结转到{there}；{basis}"[:500], today, day=day)
        return True
    if closing.reason.strip():
        cancel_within(action, milestone, f"终止：{closing.reason.strip()}；{basis}"[:500], today, day=day)
        return True
    return False


def _still_open(connection: sqlite3.Connection, undone: list[str], today: date) -> HuaianError:
    rows = [read_milestone(connection, today, one) for one in undone[:_MOST_SHOWN]]
    listed = "、".join(f"{row.named.told} {row.id} {row.state.title}" for row in rows)
    more = f" 等 {len(undone)} 个" if len(undone) > len(rows) else ""
    return HuaianError(
        "方案还有未办结的节点，不能收官",
        f"{listed}{more}",
        "逐个办结，或结转（--carry 任务=代号/序号），或终止其余（--cancel-rest 理由）",
    )


def reopen_plan(ledger: Ledger, plan: str, day: date, basis: str, today: date) -> None:
    """Take a closed plan up again on a day."""
    with ledger.action() as action:
        code, closed = plan_close(action.connection, plan)
        if closed is None:
            raise HuaianError("方案没有收官", f"{code} 正在督办", "不需要重新启用")
        not_before(closed, day, "day", "重新启用日期")
        if day > today:
            raise InputRefused("日期不能晚于今天", day.isoformat(), "请写今天或更早的日期", field="day")
        ref, settles = plan_said(action.connection, plan).following()
        body = {"plan": plan, "basis": required_line(basis, "basis", "依据")} | settles
        action.append(Entry(RecordKind.PLAN_REOPEN, body, occurred_on=day.isoformat(), ref=ref, plan=plan))


def refuse_closed(connection: sqlite3.Connection, plan: str) -> None:
    """Refuse what would be written into a closed plan: it is read-only."""
    code, closed = plan_close(connection, plan)
    if closed is not None:
        raise HuaianError(
            "方案已收官，不能再写", f"{code} 于 {closed} 收官", f"先重新启用：plan reopen {code}"
        )


def _set(action: Action, plan: str, changes: Mapping[str, Any]) -> None:
    """Append a record that says the plan anew with these parts changed."""
    said = plan_said(action.connection, plan)
    ref, settles = said.following()
    body = {key: value for key, value in said.body.items() if key != "settles"} | dict(changes) | settles
    action.append(Entry(RecordKind.PLAN_SET, body, ref=ref, plan=plan))
    action.fold()


def _code(typed: str) -> str:
    code = required_line(typed, "code", "代号", limit=20).strip().upper()
    if not _CODE.fullmatch(code):
        raise InputRefused("代号不合要求", f"填的是“{typed}”", "用 1 到 4 个英文字母，如 SJ", field="code")
    return code


def _refuse_taken(connection: sqlite3.Connection, code: str) -> None:
    known = plan_codes(connection)
    if code in known:
        others = "、".join(known)
        raise InputRefused(
            f"代号 {code} 已被使用", f"{code} 是《{known[code]}》；已用：{others}", "换一个代号", field="code"
        )


def _refuse_before_start(start: date | None, horizon: date) -> None:
    if start is not None and horizon < start:
        raise InputRefused(
            "期末早于起始日",
            f"起始 {start.isoformat()}，期末 {horizon.isoformat()}",
            f"期末请写 {start.isoformat()} 或之后的日期",
            field="horizon",
        )
