"""``weekly``: what one officer did in a week, as text."""

from __future__ import annotations

import sys

import click

from huaian_tui.cli.arguments.options import command, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.json_text import emit_json
from huaian_tui.domain.text.hygiene import terminal_safe


@command("weekly")
@click.option("--week", metavar="周", type=LINE, help="哪一周：那一周里的任何一天，或“上周”；不写则为本周")
@reading_options
@pass_invocation
def weekly(invocation: Invocation, week: str | None, as_json: bool) -> None:
    """一个人一周的周报：督查、决定、文书、核实，和下周要办的；输出文字。

    写承办人自己的，用 --officer 姓名 写别人的。算在哪一周，按事情的日期；以前的事本周才登记的也算。
    已撤回的不写。
    """
    from datetime import timedelta

    from huaian_tui.services.weekly import is_last_week, week_of, weekly_text

    today = invocation.today
    if week is not None and is_last_week(week):
        day = today - timedelta(days=7)
    else:
        day = invocation.day(week, field="week")
    with invocation.reader() as connection:
        officer = invocation.officer(connection)
        first, last = week_of(day)
        text = weekly_text(connection, officer, (first, last), today)
    if as_json:
        emit_json({"officer": officer, "from": first.isoformat(), "to": last.isoformat(), "text": text})
        return
    sys.stdout.write(terminal_safe(text))
