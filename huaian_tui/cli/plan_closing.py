"""What becomes of open milestones when a plan is closed: as typed, and asked for on a terminal."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from huaian_tui.cli.invocation import Invocation
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.store.queries.plans import count_without_milestones, plan_of_task
from huaian_tui.store.queries.task_refs import find_task, told_task

if TYPE_CHECKING:
    from huaian_tui.domain.answers.milestones import MilestoneRow
    from huaian_tui.services.closing import Carry, Closing

_ASK = "处理（c 结转，e 终止，d 办结，r 其余全部终止，q 不收官）"


def complete_closing(
    invocation: Invocation,
    connection: sqlite3.Connection,
    plan: str,
    day: date,
    asked: Mapping[str, Any],
) -> Closing:
    """What was typed (``carry``, ``cancel``, ``complete``, ``cancel_rest``) and answered on a terminal."""
    from huaian_tui.services.closing import Closing, still_open, without_words

    rows = still_open(connection, plan, invocation.today)
    nodes = {row.id for row in rows}

    def parted(named: Mapping[str, _Said]) -> tuple[dict[str, _Said], dict[int, _Said]]:
        """What was said of milestones, and of tasks of this plan."""
        of_nodes = {left: said for left, said in named.items() if left in nodes or _is_node(left)}
        return of_nodes, {
            _own_task(connection, plan, left): said for left, said in named.items() if left not in of_nodes
        }

    single, carried = parted(
        {left: _carry(invocation, connection, right) for left, right in map(_pair, asked["carry"])}
    )
    ended, ended_tasks = parted(dict(map(_pair, asked["cancel"])))
    done = (one.partition("=") for one in asked["complete"])
    completed, completed_tasks = parted({node.strip(): _day(invocation, on, day) for node, _, on in done})
    closing = Closing(
        {task: to.task for task, to in carried.items()},
        asked["cancel_rest"],
        single,
        ended,
        completed,
        ended_tasks,
        completed_tasks,
        {task: to.due for task, to in carried.items() if to.due is not None},
    )
    if closing.reason.strip() or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return closing
    named = set(closing.named())
    of_tasks = set(closing.tasks())
    left_over = [row for row in rows if row.id not in named and row.state.task_no not in of_tasks]
    if without := count_without_milestones(connection, plan):
        click.echo(f"{without_words(without)}。")
    return _ask_each(invocation, connection, left_over, closing, day)


def _ask_each(
    invocation: Invocation,
    connection: sqlite3.Connection,
    rows: Sequence[MilestoneRow],
    closing: Closing,
    day: date,
) -> Closing:
    """Go through what is not dealt with; one answer each, asked again until it is understood."""
    for place, row in enumerate(rows, start=1):
        due = "无时限" if row.state.due is None else row.state.due.isoformat()
        click.echo(f"{place}/{len(rows)} {row.named.told} {row.id} {row.state.title}（{due}）")
        while True:
            try:
                closing, rest = _answered(invocation, connection, row, closing, day)
            except HuaianError as error:
                click.echo(error.one_line())
                continue
            break
        if rest:
            break
    return closing


def _answered(
    invocation: Invocation, connection: sqlite3.Connection, row: MilestoneRow, closing: Closing, day: date
) -> tuple[Closing, bool]:
    """The closing with the answer for one milestone, and whether that is the answer for all others too."""
    how = click.prompt(_ASK, type=click.Choice(list("cedrq")), show_choices=False)
    if how == "q":
        raise click.Abort
    if how == "c":
        typed = click.prompt("结转到（代号/序号，可加 @日期）")
        return replace(closing, nodes={**closing.nodes, row.id: _carry(invocation, connection, typed)}), False
    if how == "d":
        on = _day(invocation, click.prompt("办结日期", default=day.isoformat()), day)
        return replace(closing, completed={**closing.completed, row.id: on}), False
    reason = str(click.prompt("终止理由"))
    if how == "e":
        return replace(closing, ended={**closing.ended, row.id: reason}), False
    return replace(closing, reason=reason), True


_Said = TypeVar("_Said")
_NODE = re.compile("[0-9a-z]+-[0-9a-z-]+")


def _is_node(typed: str) -> bool:
    """Whether it can only mean a milestone."""
    return _NODE.fullmatch(typed) is not None


def _own_task(connection: sqlite3.Connection, plan: str, typed: str) -> int:
    task = find_task(connection, typed, plan)
    if plan_of_task(connection, task) != plan:
        told = told_task(connection, task)
        raise InputRefused("不是这个方案的任务", told, "请写这个方案的节点编号或任务序号", field="carry")
    return task


def _pair(typed: str) -> tuple[str, str]:
    left, equals, right = typed.partition("=")
    if not equals or not left.strip() or not right.strip():
        raise InputRefused(
            f"看不懂“{typed}”", "等号两边都要写", "如 --carry 22-1=SJ/12、--cancel 5=理由", field="carry"
        )
    return left.strip(), right.strip()


def _carry(invocation: Invocation, connection: sqlite3.Connection, typed: str) -> Carry:
    """The task of ``SJ/12`` or ``SJ/12@2026-12-31``."""
    from huaian_tui.services.closing import Carry

    reference, _, due = typed.partition("@")
    task = find_task(connection, reference.strip())
    return Carry(task, invocation.day(due.strip(), field="carry") if due.strip() else None)


def _day(invocation: Invocation, typed: str, otherwise: date) -> date:
    return invocation.day(typed.strip(), field="complete") if typed.strip() else otherwise
