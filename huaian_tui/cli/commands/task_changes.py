"""``task``: one task (``task 12``), and entering tasks, writing them anew, ending them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.chinese_click import ThingGroup
from huaian_tui.cli.arguments.options import json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE, ROW_NUMBER
from huaian_tui.cli.commands.notes import typed_text
from huaian_tui.cli.commands.tasks import show
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.told_tasks import tell_tasks

if TYPE_CHECKING:
    pass


@click.group("task", cls=ThingGroup, otherwise="show")
def task() -> None:
    """任务：查看（task 序号）、新增、改写、终止。"""


task.add_command(show)
_basis = click.option("--basis", metavar="依据", default="", help="依据（会议、批示、来文等）")
_lead = click.option("--lead", metavar="单位", type=LINE, multiple=True, help="牵头单位，可写多次")
_MOST_BYTES = 20_000_000
"""Of lines typed or pasted: 5,000 tasks with long texts."""

_support = click.option("--support", metavar="单位", type=LINE, multiple=True, help="责任单位，可写多次")


@task.command("add")
@click.option("--no", "number", metavar="序号", type=LINE, default="", help="方案里印的序号，如 12、1.10")
@click.option("--text", metavar="文字", default="", help="任务内容")
@_lead
@_support
@click.option("--level1", metavar="文字", default="", help="一级指标")
@click.option("--level2", metavar="文字", default="", help="二级指标")
@click.option("--due", metavar="日期", multiple=True, help="时限，可写多次；每季度末等则设到方案期末")
@click.option("--title", "titles", metavar="名称", multiple=True, help="节点名称，与 --due 一一对应")
@_basis
@click.option("--from", "source", metavar="-", help="写 - 则从标准输入读，每行：序号 任务 牵头 责任 时限")
@json_option
@pass_invocation
def add(
    invocation: Invocation,
    /,
    due: tuple[str, ...],
    titles: tuple[str, ...],
    basis: str,
    source: str | None,
    as_json: bool,
    **said: Any,
) -> None:
    """新增任务：写在 --plan 指明的方案里，不写则为现用方案。"""
    from huaian_tui.services.entering import TaskDraft
    from huaian_tui.services.task_lines import read_due, read_lines
    from huaian_tui.services.tasks import add_tasks
    from huaian_tui.store.queries.task_refs import read_current_plan

    if source not in (None, "-"):
        raise click.UsageError("--from 只能写 -（标准输入）", click.get_current_context())
    if len(titles) > len(due):
        raise click.UsageError("--title 要与 --due 一一对应", click.get_current_context())
    today = invocation.today
    with invocation.ledger() as ledger:
        connection = ledger.connection

        @cache
        def unit(typed: str) -> str:
            return invocation.standing_unit(connection, typed)

        if source == "-":
            lines = typed_text("-", _MOST_BYTES)
            drafts = [replace(one, basis=basis) for one in read_lines(lines, today, unit)]
        else:
            named = [*titles, *([""] * len(due))]
            milestones = tuple(read_due(one, today, title) for one, title in zip(due, named, strict=False))
            said |= {role: tuple(map(unit, said[role])) for role in ("lead", "support")}
            drafts = [TaskDraft(basis=basis, milestones=milestones, **said)]
        plan = invocation.plan(connection) or read_current_plan(connection)
        made = add_tasks(ledger, plan, drafts, today)
        tell_tasks(invocation, connection, made, as_json, "已新增任务", one=source is None)


@task.command("set")
@click.argument("reference", metavar="序号", type=ROW_NUMBER)
@click.option("--no", "number", metavar="序号", type=LINE, help="改后的序号")
@click.option("--text", metavar="文字", help="改后的任务内容")
@_lead
@_support
@click.option("--level1", metavar="文字", help="改后的一级指标")
@click.option("--level2", metavar="文字", help="改后的二级指标")
@click.option("--basis", metavar="依据", required=True, help="改写的依据（会议、批示、来文等）")
@json_option
@pass_invocation
def set_(
    invocation: Invocation,
    /,
    reference: str,
    number: str | None,
    text: str | None,
    lead: tuple[str, ...],
    support: tuple[str, ...],
    level1: str | None,
    level2: str | None,
    basis: str,
    as_json: bool,
) -> None:
    """改写一项任务，只写要改的；原来的仍可查。两台电脑各自改写的，再改一次即核定。

    已终止的任务，改写即恢复。
    """
    from huaian_tui.services.tasks import TaskChange, set_task

    with invocation.ledger() as ledger:
        connection = ledger.connection
        found = invocation.task(connection, reference)
        change = TaskChange(
            number,
            text,
            tuple(invocation.unit(connection, one) for one in lead) or None,
            tuple(invocation.unit(connection, one) for one in support) or None,
            level1,
            level2,
        )
        set_task(ledger, found, change, basis, invocation.today)
        tell_tasks(invocation, connection, [found], as_json, "已改写任务")


@task.command("end")
@click.argument("reference", metavar="序号", type=ROW_NUMBER)
@click.option("--reason", metavar="理由", required=True, help="为什么终止")
@click.option("--date", "day", metavar="日期", help="终止日期，不写则为今天")
@json_option
@pass_invocation
def end(invocation: Invocation, reference: str, reason: str, day: str | None, as_json: bool) -> None:
    """终止一项任务：不再列出，经过仍可查。

    终止有误，用 task set 改写即恢复。
    """
    from huaian_tui.services.tasks import end_task

    with invocation.ledger() as ledger:
        found = invocation.task(ledger.connection, reference)
        end_task(ledger, found, reason, invocation.day(day), invocation.today)
        tell_tasks(invocation, ledger.connection, [found], as_json, "已终止任务")
