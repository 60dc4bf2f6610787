"""The plan of a ledger as a whole: its title and days, what its text is unsure of, the texts of its tasks."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.domain.answers.overview import PlanRow
from huaian_tui.domain.answers.tasks import RemarkRow
from huaian_tui.domain.errors import HuaianError
from huaian_tui.ledger.task_keys import SHIPPED_PLAN


def read_plan(connection: sqlite3.Connection) -> PlanRow:
    """The plan of this ledger."""
    row = connection.execute(
        "SELECT id, title, stage, supervisor, start_day, start_basis, horizon_day, horizon_phrase, "
        "horizon_basis FROM plan WHERE id = ?",
        (SHIPPED_PLAN,),
    ).fetchone()
    if row is None:
        raise HuaianError("台账里还没有方案", "初始化没有完成", "运行 huaian-tui init")
    identity, title, stage, supervisor, start, start_basis, horizon, horizon_phrase, horizon_basis = row
    return PlanRow(
        id=identity,
        title=title,
        stage=stage,
        supervisor=supervisor,
        start=date.fromisoformat(start),
        start_basis=start_basis,
        horizon=date.fromisoformat(horizon),
        horizon_phrase=horizon_phrase,
        horizon_basis=horizon_basis,
    )


def plan_remarks(connection: sqlite3.Connection) -> list[RemarkRow]:
    """What the text is unsure of as a whole or in its rows, each with the rows it is about."""
    rows = connection.execute(
        "SELECT id, place, text, treatment FROM remark WHERE plan = ? ORDER BY id", (SHIPPED_PLAN,)
    ).fetchall()
    concerned: dict[int, list[int]] = {}
    about = connection.execute(
        "SELECT remark, task_no FROM remark_row WHERE plan = ? ORDER BY task_no", (SHIPPED_PLAN,)
    )
    for remark, no in about:
        concerned.setdefault(remark, []).append(no)
    return [
        RemarkRow(tuple(concerned.get(remark, ())), place, text, treatment)
        for remark, place, text, treatment in rows
    ]


def count_tasks(connection: sqlite3.Connection) -> int:
    """How many tasks the plan has."""
    return int(connection.execute("SELECT count(*) FROM task").fetchone()[0])


def task_texts(connection: sqlite3.Connection) -> set[str]:
    """What the rows of the plan say, each as printed."""
    return {text for (text,) in connection.execute("SELECT text FROM task")}


def indicator_cells(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """(row, 一级指标, 二级指标) of every task as printed, in the order of the plan."""
    return connection.execute("SELECT no, level1, level2 FROM task ORDER BY no").fetchall()
