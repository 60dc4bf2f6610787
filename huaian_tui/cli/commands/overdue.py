"""``overdue``: milestones past their date, and those that come due."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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
from huaian_tui.cli.saved_views import asked_view, view_option, viewed_milestones
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
@view_option
@reading_options
@pass_invocation
def overdue(
    invocation: Invocation, within: int | None, unit_query: str | None, view_name: str | None, as_json: bool
) -> None:
    """列出逾期的节点；用节点（F4）的视图时，只列其中逾期的，照视图的排列。"""
    today = invocation.today
    with invocation.reader() as connection, one_state(connection):
        unit = invocation.unit_or_all(connection, unit_query)
        view = asked_view(invocation, connection, view_name, "milestones")
        plan = invocation.plan(connection) or (None if view is None else view.plan)
        asked = _Asked(connection, today, unit, plan)
        ids: Iterable[str] = asked.late(within)
        if view is not None:
            listed = list(viewed_milestones(connection, today, view, (unit, None, False, plan, None, None)))
            asked = replace(asked, listed=frozenset(listed))
            late = set(ids)
            ids = [one for one in listed if one in late] if view.sort else asked.late(within)
        rows = PagedRows(ids, lambda page: read_rows(connection, today, page))
        answer(as_json, lambda: (milestone_form(row) for row in rows), lambda: _list(asked, rows, within))


@dataclass(frozen=True)
class _Asked:
    """What is asked for; ``listed``: the milestones of a view, None without one."""

    connection: sqlite3.Connection
    today: date
    unit: str | None
    plan: str | None
    listed: frozenset[str] | None = None

    def late(self, within: int | None) -> Iterator[str]:
        """The ids of what is late, or due in so many days, by date."""
        ids = overdue_ids(self.connection, self.today, within=within, unit=self.unit, plan=self.plan)
        return ids if self.listed is None else (one for one in ids if one in self.listed)

    def count(self, until: date, within: int | None) -> int:
        """How many are due up to a day (those of ``late``)."""
        if self.listed is not None:
            return sum(1 for _ in self.late(within))
        return count_due(self.connection, self.today, until=until, unit=self.unit, plan=self.plan)


def _list(asked: _Asked, rows: PagedRows[MilestoneRow], within: int | None) -> Iterator[Block]:
    connection, today, unit = asked.connection, asked.today, asked.unit
    yield milestone_table(connection, today, rows)
    late = asked.count(due_span(Light.OVERDUE, today)[1], None)
    head = f"{chinese_day(today)}：" + (f"{unit_name_on(connection, unit, today)[0]}有关的，" if unit else "")
    said = f"逾期 {late} 个节点" if late else "没有逾期的节点"
    if within is not None:
        coming = len(rows) - late
        yield Lines([f"{head}{said}；{within} 天内到期 {coming} 个。"])
        return
    days = read_light_rules(connection).due_soon_days
    soon = asked.count(days_after(today, days), days) - late
    hint = f"（加 --within {days} 列出）" if soon else ""
    yield Lines([f"{head}{said}；{days} 天内到期 {soon} 个{hint}。"])
