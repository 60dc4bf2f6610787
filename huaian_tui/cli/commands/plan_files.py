"""``plan diff``: the same plan in two texts."""

from __future__ import annotations

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.show import answer


@command("diff")
@click.argument("old", metavar="原文", type=LINE)
@click.argument("new", metavar="新文", type=LINE)
@json_option
@pass_invocation
def diff_plans(invocation: Invocation, old: str, new: str, as_json: bool) -> None:
    """比较方案的两个文本，每个写文件名或方案代号。"""
    from huaian_tui.cli.pages.plan_differences import differences
    from huaian_tui.importing.revisions.changes_json import changes_json
    from huaian_tui.services.plan_revision.comparing import compare_plans

    with invocation.reader() as connection:
        made = compare_plans(connection, old, new)
    answer(as_json, lambda: changes_json(made.changes, made.old, made.new), lambda: differences(made))
