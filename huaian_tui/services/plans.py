"""Plans: entering one, changing it, extending its horizon, closing and reopening it; each one action."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.kinds.plans import CODE
from huaian_tui.ledger.record import Entry, RecordKind, canonical_json
from huaian_tui.services.entry_rules import not_before, required_line
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.plans import (
    is_code_shared,
    plan_close,
    plan_codes,
    plan_said,
)
from huaian_tui.store.queries.task_refs import read_current_plan

CURRENT = "current_plan"
"""The setting that says which plan is meant where none is named."""

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
        refuse_before_start(draft.start, draft.horizon)
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
        change_within(action, plan, changed | {"basis": required_line(basis, "basis", "依据")})


def set_current_plan(ledger: Ledger, plan: str) -> None:
    """From now on this plan is meant where none is named, on this laptop."""
    with ledger.action() as action:
        refuse_closed(action.connection, plan)
        if read_current_plan(action.connection) != plan:
            body = {"key": CURRENT, "title": "现用方案", "value": plan}
            action.append(Entry(RecordKind.SETTING, body))


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


def change_within(action: Action, plan: str, changes: Mapping[str, Any]) -> None:
    """Append a record that says the plan anew with these parts changed."""
    said = plan_said(action.connection, plan)
    ref, settles = said.following()
    body = {key: value for key, value in said.body.items() if key != "settles"} | dict(changes) | settles
    action.append(Entry(RecordKind.PLAN_SET, body, ref=ref, plan=plan))
    action.fold()


def _code(typed: str) -> str:
    code = required_line(typed, "code", "代号", limit=20).strip().upper()
    if not CODE.fullmatch(code):
        raise InputRefused("代号不合要求", f"填的是“{typed}”", "用 1 到 4 个英文字母，如 SJ", field="code")
    return code


def _refuse_taken(connection: sqlite3.Connection, code: str) -> None:
    known = plan_codes(connection)
    if code in known:
        others = "、".join(known)
        raise InputRefused(
            f"代号 {code} 已被使用", f"{code} 是《{known[code]}》；已用：{others}", "换一个代号", field="code"
        )


def refuse_before_start(start: date | None, horizon: date) -> None:
    """Refuse a horizon that lies before the first day of its plan."""
    if start is not None and horizon < start:
        raise InputRefused(
            "期末早于起始日",
            f"起始 {start.isoformat()}，期末 {horizon.isoformat()}",
            f"期末请写 {start.isoformat()} 或之后的日期",
            field="horizon",
        )
