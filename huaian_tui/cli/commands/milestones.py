"""``milestone``: listing, setting, completing, extending, cancelling, reopening; correcting, taking back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import (
    group,
    json_option,
    light_option,
    pace_option,
    pass_invocation,
    reading_options,
    unit_option,
    verdict_option,
)
from huaian_tui.cli.arguments.value_types import LINE, ROW_NUMBER, light_of
from huaian_tui.cli.commands.milestone_decisions import cancel, complete, extend, reopen, set_
from huaian_tui.cli.commands.milestone_proposals import propose
from huaian_tui.cli.commands.milestone_targets import target
from huaian_tui.cli.commands.records import correct_by, parts_options, reason_option, retract_by
from huaian_tui.cli.find_and_change import Thing, by_own_id, by_short_id, change_thing
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.milestones import milestone_detail_form, milestone_form
from huaian_tui.cli.output.blocks import Block, Fields, Heading, Lines, Table
from huaian_tui.cli.output.pages import PagedRows
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.cli.pages.milestone import (
    SIDE_COLUMNS,
    milestone_pairs,
    milestone_table,
    sides_of,
    with_sides,
)
from huaian_tui.cli.saved_views import asked_view, view_option, viewed_milestones
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.words.milestones import title_words
from huaian_tui.domain.words.paces import Pace
from huaian_tui.domain.words.verdicts import Verdict
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.milestones import list_ids, read_milestone, read_rows

if TYPE_CHECKING:
    from huaian_tui.store.engine.append import Ledger

_MILESTONE: Thing[str, MilestoneRow] = Thing(by_own_id, read_milestone)
_RECORD = by_short_id(None, "记录")
_identity = click.argument("identity", metavar="节点编号", type=LINE)
_basis = click.option("--basis", metavar="依据", required=True, help="作出决定的依据（会议、批示、来文等）")


@group("milestone")
def milestone() -> None:
    """节点：列出、查看、提出、设定、设指标、办结、延期、中止、重新督办、核定冲突；更正、撤回决定。"""


@milestone.command("list")
@click.argument("number", metavar="[序号]", type=ROW_NUMBER, required=False)
@unit_option
@light_option
@click.option("--cancelled", is_flag=True, help="只列已中止的节点（平时不列）")
@click.option("--conflict", is_flag=True, help="只列冲突待核的节点")
@pace_option
@verdict_option
@view_option
@reading_options
@pass_invocation
def list_(
    invocation: Invocation,
    number: str | None,
    unit_query: str | None,
    light: str | None,
    cancelled: bool,
    conflict: bool,
    pace: str | None,
    verdict: str | None,
    view_name: str | None,
    as_json: bool,
) -> None:
    """列出节点，按时限先后；用视图时照视图的排列。"""
    if cancelled and light is not None:
        raise click.UsageError("--cancelled 不能与 --light 同用", click.get_current_context())
    if view_name is not None and (cancelled or number is not None):
        raise click.UsageError("--view 不能与序号、--cancelled 同用", click.get_current_context())
    today = invocation.today
    with invocation.reader() as connection, one_state(connection):
        task = None if number is None else invocation.task(connection, number)
        unit = invocation.unit_or_all(connection, unit_query)
        lit, plan = light_of(light, read_light_rules(connection)), invocation.plan(connection)
        view = asked_view(invocation, connection, view_name, "milestones")
        kept = None if pace is None else Pace(pace)
        foretold = None if verdict is None else Verdict(verdict)
        ids: Iterable[str]
        if view is None:
            ids = list_ids(
                connection,
                today,
                task_no=task,
                unit=unit,
                light=lit,
                cancelled=cancelled,
                conflict=conflict,
                plan=plan,
                pace=kept,
                verdict=foretold,
            )
        else:
            ids = viewed_milestones(connection, today, view, (unit, lit, conflict, plan, kept, foretold))
        rows = PagedRows(ids, lambda page: read_rows(connection, today, page))

        def blocks() -> Iterator[Block]:
            yield milestone_table(connection, today, rows)
            yield Lines([f"共 {len(rows)} 个节点。" if rows else "没有符合条件的节点。"])

        answer(as_json, lambda: (milestone_form(row) for row in rows), blocks)


@milestone.command("show")
@_identity
@reading_options
@pass_invocation
def show(invocation: Invocation, identity: str, as_json: bool) -> None:
    """查看一个节点：时限怎样知道的、指标、结果，会不会逾期的预测。"""
    from huaian_tui.cli.json_forms.forecasts import foretold_form
    from huaian_tui.services.foretold import foretold_words, read_foretold

    with invocation.reader() as connection:
        row = read_milestone(connection, invocation.today, identity)
        sides = sides_of(connection, row)
        told = read_foretold(connection, invocation.today, [row.id])[0]

    def blocks() -> Iterator[Block]:
        yield Heading(f"{row.id} {title_words(row.state)}")
        foretold = ("  预测", foretold_words(told, invocation.today))
        yield Fields([("  任务", row.named.told), *milestone_pairs(row), foretold])
        if sides:
            yield Table(SIDE_COLUMNS, sides)

    answer(as_json, lambda: with_sides(row, sides) | {"forecast": foretold_form(told)}, blocks)


@milestone.command("settle")
@_identity
@click.option(
    "--keep", metavar="哪一方", required=True, help="mine 我方、theirs 对方，或 milestone show 列的决定编号"
)
@_basis
@json_option
@pass_invocation
def settle(invocation: Invocation, identity: str, keep: str, basis: str, as_json: bool) -> None:
    """核定冲突：采用一方的决定，另一方的不再算数（仍可查）。

    两方都不采用的，直接办结、延期、中止或重新督办，即另作决定。
    """
    from huaian_tui.services.conflicts import choose_side, kept_words, left_words, settle_conflict

    today = invocation.today

    def record(ledger: Ledger, one: str) -> list[str]:
        row = read_milestone(ledger.connection, today, one)
        side = choose_side(sides_of(ledger.connection, row), keep, row.id)
        gone = left_words(ledger.connection, row.id, side.record_id)
        settle_conflict(ledger, row.id, side.record_id, basis, today)
        return [f"采用{kept_words(side)}", *gone]

    row, said = change_thing(invocation, _MILESTONE, identity, record)
    _tell(row, as_json, "已核定节点", f"：{'；'.join(said)}")


for _decision in (propose, set_, target, complete, extend, cancel, reopen):
    milestone.add_command(_decision)

_record_option = click.option(
    "--record", "which", metavar="记录编号", type=LINE, help="哪一项决定（见 record list）；不写则为最后一项"
)


@milestone.command("correct")
@_identity
@parts_options("day", "due", "basis", "title", "value", "target")
@_record_option
@reason_option
@json_option
@pass_invocation
def correct(
    invocation: Invocation,
    /,
    identity: str,
    which: str | None,
    reason: str,
    as_json: bool,
    **parts: str | None,
) -> None:
    """更正节点的一项决定：办结的日期、依据、数值，延期或设定的时限等；原来的仍可查看。"""
    from huaian_tui.services.corrections import decision_to_amend

    needed = [name for name in ("value", "due", "title", "target") if parts.get(name) is not None]

    def find(connection: sqlite3.Connection) -> bytes:
        if which is not None:
            return _RECORD(connection, which)
        state = read_milestone(connection, invocation.today, identity).state
        return decision_to_amend(connection, state.id, needed)

    correct_by(invocation, find, parts, reason, as_json)


@milestone.command("retract")
@_identity
@_record_option
@reason_option
@json_option
@pass_invocation
def retract(invocation: Invocation, identity: str, which: str | None, reason: str, as_json: bool) -> None:
    """撤回节点的一项决定，如办错了节点：它不再计入，其余的决定照旧。"""
    from huaian_tui.services.corrections import decision_to_amend

    def find(connection: sqlite3.Connection) -> bytes:
        if which is not None:
            return _RECORD(connection, which)
        return decision_to_amend(connection, read_milestone(connection, invocation.today, identity).state.id)

    retract_by(invocation, find, reason, as_json)


def _tell(row: MilestoneRow, as_json: bool, done: str, more: str = "") -> None:
    """What was done to which milestone of which task."""
    tell(as_json, lambda: milestone_detail_form(row), f"{done} {row.id}（{row.named.told}）{more}")
