"""``tasks`` and ``task``: the list of rows, and everything about one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import (
    command,
    light_option,
    pace_option,
    pass_invocation,
    reading_options,
    unit_option,
)
from huaian_tui.cli.arguments.value_types import LINE, ROLE, ROW_NUMBER, light_of
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.tasks import task_detail_form, task_form
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.other_laptops import with_laptops
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.pages import PagedRows, pages
from huaian_tui.cli.output.show import answer
from huaian_tui.cli.output.wording import task_light_word
from huaian_tui.cli.saved_views import asked_view, view_option
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.columns import Column
from huaian_tui.domain.words.days import iso_or_nothing
from huaian_tui.domain.words.paces import Pace
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries import milestones, notes
from huaian_tui.store.queries.find_tasks import TaskFilter, iterate_tasks
from huaian_tui.store.queries.tasks import read_task, read_tasks

if TYPE_CHECKING:
    from huaian_tui.services.views import SavedView

_COLUMNS: tuple[Column[TaskRow], ...] = (
    Column("序号", lambda task: task.named.label),
    Column("状态", task_light_word),
    Column("最近时限", lambda task: iso_or_nothing(task.next_due)),
    Column("牵头单位", lambda task: "、".join(task.lead_now), most=20),
    Column("责任单位", lambda task: "、".join(task.support_now), most=24, lines=3, wide=True),
    Column("二级指标", lambda task: task.level2, most=24, lines=3, wide=True),
    Column("重点任务", lambda task: task.text, rest=True, lines=2),
)


@command("tasks")
@unit_option
@click.option("--role", metavar="角色", type=ROLE, help="与 --unit 同用：lead 只看牵头的，support 只看责任的")
@light_option
@click.option("--conflict", is_flag=True, help="只列有节点冲突待核的任务")
@click.option(
    "--text", metavar="文字", type=LINE, default="", help="含有这些词的（原文、单位、拼音、首字母）"
)
@pace_option
@view_option
@reading_options
@pass_invocation
def tasks(
    invocation: Invocation,
    unit_query: str | None,
    role: str | None,
    light: str | None,
    conflict: bool,
    text: str,
    pace: str | None,
    view_name: str | None,
    as_json: bool,
) -> None:
    """列出重点任务。

    几项条件同时写时要都符合。状态是任务各节点中最差的一个；没有节点的任务是“未设节点”，不会逾期。
    """
    if role is not None and unit_query is None:
        raise click.UsageError("--role 要与 --unit 同用", click.get_current_context())
    today = invocation.today
    with invocation.reader() as connection, one_state(connection):
        unit = invocation.unit_or_all(connection, unit_query)
        wanted = TaskFilter(
            unit,
            role,
            light_of(light, read_light_rules(connection)),
            text,
            conflict,
            plan=invocation.plan(connection),
            pace=None if pace is None else Pace(pace),
        )
        view = asked_view(invocation, connection, view_name, "tasks")
        if view is not None:
            wanted = _as_viewed(view, wanted)
        numbers = iterate_tasks(connection, today, wanted, None if view is None else view.sort)
        answer(
            as_json,
            lambda: _forms(connection, today, numbers),
            lambda: _list(PagedRows(numbers, lambda page: read_tasks(connection, today, page))),
        )


def _as_viewed(view: SavedView, wanted: TaskFilter) -> TaskFilter:
    """What the view asks for; what was written besides goes before, and words are looked for as well."""
    from huaian_tui.store.search.list_filters import task_filter

    asked = task_filter(view.text, view.filters)
    return replace(
        asked,
        unit=wanted.unit or asked.unit,
        role=wanted.role,
        light=wanted.light or asked.light,
        text=f"{asked.text} {wanted.text}".strip(),
        conflict=wanted.conflict or asked.conflict,
        plan=wanted.plan or asked.plan,
        pace=wanted.pace or asked.pace,
    )


def _forms(connection: sqlite3.Connection, today: date, numbers: Iterable[int]) -> Iterator[Form]:
    """A page at a time: a plan of 100,000 tasks does not fit into memory."""
    for page in pages(numbers):
        by_task: dict[int, list[MilestoneRow]] = {}
        for one in milestones.of_tasks(connection, today, page):
            by_task.setdefault(one.task_no, []).append(one)
        for row in read_tasks(connection, today, page):
            yield task_form(row, by_task.get(row.no, ()))


def _list(rows: PagedRows[TaskRow]) -> Iterator[Block]:
    yield Table(_COLUMNS, rows)
    yield Lines([f"共 {len(rows)} 项任务。" if rows else "没有符合条件的任务。"])


@command("show")
@click.argument("reference", metavar="序号", type=ROW_NUMBER)
@reading_options
@pass_invocation
def show(invocation: Invocation, reference: str, as_json: bool) -> None:
    """查看一项任务的全部情况：原文、单位、节点、成果、说明、督查记录。"""
    today = invocation.today
    with invocation.reader() as connection:
        number = invocation.task(connection, reference)
        detail = read_task(connection, today, number)
        written = with_laptops(
            connection, notes.read_notes(connection, notes.find_notes(connection, task_no=number))
        )
    # Imported here: the list does not need the many words of one task.
    from huaian_tui.cli.pages.task import task_blocks

    answer(as_json, lambda: task_detail_form(detail, written), lambda: task_blocks(detail, written))
