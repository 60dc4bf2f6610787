"""``milestone propose``: what tasks without a date could be given, by their text or the office's limit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from huaian_tui.cli.arguments.options import command, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE, ROW_NUMBER
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso, task_keys
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer, tell_each
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import HuaianError

if TYPE_CHECKING:
    from huaian_tui.domain.rules.assigning import Proposed
    from huaian_tui.services.assigning import HandedOver, ToAssign
    from huaian_tui.store.engine.append import Ledger


class _Line(NamedTuple):
    """A proposal, with the task that it is for."""

    of: ToAssign
    one: Proposed


_COLUMNS: tuple[Column[_Line], ...] = (
    Column("序号", lambda line: line.of.task.named.label),
    Column("节点", lambda line: line.one.title, rest=True, lines=2),
    Column("时限", lambda line: _due(line.one), most=16),
    Column("确定", lambda line: "是" if line.one.sure else "否"),
    Column("依据", lambda line: line.one.source or "没有", most=34, lines=3),
    Column("要看的", lambda line: "；".join(line.one.remarks), most=34, lines=4),
)


@command("propose")
@click.argument("numbers", metavar="[序号...]", type=ROW_NUMBER, nargs=-1)
@click.option(
    "--limit",
    metavar="时限",
    type=LINE,
    help="原文没写时限的按它提：20个工作日、60天、每季度末、12月31日；不写则按机构的方案交办时限",
)
@click.option("--date", "day", metavar="日期", help="交办日期（设定日期），不写则为今天")
@click.option("--accept-sure", is_flag=True, help="把确定的一步设好，其余不设")
@click.option("--basis", metavar="依据", help="与 --accept-sure 同用：设定依据（会议、批示、来文等）")
@reading_options
@pass_invocation
def propose(
    invocation: Invocation,
    /,
    numbers: tuple[str, ...],
    limit: str | None,
    day: str | None,
    accept_sure: bool,
    basis: str | None,
    as_json: bool,
) -> None:
    """列出未设节点的任务可以设什么节点：原文写了时限的引原文，没有写的按机构的方案交办时限。

    不写序号则为现用方案（或 --plan 的方案）里未设节点的全部任务。早于今天、晚于方案期末、原文分不清的
    只列出，不算确定；没有可提的，时限是空的。
    """
    from huaian_tui.services.assigning import HandedOver, read_proposals

    if accept_sure != (basis is not None):
        raise click.UsageError("--accept-sure 与 --basis 要一起写", click.get_current_context())
    handed = HandedOver(invocation.today, invocation.day(day), basis or "", limit)
    if accept_sure:
        with invocation.ledger() as ledger:
            found = read_proposals(ledger.connection, _tasks(invocation, ledger.connection, numbers), handed)
            _accept(invocation, ledger, found, handed, as_json)
        return
    with invocation.reader() as connection:
        found = read_proposals(connection, _tasks(invocation, connection, numbers), handed)
    lines = [_Line(of, one) for of in found for one in of.proposed]

    def blocks() -> Iterator[Block]:
        yield Table(_COLUMNS, lines)
        sure = sum(of.sure for of in found)
        yield Lines([f"共 {len(found)} 项任务没有节点，{sure} 项的时限可以直接设。" if found else NONE])

    answer(as_json, lambda: (_form(line) for line in lines), blocks)


NONE = "没有未设节点的任务。"


def _tasks(invocation: Invocation, connection: sqlite3.Connection, numbers: Sequence[str]) -> list[int]:
    """The tasks that are meant; of those that were named all that have no open date."""
    from huaian_tui.services.assigning import without_dates, without_open
    from huaian_tui.store.queries.find_tasks import TaskFilter
    from huaian_tui.store.queries.task_refs import read_current_plan

    if numbers:
        named = dict.fromkeys(invocation.task(connection, number) for number in numbers)
        return without_open(connection, invocation.today, list(named))
    plan = invocation.plan(connection)
    if plan is None and not invocation.every_plan:
        plan = read_current_plan(connection)
    return without_dates(connection, invocation.today, TaskFilter(plan=plan))


def _accept(
    invocation: Invocation, ledger: Ledger, found: Sequence[ToAssign], handed: HandedOver, as_json: bool
) -> None:
    """Set what is sure, in one action."""
    from huaian_tui.cli.json_forms.milestones import milestone_detail_form
    from huaian_tui.services.assigning import Assigned, as_proposed, assign
    from huaian_tui.store.queries.milestones import read_milestone

    wanted = {
        one.task.no: Assigned(as_proposed(one, handed.basis), one.milestone.id if one.milestone else None)
        for one in found
        if one.sure
    }
    if not wanted:
        why = f"{len(found)} 项任务没有节点，时限都要先看" if found else NONE.rstrip("。")
        raise HuaianError("没有可以直接设的时限", why, "用 --limit 写明时限，或逐项用 milestone set")
    made = assign(ledger, wanted, handed)
    rows = [read_milestone(ledger.connection, invocation.today, one) for ids in made.values() for one in ids]
    left = len(found) - len(made)
    said = [f"已给 {len(made)} 项任务设定 {len(rows)} 个节点" + (f"，另有 {left} 项要先看" if left else "")]
    tell_each(as_json, lambda: [milestone_detail_form(row) for row in rows], said)


def _due(one: Proposed) -> str:
    if one.every:
        return f"{one.typed}（{len(one.days)} 个）"
    return one.typed or "没有"


def _form(line: _Line) -> Form:
    """``milestone``: the one without a date that gets it; ``every``: the period, whose days are ``dues``."""
    of, one = line
    return {
        **task_keys(of.task.named),
        "title": one.title,
        "milestone": of.milestone.id if of.milestone is not None else None,
        "due": iso(one.days[0]) if one.days and not one.every else None,
        "every": one.every or None,
        "dues": [day.isoformat() for day in one.days],
        "assumed": one.assumed,
        "phrase": one.phrase or None,
        "rule": one.rule or None,
        "sure": one.sure,
        "remarks": list(one.remarks),
    }
