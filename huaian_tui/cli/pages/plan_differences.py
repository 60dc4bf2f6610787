"""What changed between two texts of a plan, as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.domain.columns import Column
from huaian_tui.importing.revisions.changes import UNCHANGED, WORDS, Change
from huaian_tui.importing.revisions.items import PlanItem
from huaian_tui.services.plan_revision.comparing import Comparison


def differences(made: Comparison) -> Iterator[Block]:
    """What changed between two texts, as a table."""

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
    yield Heading(f"{made.old_title}（原文）与 {made.new_title}（新文）")
    if changed:
        yield Table(columns, changed)
    unsure = sum(not one.sure for one in changed)
    more = f"，其中 {unsure} 处带？的要核对" if unsure else ""
    yield Lines([f"变化 {len(changed)} 处{more}；未变 {same} 项。" if changed else "两个文本没有变化。"])
