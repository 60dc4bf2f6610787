"""``plan import`` and ``plan diff``: plans from files of any office, and the same plan revised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.show import answer
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import HuaianError

if TYPE_CHECKING:
    from huaian_tui.importing.plan_files.draft import DraftTask
    from huaian_tui.importing.plan_files.plan_file import PlanFile
    from huaian_tui.importing.revisions.changes import Change
    from huaian_tui.importing.revisions.items import PlanItem
    from huaian_tui.services.plan_reading import Comparison

_MOST_SHOWN = 60


@command("import")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--title", metavar="名称", type=LINE, default="", help="方案名称，不写则取文件里的题名")
@click.option("--year", metavar="年份", type=click.IntRange(2000, 2100), help="方案的年份，不写则从文件里看")
@click.option("--stage", metavar="阶段", type=LINE, help="如 征求意见稿、印发稿")
@click.option("--dry-run", is_flag=True, help="只预览，什么也不写入")
@json_option
@pass_invocation
def import_plan(
    invocation: Invocation,
    file: Path,
    title: str,
    year: int | None,
    stage: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """读取 Word、Excel 或文本里的方案；加 --dry-run 只预览。"""
    from huaian_tui.importing.plan_files.draft_json import draft_json
    from huaian_tui.services.plan_reading import preview_plan

    if not dry_run:
        raise HuaianError("现在只能预览方案", "还没有写入的功能", "加上 --dry-run 查看读到的任务和问题")
    with invocation.reader() as connection:
        read = preview_plan(connection, file, title=title, year=year, stage=stage)

    def whole() -> dict[str, Any]:
        return {"file": read.name, "sha256": read.sha256} | draft_json(read.draft)

    answer(as_json, whole, lambda: _blocks(read))


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


_COLUMNS: tuple[Column[DraftTask], ...] = (
    Column("序号", lambda one: f"{one.no or ''}{f'-{one.sub}' if one.sub else ''}"),
    Column("牵头", lambda one: "、".join(unit.name for unit in one.lead), most=24, lines=3),
    Column("责任", lambda one: "、".join(unit.name for unit in one.support), most=30, lines=3),
    Column("时限", lambda one: one.due_text, most=16, lines=2),
    Column("节点", lambda one: f"{sum(made.sure for made in one.milestones)}/{len(one.milestones)}"),
    Column("任务", lambda one: one.text, rest=True, lines=3),
)


def _blocks(read: PlanFile) -> Iterator[Block]:
    draft = read.draft
    stage = f"（{draft.stage}）" if draft.stage and draft.stage not in draft.title else ""
    yield Heading(f"{draft.title or read.name}{stage}")
    yield Table(_COLUMNS, draft.tasks)
    yield Lines([f"共 {len(draft.tasks)} 项；节点一栏是“确定的/全部的”建议。什么也没有写入。"])
    if draft.new_units:
        yield Heading("没有登记过的单位")
        yield Lines(
            [
                one.name + (f"（相近：{'、'.join(one.nearest)}）" if one.nearest else "")
                for one in draft.new_units[:_MOST_SHOWN]
            ]
        )
    if draft.questions:
        yield Heading(f"需要确认的 {len(draft.questions)} 处")
        yield Lines([f"{one.where}：{one.message}" for one in draft.questions[:_MOST_SHOWN]])
    if draft.told:
        yield Heading("说明")
        yield Lines([f"{where}：{message}" for where, message in draft.told[:_MOST_SHOWN]])
