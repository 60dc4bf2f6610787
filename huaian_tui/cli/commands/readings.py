"""``reading`` and ``deliverable``: values of targets, and what was handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.commands.records import amending_commands
from huaian_tui.cli.find_and_change import Thing, by_own_id, change_thing
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.milestones import reading_form
from huaian_tui.cli.json_forms.tasks import deliverable_form
from huaian_tui.cli.output.show import tell
from huaian_tui.domain.answers.milestones import MilestoneRow, ReadingRow
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.rules.typed_values import read_value
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.targets import target_verdict
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.queries.milestones import read_milestone, unit_of
from huaian_tui.store.queries.tasks import deliverable_of, read_readings

if TYPE_CHECKING:
    from huaian_tui.store.engine.append import Ledger

_MILESTONE: Thing[str, MilestoneRow] = Thing(by_own_id, read_milestone)


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
    from huaian_tui.services import decisions

    today = invocation.today
    taken_on = invocation.day(day)

    def record(ledger: Ledger, milestone: str) -> ReadingRow:
        value = read_value(typed, unit_of(ledger.connection, today, milestone))
        made = decisions.add_reading(ledger, milestone, value, taken_on, today)
        task = read_milestone(ledger.connection, today, milestone).task_no
        return next(one for one in read_readings(ledger.connection, task) if one.record_id == made)

    row, made = change_thing(invocation, _MILESTONE, identity, record)
    target = row.state.target
    said = format_number(made.value) if target is None else target_verdict(target, made.value)
    tell(
        as_json,
        lambda: reading_form(made),
        f"已登记读数 {short_id(made.record_id)}（{row.named.told}，节点 {row.id}）："
        f"{chinese_day(taken_on)} {said}",
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
    handed_in_on = invocation.day(day)
    with invocation.ledger() as ledger:
        made = hand_in(ledger, identity, text, handed_in_on, today)
        one = deliverable_of(ledger.connection, made)
    tell(
        as_json,
        lambda: deliverable_form(one),
        f"已登记成果报送 {short_id(made)}（{one.named.told}，{one.id} {one.title}）："
        f"{chinese_day(handed_in_on)}",
    )


amending_commands(reading, "reading", "读数", "value", "day")
amending_commands(deliverable, "deliverable", "成果报送", "text", "day")
