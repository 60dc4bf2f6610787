"""``units`` and ``unit``: the list of units, how one stands; what changes one is added to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import click

from huaian_tui.cli.arguments.options import command, pass_invocation, reading_options
from huaian_tui.cli.arguments.query_group import QueryGroup
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.commands.unit_changes import merge, rename, set_, settle
from huaian_tui.cli.commands.unit_contacts import contact, contact_blocks
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.json_forms.units import contact_forms, unit_form
from huaian_tui.cli.output.blocks import Block, Fields, Heading, Lines, Table
from huaian_tui.cli.output.show import answer
from huaian_tui.cli.output.wording import task_light_word
from huaian_tui.cli.saved_views import asked_view, view_option, viewed_units
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.answers.unit_lists import UnitRow
from huaian_tui.domain.answers.units import GroupConcern, UnitDetail
from huaian_tui.domain.columns import Column
from huaian_tui.domain.rules.lights import Light, LightRules
from huaian_tui.domain.words.days import iso_or_nothing
from huaian_tui.domain.words.items import as_items
from huaian_tui.domain.words.lights import counts_words
from huaian_tui.domain.words.units import conflict_words, full_name_words, merged_words, names_words
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.contacts import read_contacts
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.store.queries.unit_history import refuse_merged
from huaian_tui.store.queries.units import (
    list_units,
    read_concerns,
    read_former,
    read_unit,
    resolve_unit,
    unit_lights,
)

_UNITS: tuple[Column[UnitRow], ...] = (
    Column("单位", lambda unit: unit.name, most=24),
    Column("牵头", lambda unit: str(unit.lead_count)),
    Column("责任", lambda unit: str(unit.support_count)),
    Column("逾期", lambda unit: str(unit.overdue)),
    Column("临期", lambda unit: str(unit.due_soon)),
    Column("全称", lambda unit: _full_name(unit), rest=True),
)
_BEHIND: Column[UnitRow] = Column(Light.BEHIND.word, lambda unit: str(unit.behind))
"""Only where that is a light of the office; after 逾期."""

_TASKS: tuple[Column[TaskRow], ...] = (
    Column("序号", lambda task: task.named.label),
    Column("状态", task_light_word),
    Column("最近时限", lambda task: iso_or_nothing(task.next_due)),
    Column("重点任务", lambda task: task.text, rest=True, lines=2),
)
_ROLES = {"lead": "牵头", "support": "责任"}


@command("units")
@click.option("--conflict", is_flag=True, help="只列冲突待核的单位：几台电脑改得不一样，或并成了一圈")
@view_option
@reading_options
@pass_invocation
def units(invocation: Invocation, conflict: bool, view_name: str | None, as_json: bool) -> None:
    """列出单位：各牵头、负责几项任务，其中几项逾期、临期（含经由集体单位确定涉及的）。"""
    today = invocation.today
    with invocation.reader() as connection:
        plan, view = invocation.plan(connection), asked_view(invocation, connection, view_name, "units")
        if view is None:
            rows = list_units(connection, today, plan)
        else:
            rows = viewed_units(connection, today, view, plan)
        if conflict:
            rows = [row for row in rows if row.disputed]
        answer(
            as_json,
            lambda: [unit_form(read_unit(connection, today, row.id)) for row in rows],
            lambda: _list(rows, read_light_rules(connection)),
        )


def _list(rows: Sequence[UnitRow], rules: LightRules) -> Iterator[Block]:
    yield Table((*_UNITS[:4], _BEHIND, *_UNITS[4:]) if rules.behind_light else _UNITS, rows)
    yield Lines([f"共 {len(rows)} 个单位。"])


@click.group("unit", cls=QueryGroup, default="show")
def unit() -> None:
    """单位：查看（unit 市财政局，等于 unit show 市财政局）、新设、更名、合并、更改、核定冲突、登记联系人。"""


for _one in (set_, rename, merge, settle, contact):
    unit.add_command(_one)


@unit.command("show")
@click.argument("query", metavar="单位", type=LINE)
@click.option("--history", is_flag=True, help="已并入别的单位的，看它并入前一天的情况")
@reading_options
@pass_invocation
def show(invocation: Invocation, query: str, history: bool, as_json: bool) -> None:
    """查看一个单位。

    单位可写简称、全称、别名、曾用名、拼音（caizhengju）或首字母（czj）。
    """
    today = invocation.today
    with invocation.reader() as connection:
        match = resolve_unit(connection, query)
        if not history:
            refuse_merged(connection, match.name, today)
        detail = read_former(connection, today, match.name)
        contacts = read_contacts(connection, match.name, today)
        if as_json and match.read_as:
            say(as_items(match.read_as))

        def blocks() -> Iterator[Block]:
            shown = _over_plans(connection, invocation, detail)
            yield from _unit_blocks(shown, match.read_as, _tasks(connection, invocation, shown))
            yield from contact_blocks(contacts, match.name, today)

        answer(as_json, lambda: unit_form(detail) | contact_forms(contacts), blocks)


def _over_plans(connection: sqlite3.Connection, invocation: Invocation, detail: UnitDetail) -> UnitDetail:
    """The unit with its tasks of all open plans, as 状态 counts them; of one with ``--plan``.

    JSON keeps ``lead``, ``support`` and ``via_group`` to the current plan.
    """
    plan = invocation.plan(connection)
    lead, support, groups = read_concerns(connection, invocation.today, detail, plan)
    shown = detail._replace(lead=lead, support=support, via_group=groups)
    if plan is None:
        return shown
    return shown._replace(counts=unit_lights(connection, invocation.today, detail.id, plan))


def _tasks(connection: sqlite3.Connection, invocation: Invocation, detail: UnitDetail) -> dict[int, TaskRow]:
    numbers = {*detail.lead, *detail.support, *(one.task_no for one in detail.via_group)}
    return {row.no: row for row in read_tasks(connection, invocation.today, sorted(numbers))}


def _unit_blocks(detail: UnitDetail, read_as: str, tasks: dict[int, TaskRow]) -> Iterator[Block]:
    if read_as:
        yield Lines([as_items(read_as)])
    yield Heading(detail.name)
    counts = {Light(light): count for light, count in detail.counts.items()}
    yield Fields(
        [
            ("全称", full_name_words(detail)),
            ("名称沿革", names_words(detail)),
            ("并入", merged_words(detail)),
            ("已并来", "、".join(f"{one.name}（自 {one.day} 起）" for one in detail.absorbed)),
            ("冲突待核", conflict_words(detail)),
            ("又称", "、".join(detail.aliases)),
            ("成员", "、".join(detail.members)),
            ("状态", counts_words(counts) or "没有任务"),
            ("说明", as_items(detail.note)),
        ]
    )
    for role, numbers in (("lead", detail.lead), ("support", detail.support)):
        if numbers:
            yield Heading(f"{_ROLES[role]} {len(numbers)} 项")
            yield Table(_TASKS, [tasks[number] for number in numbers])
    yield from _groups(detail.via_group, tasks)
    if not (detail.lead or detail.support or detail.via_group):
        yield Lines(["方案中没有涉及它的任务"])


def _groups(concerns: Sequence[GroupConcern], tasks: dict[int, TaskRow]) -> Iterator[Block]:
    """Rows through groups, group by group: certain ones first, open sets apart and marked."""
    keys = sorted({(not one.certain, one.group, one.role) for one in concerns})
    for uncertain, group, role in keys:
        numbers = [
            one.task_no
            for one in concerns
            if (not one.certain, one.group, one.role) == (uncertain, group, role)
        ]
        if uncertain:
            yield Heading(f"经由“{group}”（{_ROLES[role]}）{len(numbers)} 项：可能涉及（开放集合，待确认）")
            yield Lines(["、".join(tasks[number].named.told for number in numbers)])
        else:
            yield Heading(f"经由“{group}”（{_ROLES[role]}）{len(numbers)} 项")
            yield Table(_TASKS, [tasks[number] for number in numbers])


def _full_name(unit: UnitRow) -> str:
    if unit.merged is not None:
        return f"{unit.full_name}（已自 {unit.merged.day} 起并入{unit.merged.name}）"
    if unit.disputed:
        return f"{unit.full_name}（冲突待核）"
    return unit.full_name if unit.full_name_certain else f"{unit.full_name}（待核）"
