"""``plan diff``: two texts of a plan, files or plans of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.show import answer
from huaian_tui.domain.columns import Column

if TYPE_CHECKING:
    from huaian_tui.importing.revisions.changes import Change
    from huaian_tui.importing.revisions.items import PlanItem
    from huaian_tui.services.plan_reading import Comparison


@command("diff")
@click.argument("old", metavar="原文", type=LINE)
@click.argument("new", metavar="新文", type=LINE)
@json_option
@pass_invocation
def diff_plans(invocation: Invocation, old: str, new: str, as_json: bool) -> None:
    """比较方案的两个文本，每个写文件名或方案代号。"""
    from huaian_tui.importing.revisions.changes_json import changes_json
    from huaian_tui.services.plan_reading import compare_plans

    with invocation.reader() as connection:
        made = compare_plans(connection, old, new)
    answer(as_json, lambda: changes_json(made.changes, made.old, made.new), lambda: _differences(made))


def _differences(made: Comparison) -> Iterator[Block]:
    from huaian_tui.importing.revisions.changes import UNCHANGED, WORDS

    def numbers(items: Sequence[PlanItem], places: Sequence[int]) -> str:
        return "、".join(items[at].no or items[at].where for at in places)

    columns: tuple[Column[Change], ...] = (
        Column("变化", lambda one: WORDS[one.kind] + ("" if one.sure else "？")),
        Column("原序号", lambda one: numbers(made.old, one.old)),
        Column("新序号", lambda one: numbers(made.new, one.new)),
        Column("说明", lambda one: one.detail, rest=True, lines=3),
    )
    changed = [one for one in made.changes if one.kind != UNCHANGED]
    same = len(made.changes) - len(changed)
    yield Heading(f"{made.old_title} → {made.new_title}")
    if changed:
        yield Table(columns, changed)
    unsure = sum(not one.sure for one in changed)
    more = f"，其中 {unsure} 处带？的要核对" if unsure else ""
    yield Lines([f"变化 {len(changed)} 处{more}；未变 {same} 项。" if changed else "两个文本没有变化。"])
