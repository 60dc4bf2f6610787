"""``feedback answered``: who has answered and who has not, and the words of a reminder."""

from __future__ import annotations

from collections.abc import Iterator

import click

from huaian_tui.cli.arguments.options import command, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer, tell_each
from huaian_tui.domain.columns import Column
from huaian_tui.store.queries.answered_units import UnitAnswer, answers_due, answers_to_forms

_COLUMNS: tuple[Column[UnitAnswer], ...] = (
    Column("单位", lambda row: row.name),
    Column("反馈", lambda row: row.word),
    Column("发表", lambda row: "" if row.sent is None else row.sent.isoformat()),
    Column("应报", lambda row: str(len(row.asked)), right=True),
    Column("已报", lambda row: str(len(row.reported)), right=True),
    Column("待核实", lambda row: str(row.waiting), right=True),
    Column("最近收到", lambda row: "" if row.last is None else row.last.isoformat()),
    Column("未报节点", lambda row: "、".join(row.missing), rest=True, lines=2),
)


@command("answered")
@click.option(
    "--period", metavar="期间", type=LINE, help="按这一期到期的节点，如 2026Q4；不写则按发出的反馈表"
)
@click.option("--missing", is_flag=True, help="只列一项也没有报的")
@click.option("--remind", is_flag=True, help="输出给没有报的单位的提醒文字")
@reading_options
@pass_invocation
def answered(invocation: Invocation, period: str | None, missing: bool, remind: bool, as_json: bool) -> None:
    """谁报了、谁没有报：按本机发出的反馈表，或按一个期间到期的节点。

    被驳回的不算已报。没有报的在前；催办单用 notice draft reminder 拟。
    """
    from huaian_tui.domain.dates.reporting_period import read_period
    from huaian_tui.domain.words.answers import reminder_words
    from huaian_tui.store.keep.forms_out import last_forms_out

    today = invocation.today
    with invocation.reader() as connection:
        plan = invocation.plan(connection)
        if period is None:
            rows = answers_to_forms(connection, today, last_forms_out(invocation.path), plan)
        else:
            chosen = read_period(period, today)
            rows = answers_due(connection, today, chosen.first, chosen.last, plan)
    late = [row for row in rows if not row.answered]
    if remind:
        names = [row.name for row in late]
        sent = {row.sent for row in late}
        day = sent.pop() if len(sent) == 1 else None
        text = reminder_words(names, today, day) if names else "没有需要提醒的单位。"
        tell_each(as_json, lambda: {"units": names, "text": text}, text.splitlines())
        return
    shown = late if missing else rows
    nothing = (
        "本机没有发出过反馈表；按到期的节点查请加 --period。" if period is None else "这一期没有要报的节点。"
    )

    def blocks() -> Iterator[Block]:
        yield Table(_COLUMNS, shown)
        yield Lines([f"共 {len(rows)} 个单位，{len(late)} 个没有报。" if rows else nothing])

    answer(as_json, lambda: [_form(row) for row in shown], blocks)


def _form(row: UnitAnswer) -> Form:
    """How far a unit has answered."""
    return {
        "unit": row.name,
        "answered": row.answered,
        "sent_on": iso(row.sent),
        "asked": list(row.asked),
        "reported": list(row.reported),
        "missing": list(row.missing),
        "pending": row.waiting,
        "last_received_on": iso(row.last),
    }
