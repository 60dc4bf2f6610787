"""Taking back an import as one: the plan is nowhere from then on, as of days between it still stands."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from huaian_tui.domain.errors import HuaianError, NotFound
from huaian_tui.domain.matters import MATTERS_PLAN
from huaian_tui.ledger.kinds.anew import WITHDRAWN
from huaian_tui.ledger.record import Entry, RecordKind
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.services.entry_rules import required_line
from huaian_tui.services.plan_import.entering_units import unit_withdrawals, units_again
from huaian_tui.services.plans import CURRENT
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.plan_imports import is_imported, notices_on, written_since
from huaian_tui.store.queries.plans import (
    WithdrawnPlan,
    count_plan_parts,
    other_open_plan,
    plan_codes,
    plan_said,
    withdrawn_plans,
)
from huaian_tui.store.queries.task_refs import read_current_plan, told_task

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was taken back: the plan's code and title, how many tasks went with it, and the units that did."""

    plan: str
    code: str
    title: str
    tasks: int
    units: tuple[str, ...] = ()


def withdrawal_of(connection: sqlite3.Connection, plan: str) -> Withdrawn:
    """What taking back the import of a plan would do; refused by name where it cannot be."""
    _refuse_not_imported(connection, plan)
    body = plan_said(connection, plan).body
    _refuse_written_since(connection, plan, body["code"])
    tasks, _ = count_plan_parts(connection, plan)
    return Withdrawn(plan, body["code"], body["title"], tasks)


def withdraw_plan(ledger: Ledger, plan: str, basis: str, today: date) -> Withdrawn:
    """Take back an import by one record: refused once something was written about its tasks.

    Units that entered with it go with it unless something else names them by now. Importing the same
    reading takes the plan up again, and so does ``take_up_plan``.
    """
    with ledger.action() as action:
        connection = action.connection
        withdrawn = withdrawal_of(connection, plan)
        why = required_line(basis, "basis", "依据")
        if read_current_plan(connection) == plan:
            instead = other_open_plan(connection, plan) or SHIPPED_PLAN
            action.append(Entry(RecordKind.SETTING, {"key": CURRENT, "title": "现用方案", "value": instead}))
        ref, settles = plan_said(connection, plan).following()
        body = {"plan": plan, "basis": why, WITHDRAWN: True} | settles
        day = today.isoformat()
        action.append(Entry(RecordKind.PLAN_CLOSE, body, occurred_on=day, ref=ref, plan=plan))
        action.fold()
        gone = unit_withdrawals(connection, plan)
        action.append_all(gone)
        return replace(withdrawn, units=tuple(str(one.body["unit"]) for one in gone))


def take_up_plan(ledger: Ledger, plan: str, basis: str, today: date) -> None:
    """Take up again a plan that was withdrawn, as it stood; refused while another one bears its code."""
    with ledger.action() as action:
        connection = action.connection
        said = plan_said(connection, plan)
        code, codes = said.body["code"], plan_codes(connection)
        if code in codes:
            way_out = f"先用 plan set {code} --code 换一个代号，再重新启用；或重新导入文件并另定代号"
            raise HuaianError(f"代号 {code} 已被使用", f"{code} 现在是《{codes[code]}》", way_out)
        ref, settles = said.following()
        body = {"plan": plan, "basis": required_line(basis, "basis", "依据")} | settles
        day = today.isoformat()
        action.append(Entry(RecordKind.PLAN_REOPEN, body, occurred_on=day, ref=ref, plan=plan))
        action.fold()
        action.append_all(units_again(connection, plan))


def find_withdrawn(connection: sqlite3.Connection, typed: str) -> WithdrawnPlan:
    """The plan that was withdrawn and is named so, by code, short name, title or id; of several the last."""
    known = withdrawn_plans(connection)
    for one in known:
        if typed.upper() == one.code or typed in (one.id, one.short, one.title):
            return one
    named = "、".join(one.code for one in known) or "没有"
    raise NotFound(f"没有撤回过的方案 {typed}", f"撤回过的：{named}", "用 plan list 查看现有的方案")


# ---------------------------------------------------------------------- what stands in the way


def _refuse_not_imported(connection: sqlite3.Connection, plan: str) -> None:
    if plan in (SHIPPED_PLAN, MATTERS_PLAN) or not is_imported(connection, plan):
        code = plan_said(connection, plan).body["code"]
        why = f"{code} 不是从文件导入的"
        raise HuaianError("不能撤回导入", why, f"要结束它，用 plan close {code}")


def _refuse_written_since(connection: sqlite3.Connection, plan: str, code: str) -> None:
    written = list(islice(written_since(connection, plan), _MOST_NAMED + 1))
    titles = notices_on(connection, plan)
    if not written and not titles:
        return
    said = list[str]()
    if written:
        named = "、".join(told_task(connection, one.task_no) for one in written[:_MOST_NAMED])
        more = "等" if len(written) > _MOST_NAMED else ""
        said.append(f"{named}{more}已有记录，如“{written[0].words}”")
    if titles:
        more = f"等 {len(titles)} 份" if len(titles) > 1 else ""
        said.append(f"已拟或已发文书《{titles[0]}》{more}")
    way_out = f"先撤回这些记录；不再督办的，用 plan close {code} 收官"
    raise HuaianError("导入后已有记录，不能撤回", "；".join(said), way_out)
