"""``feedback add``: a reply on paper, by mail or by word of mouth becomes a report to be confirmed."""

from __future__ import annotations

from datetime import date

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE, Words
from huaian_tui.cli.commands.notes import typed_text
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.show import tell
from huaian_tui.domain.self_reports import BY_HAND
from huaian_tui.ledger.identity import format_id, short_id

_SOURCE = Words("来源", {one: one for one in BY_HAND})


@command("add")
@click.argument("milestone", metavar="节点编号", type=LINE)
@click.option("--unit", "unit_query", metavar="单位", required=True, type=LINE, help="哪个单位报的")
@click.option("--source", metavar="来源", required=True, type=_SOURCE, help="、".join(BY_HAND))
@click.option("--text", metavar="进展", required=True, help="回复的内容；写 - 则从标准输入读（粘贴邮件）")
@click.option("--contact", metavar="姓名", required=True, help="谁报的")
@click.option("--day", "day", metavar="日期", help="哪天收到；不写为今天")
@click.option("--finished", "finished_on", metavar="日期", help="报称哪天完成；不写为未完成")
@click.option("--value", "value", metavar="数值", help="报的完成值，按指标的单位")
@click.option("--problem", metavar="问题", default="", help="存在问题")
@click.option("--next", "next_step", metavar="下一步", default="", help="下一步打算")
@json_option
@pass_invocation
def add_reply(
    invocation: Invocation,
    /,
    milestone: str,
    unit_query: str,
    source: str,
    as_json: bool,
    **said: str | None,
) -> None:
    """登记纸面、邮件或口头的回复，成为待核实的单位自报。"""
    from huaian_tui.domain.dates.grammar import read_day
    from huaian_tui.domain.rules.typed_values import read_value_of
    from huaian_tui.services.reports_by_hand import ReplyTyped, take_reply
    from huaian_tui.store.queries.milestones import read_milestone

    today = invocation.today

    def day(field: str) -> date | None:
        typed = said[field]
        return None if typed is None else read_day(typed, today, field=field)

    with invocation.ledger() as ledger:
        target = read_milestone(ledger.connection, today, milestone).state.target
        typed = said["value"]
        value = None if typed is None else read_value_of(target, typed)
        reply = ReplyTyped(
            unit=invocation.unit(ledger.connection, unit_query),
            milestone=milestone,
            source=source,
            day=day("day") or today,
            progress=typed_text(said["text"] or ""),
            contact=said["contact"] or "",
            finished_on=day("finished_on"),
            value=value,
            problem=said["problem"] or "",
            next_step=said["next_step"] or "",
        )
        made = take_reply(ledger, reply, today)
    tell(
        as_json,
        lambda: {
            "id": format_id(made.report),
            "milestone": made.milestone,
            "outcome": made.outcome.value,
            "source": source,
        },
        f"{source}回复（{milestone}）{short_id(made.report)}：{made.words}，待核实"
        if made.outcome.added
        else f"{source}回复（{milestone}）{short_id(made.report)}：{made.words}",
    )
