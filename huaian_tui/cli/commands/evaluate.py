"""``evaluate``: 督查评价 of a period as of a day, by unit, indicator, plan or task."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import cast

import click

from huaian_tui.cli.arguments.options import command, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE, Words
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.evaluation import evaluation_form
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer
from huaian_tui.domain.columns import Column
from huaian_tui.domain.dates.reporting_period import quarter_of, read_period
from huaian_tui.domain.evaluation.figures import By, Evaluation, EvaluationRow, Role
from huaian_tui.domain.evaluation.measure import Measure
from huaian_tui.domain.evaluation.measures import BY_KEY
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.connection import one_state

BY_TITLES = {"unit": "单位", "indicator": "指标", "plan": "方案", "task": "任务"}
ROLE_TITLES = {"lead": "牵头", "support": "责任"}

_SHOWN = (
    "due",
    "on_time",
    "late",
    "overdue",
    "due_today",
    "on_time_rate",
    "strict_rate",
    "by_original.on_time_rate",
    "by_original.overdue",
    "extended",
    "carried_overdue",
    "undated_open",
    "silent",
)
"""The measures of the table that a terminal shows; JSON and Excel have all of them."""


@command("evaluate")
@click.option(
    "--period",
    metavar="期间",
    type=LINE,
    help="如 2026Q3、上半年、前三季度、2026-07、2026、A..B；不写则为本季度",
)
@click.option(
    "--by",
    metavar="按",
    type=Words("按", BY_TITLES),
    default="unit",
    help="unit 单位（默认）、indicator 指标、plan 方案、task 任务",
)
@click.option(
    "--role", metavar="角色", type=Words("角色", ROLE_TITLES), help="lead 只看牵头、support 只看责任"
)
@reading_options
@pass_invocation
def evaluate(invocation: Invocation, period: str | None, by: str, role: str | None, as_json: bool) -> None:
    """督查评价：一段时期到期、按期、超时、逾期多少，按期率多少；不排名次，没有得分。

    每个数怎么算，见 help 评价。时限在本期内、不晚于截至日的才算到期；不写 --plan 则为期内在用的全部方案。
    """
    from huaian_tui.store.queries.evaluation.evaluate import evaluate as read
    from huaian_tui.store.queries.evaluation.scope import Asked

    today = invocation.today
    chosen = quarter_of(today) if period is None else read_period(period, today)
    with invocation.reader() as connection, one_state(connection):
        asked = Asked(
            chosen,
            today,
            cast("By", by),
            cast("Role | None", role),
            invocation.plan(connection),
            past=invocation.as_of is not None,
        )
        found = read(connection, asked)
        answer(as_json, lambda: evaluation_form(found), lambda: _blocks(connection, found))


def _blocks(connection: sqlite3.Connection, found: Evaluation) -> Iterator[Block]:
    columns: list[Column[EvaluationRow]] = [Column(BY_TITLES[found.by], lambda row: row.name, rest=True)]
    if found.by == "unit":
        columns.append(Column("角色", lambda row: ROLE_TITLES.get(row.role or "", "")))
    for key in _SHOWN:
        columns.append(_column(BY_KEY[key]))
    yield Table(tuple(columns), list(found.rows))
    yield Lines(conventions(found))


def _column(measure: Measure) -> Column[EvaluationRow]:
    return Column(measure.head, lambda row: measure.shown(row.figures))


def conventions(found: Evaluation) -> list[str]:
    """What stands below a table: of which period and day it is, and what must not be read into it."""
    told = [f"{found.period.title}，截至{chinese_day(found.as_of)}；共 {len(found.rows)} 行。"]
    if found.by == "unit":
        told.append("几个单位共同牵头的各算一次，方案只算一次，各单位之和不等于方案。")
    told += [f"{row.name}：{one}" for row in found.rows for one in row.former]
    return told
