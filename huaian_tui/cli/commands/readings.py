"""``reading`` and ``deliverable``: values of targets, and what was handed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.commands.milestone_decisions import pairs_of
from huaian_tui.cli.commands.records import amending_commands
from huaian_tui.cli.find_and_change import Thing, by_own_id, change_things
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.milestones import reading_form
from huaian_tui.cli.json_forms.tasks import deliverable_form
from huaian_tui.cli.output.show import tell_each
from huaian_tui.domain.answers.milestones import MilestoneRow, ReadingRow
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.rules.typed_values import read_value_of
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.targets import target_verdict
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.queries.milestones import read_milestone, target_of
from huaian_tui.store.queries.tasks import deliverable_of, read_readings

if TYPE_CHECKING:
    from huaian_tui.store.engine.append import Ledger

_MILESTONE: Thing[str, MilestoneRow] = Thing(by_own_id, read_milestone)


@group("reading")
def reading() -> None:
    """量化指标的读数。"""


@reading.command("add")
@click.argument("identities", metavar="节点编号...", type=LINE, nargs=-1, required=True)
@click.option(
    "--value", "typed", metavar="数", type=LINE, help="读数，如 4200、4200个、1.2万；按份计的写 45/60"
)
@click.option("--date", "day", metavar="日期", help="读数日期，不写则为今天")
@json_option
@pass_invocation
def add_reading(
    invocation: Invocation, identities: tuple[str, ...], typed: str | None, day: str | None, as_json: bool
) -> None:
    """登记某一天的读数；不改变节点的状态。几个一起登记写 编号=数值，如 45-1=4200 22-1=18。"""
    from huaian_tui.services import decisions
    from huaian_tui.services.several import each

    today = invocation.today
    taken_on = invocation.day(day)
    pairs = pairs_of(identities, typed)
    if missing := [one for one, value in pairs.items() if value is None]:
        raise click.UsageError(
            f"{'、'.join(missing)} 没有写数值：写 {missing[0]}=数值，只有一个时也可用 --value",
            click.get_current_context(),
        )

    def record(ledger: Ledger, ids: Sequence[str]) -> list[ReadingRow]:
        def value(one: str) -> float:
            return read_value_of(target_of(ledger.connection, today, one), pairs[one] or "")

        values = dict(zip(ids, each(ids, value), strict=True))
        made = decisions.add_readings(ledger, values, taken_on, today)
        tasks = [read_milestone(ledger.connection, today, one).task_no for one in ids]
        known = {one.record_id: one for task in set(tasks) for one in read_readings(ledger.connection, task)}
        return [known[one] for one in made]

    rows, made = change_things(invocation, _MILESTONE, list(pairs), record)
    forms = [reading_form(one) for one in made]
    lines = [_reading_words(row, one) for row, one in zip(rows, made, strict=True)]
    tell_each(as_json, lambda: forms if len(forms) > 1 else forms[0], lines)


def _reading_words(row: MilestoneRow, made: ReadingRow) -> str:
    target = row.state.target
    said = format_number(made.value) if target is None else target_verdict(target, made.value)
    return (
        f"已登记读数 {short_id(made.record_id)}（{row.named.told}，节点 {row.id}）："
        f"{chinese_day(made.day)} {said}"
    )


@group("deliverable")
def deliverable() -> None:
    """成果报送。"""


@deliverable.command("add")
@click.argument("identities", metavar="成果编号...", type=LINE, nargs=-1, required=True)
@click.option("--text", metavar="文字", required=True, help="报送了什么（文件名、文号、说明）")
@click.option("--date", "day", metavar="日期", help="报送日期，不写则为今天")
@json_option
@pass_invocation
def add_deliverable(
    invocation: Invocation, identities: tuple[str, ...], text: str, day: str | None, as_json: bool
) -> None:
    """登记成果的报送，可以几件一起；成果编号见 huaian-tui task 序号。"""
    from huaian_tui.services.decisions import hand_in_all

    today = invocation.today
    handed_in_on = invocation.day(day)
    with invocation.ledger() as ledger:
        made = hand_in_all(ledger, identities, text, handed_in_on, today)
        rows = [deliverable_of(ledger.connection, one) for one in made]
    forms = [deliverable_form(one) for one in rows]
    lines = [
        f"已登记成果报送 {short_id(record)}（{one.named.told}，{one.id} {one.title}）："
        f"{chinese_day(handed_in_on)}"
        for record, one in zip(made, rows, strict=True)
    ]
    tell_each(as_json, lambda: forms if len(forms) > 1 else forms[0], lines)


amending_commands(reading, "reading", "读数", "value", "day")
amending_commands(deliverable, "deliverable", "成果报送", "text", "day")
