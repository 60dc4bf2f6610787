"""A plan as a whole: its title and days, what its text is unsure of, what its tasks say."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from huaian_tui.domain.answers.overview import PlanRow
from huaian_tui.domain.answers.tasks import RemarkRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.queries.confirmations import settle_remarks
from huaian_tui.store.queries.task_refs import read_current_plan

_PLAN = (
    "SELECT id, code, short, title, kind, stage, supervisor, start_day, start_basis, horizon_day, "
    "horizon_phrase, horizon_basis FROM plan"
)


def read_plan(connection: sqlite3.Connection, plan: str | None = None) -> PlanRow:
    """The plan with this id; None: the current one."""
    row = connection.execute(
        f"{_PLAN} WHERE id = ?", (read_current_plan(connection) if plan is None else plan,)
    ).fetchone()
    if row is None:
        raise HuaianError("台账里还没有方案", "初始化没有完成", "运行 huaian-tui init")
    return _plan(row)


def read_plans(connection: sqlite3.Connection, plans: Collection[str]) -> list[PlanRow]:
    """These plans in the order in which they were made; matters last."""
    rows = connection.execute(
        f"{_PLAN} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY kind = 'matters', made",  # noqa: S608
        (json.dumps(sorted(plans)),),
    )
    return [_plan(row) for row in rows]


def unknown_plans(connection: sqlite3.Connection, plans: Collection[str]) -> set[str]:
    """Those of these ids that are no plan of this ledger."""
    return set(plans) - {plan.id for plan in read_plans(connection, plans)}


def _plan(row: Sequence[Any]) -> PlanRow:
    identity, code, short, title, kind, stage, supervisor, start, start_basis, horizon, *quoted = row
    return PlanRow(
        id=identity,
        code=code,
        short=short,
        title=title,
        kind=kind,
        stage=stage,
        supervisor=supervisor,
        start=_day(start),
        start_basis=start_basis,
        horizon=_day(horizon),
        horizon_phrase=quoted[0],
        horizon_basis=quoted[1],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def plan_remarks(connection: sqlite3.Connection, plan: str) -> list[RemarkRow]:
    """What the text of a plan is unsure of as a whole or in its rows, each with the rows it is about."""
    rows = connection.execute(
        "SELECT id, place, text, treatment FROM remark WHERE plan = ? ORDER BY id", (plan,)
    ).fetchall()
    concerned: dict[int, list[int]] = {}
    about = connection.execute(
        "SELECT r.remark, r.task_no FROM remark_row AS r LEFT JOIN task AS t ON t.no = r.task_no "
        "WHERE r.plan = ? ORDER BY t.place, r.task_no",
        (plan,),
    )
    for remark, no in about:
        concerned.setdefault(remark, []).append(no)
    remarks = [
        RemarkRow(tuple(concerned.get(remark, ())), place, text, treatment)
        for remark, place, text, treatment in rows
    ]
    return settle_remarks(connection, remarks)


def task_texts(connection: sqlite3.Connection, texts: Collection[str]) -> set[str]:
    """Those of these texts that are the whole of what a task of some plan says, as printed."""
    rows = connection.execute(
        "SELECT DISTINCT text FROM task WHERE text IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(texts))),),
    )
    return {text for (text,) in rows}


def indicator_cells(connection: sqlite3.Connection, plan: str) -> list[tuple[int, str, str]]:
    """(task, 一级指标, 二级指标) of every task of a plan that goes on, as printed, in its order."""
    return connection.execute(
        "SELECT no, level1, level2 FROM task WHERE plan = ? AND ended_on IS NULL ORDER BY place, no", (plan,)
    ).fetchall()
