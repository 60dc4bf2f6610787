"""``reading`` and ``deliverable``: values of targets, and what was handed in."""

from __future__ import annotations

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation, day_of
from huaian_tui.cli.output.blocks import emit_json, emit_line
from huaian_tui.cli.output.json_forms import deliverable_form, reading_form
from huaian_tui.cli.output.wording import chinese_day, task_place
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.rules.typed_values import read_value
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.queries.milestones import read_milestone, unit_of
from huaian_tui.store.queries.tasks import read_deliverables, read_readings


@group("reading")
def reading() -> None:
    """量化指标的读数。"""


@reading.command("add")
@click.argument("identity", metavar="节点编号", type=LINE)
@click.option("--value", "typed", metavar="数", type=LINE, required=True, help="读数，如 4200、4200个、1.2万")
@click.option("--date", "day", metavar="日期", help="读数日期，不写则为今天")
@json_option
@pass_invocation
def add_reading(invocation: Invocation, identity: str, typed: str, day: str | None, as_json: bool) -> None:
    """登记某一天的读数；不改变节点的状态。"""
    from huaian_tui.services.decisions import add_reading as record

    today = invocation.today
    taken_on = today if day is None else day_of(day, today, field="day")
    with invocation.ledger() as ledger:
        value = read_value(typed, unit_of(ledger.connection, today, identity))
        made = record(ledger, identity, value, taken_on, today)
        row = read_milestone(ledger.connection, today, identity)
        readings = read_readings(ledger.connection, row.task_no)
        one = next(candidate for candidate in readings if candidate.record_id == made)
    if as_json:
        emit_json(reading_form(one))
        return
    target = row.state.target
    met = {True: "，达到", False: "，未达到", None: ""}[one.met]
    against = f"{met}指标“{target.text}”" if met and target is not None else ""
    emit_line(
        f"已登记读数 {short_id(made)}（{task_place(row.task_no)}，节点 {row.id}）："
        f"{chinese_day(taken_on)} {format_number(value)}{against}"
    )


@group("deliverable")
def deliverable() -> None:
    """成果报送。"""


@deliverable.command("add")
@click.argument("identity", metavar="成果编号", type=LINE)
@click.option("--text", metavar="文字", required=True, help="报送了什么（文件名、文号、说明）")
@click.option("--date", "day", metavar="日期", help="报送日期，不写则为今天")
@json_option
@pass_invocation
def add_deliverable(invocation: Invocation, identity: str, text: str, day: str | None, as_json: bool) -> None:
    """登记一项成果的报送；成果编号见 huaian-tui task 序号。"""
    from huaian_tui.services.decisions import hand_in

    today = invocation.today
    handed_in_on = today if day is None else day_of(day, today, field="day")
    with invocation.ledger() as ledger:
        made = hand_in(ledger, identity, text, handed_in_on, today)
        found = ledger.connection.execute(
            "SELECT deliverable FROM handed_in WHERE id = ?", (made,)
        ).fetchone()
        one = next(row for row in read_deliverables(ledger.connection) if row.id == found[0])
    if as_json:
        emit_json(deliverable_form(one))
        return
    emit_line(
        f"已登记成果报送 {short_id(made)}（{task_place(one.task_no)}，{one.id} {one.title}）："
        f"{chinese_day(handed_in_on)}"
    )
