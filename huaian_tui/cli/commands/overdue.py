"""``overdue``: milestones past their date, and those that come due."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import click

from huaian_tui.cli.arguments.options import command, pass_invocation, reading_options, unit_option
from huaian_tui.cli.arguments.value_types import DAYS
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.milestones import milestone_form
from huaian_tui.cli.output.blocks import Block, Lines
from huaian_tui.cli.output.pages import PagedRows
from huaian_tui.cli.output.show import answer
from huaian_tui.cli.pages.milestone import milestone_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.lights import Light, days_after, due_span
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.milestones import count_due, overdue_ids, read_rows
from huaian_tui.store.queries.unit_history import unit_name_on


@command("overdue")
@click.option("--within", metavar="天数", type=DAYS, help="也列出这些天内到期的（含今天）")
@unit_option
@reading_options
@pass_invocation
def overdue(invocation: Invocation, within: int | None, unit_query: str | None, as_json: bool) -> None:
    """列出逾期的节点。"""
    today = invocation.today
    with invocation.reader() as connection, one_state(connection):
        unit = invocation.unit_or_all(connection, unit_query)
        plan = invocation.plan(connection)
        ids = overdue_ids(connection, today, within=within, unit=unit, plan=plan)
        rows = PagedRows(ids, lambda page: read_rows(connection, today, page))
        answer(
            as_json,
            lambda: (milestone_form(row) for row in rows),
            lambda: _list(connection, today, rows, within, unit, plan),
        )


def _list(
    connection: sqlite3.Connection,
    today: date,
    rows: PagedRows[MilestoneRow],
    within: int | None,
    unit: str | None,
    plan: str | None,
) -> Iterator[Block]:
    yield milestone_table(connection, today, rows)
    late = count_due(connection, today, until=due_span(Light.OVERDUE, today)[1], unit=unit, plan=plan)
    head = f"{chinese_day(today)}：" + (f"{unit_name_on(connection, unit, today)[0]}有关的，" if unit else "")
    said = f"逾期 {late} 个节点" if late else "没有逾期的节点"
    if within is not None:
        coming = len(rows) - late
        yield Lines([f"{head}{said}；{within} 天内到期 {coming} 个。"])
        return
    days = read_light_rules(connection).due_soon_days
    soon = count_due(connection, today, until=days_after(today, days), unit=unit, plan=plan) - late
    hint = f"（加 --within {days} 列出）" if soon else ""
    yield Lines([f"{head}{said}；{days} 天内到期 {soon} 个{hint}。"])
