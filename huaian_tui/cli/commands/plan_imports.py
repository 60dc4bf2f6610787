"""``plan import``, ``plan withdraw``, ``plan choices``: a plan from a file, and taking an import back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.show import answer, emit_line
from huaian_tui.cli.plan_previews import preview_file
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import HuaianError

if TYPE_CHECKING:
    from huaian_tui.importing.plan_files.draft import DraftTask, Question
    from huaian_tui.services.plan_import.accepted import Accepted
    from huaian_tui.services.plan_import.decisions import Decisions
    from huaian_tui.services.plan_import.preview import Preview
    from huaian_tui.store.queries.plan_imports import KeptChoice

_MOST_SHOWN = 60
_SORTS = {"column": "表头", "unit": "单位名称", "answer": "问题"}


@command("import")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--title", metavar="名称", type=LINE, help="方案名称，不写则取文件里的题名")
@click.option("--short", metavar="简称", type=LINE, help="列表里显示的简称，不写则从名称里取")
@click.option("--code", metavar="代号", type=LINE, help="1 到 4 个英文字母，不写则取简称的拼音首字母")
@click.option("--year", metavar="年份", type=click.IntRange(2000, 2100), help="方案的年份，不写则从文件里看")
@click.option("--stage", metavar="阶段", type=LINE, help="如 征求意见稿、印发稿")
@click.option("--horizon", metavar="日期", type=LINE, help="期末，不写则为方案年份的年底")
@click.option(
    "--decisions",
    "decided",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="回答问题的 JSON 文件，编号见 --dry-run --json",
)
@click.option("--revises", metavar="代号", type=LINE, help="这是哪个方案的新文本：按它修订")
@click.option("--basis", metavar="依据", type=LINE, default="", help="修订的依据，不写则写明文件名")
@click.option("--dry-run", is_flag=True, help="只预览，什么也不写入")
@json_option
@pass_invocation
def import_plan(
    invocation: Invocation,
    /,
    file: Path,
    horizon: str | None,
    decided: Path | None,
    revises: str | None,
    basis: str,
    dry_run: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """从 Word、Excel 或文本导入方案：没有疑问即写入，有疑问先列出，一次写入、可一次撤回。

    只有确定的节点设为节点，不确定的逐条列出，不写入。导入不改变现用方案。
    """
    from huaian_tui.services.plan_import.decisions_json import read_decisions

    decisions = read_decisions(decided) if decided is not None else _no_decisions()
    given = {key: value for key, value in said.items() if value is not None}
    if horizon is not None:
        given["horizon"] = invocation.day(horizon, field="horizon")
    decisions = replace(decisions, **given)
    if revises is not None:
        from huaian_tui.cli.commands.plan_revisions import revise_by_file

        revise_by_file(invocation, file, revises, decisions, basis=basis, dry_run=dry_run, as_json=as_json)
        return
    if dry_run:
        with invocation.reader() as connection:
            preview = preview_file(connection, file, decisions)
        _show_preview(preview, as_json)
        return
    invocation.refuse_past("导入")
    with invocation.reader() as connection:
        preview = preview_file(connection, file, decisions)
    _refuse_open(preview, as_json)
    _accept(invocation, preview, as_json)


def _no_decisions() -> Decisions:
    from huaian_tui.services.plan_import.decisions import Decisions

    return Decisions()


def _refuse_open(preview: Preview, as_json: bool) -> None:
    """Refuse a plan with questions, once they are listed with their answers."""
    from huaian_tui.services.plan_import.accepting import refuse_undecided

    if not preview.unanswered:
        refuse_undecided(preview)
        return
    if as_json:
        _show_preview(preview, as_json)
    else:
        answer(False, lambda: None, lambda: _open_questions(preview))
    count = len(preview.unanswered)
    way_out = f"把回答写进 JSON 文件，再用 --decisions 导入，如 {_example(preview)}"
    raise HuaianError("方案没有写入", f"有 {count} 个问题要先回答", way_out)


def _example(preview: Preview) -> str:
    one = preview.unanswered[0]
    typed = one.answers[0].key if one.answers else "2026" if one.kind == "no_year" else "2026-12-31"
    return f'{{"answers": {{"{one.id}": "{typed}"}}}}'


def _accept(invocation: Invocation, preview: Preview, as_json: bool) -> None:
    from huaian_tui.cli.json_forms.plans import plan_form
    from huaian_tui.services.plan_import.accepting import accept_plan
    from huaian_tui.store.queries.plans import read_plan_line

    with invocation.ledger() as ledger:
        made = accept_plan(ledger, preview, invocation.today)
        row = read_plan_line(ledger.connection, invocation.today, made.plan)

    def whole() -> dict[str, Any]:
        from huaian_tui.services.plan_import.left_out import left_out

        return plan_form(row) | {
            "milestones": made.milestones,
            "new_units": list(made.new_units),
            "again": made.again,
            "left_out": [{"where": one.where, "message": one.words} for one in left_out(preview)],
            "told": [
                {"where": where, "message": words} for where, words in (*preview.draft.told, *preview.told)
            ],
        }

    answer(as_json, whole, lambda: _accepted_blocks(preview, made))


def _accepted_blocks(preview: Preview, made: Accepted) -> Iterator[Block]:
    from huaian_tui.services.plan_import.left_out import left_out

    done = "已恢复撤回过的方案" if made.again else "已导入方案"
    yield Lines([f"{done}：{made.code}《{made.title}》，任务 {made.tasks} 项，节点 {made.milestones} 个。"])
    if made.new_units:
        yield Heading(f"新登记的单位 {len(made.new_units)} 个")
        yield Lines(["、".join(made.new_units)])
    left = list(left_out(preview))
    if left:
        yield Heading(f"没有写入的 {len(left)} 处")
        yield Lines([one.words for one in left])
    told = [*preview.told, *preview.draft.told]
    told += [(one.where, one.message) for one in preview.questions if not one.must_be_answered]
    if told:
        yield Heading("说明")
        yield Lines([_placed(where, message) for where, message in told])
    code = made.code
    yield Lines(
        [
            f"查看：plan show {code}；任务：tasks --plan {code}；设为现用方案：plan current {code}；"
            f"导入有误：plan withdraw {code} --basis 理由。"
        ]
    )


# ---------------------------------------------------------------------- the preview

_COLUMNS: tuple[Column[DraftTask], ...] = (
    Column("序号", lambda one: f"{one.no or ''}{f'-{one.sub}' if one.sub else ''}"),
    Column("牵头", lambda one: "、".join(unit.name for unit in one.lead), most=24, lines=3),
    Column("责任", lambda one: "、".join(unit.name for unit in one.support), most=30, lines=3),
    Column("时限", lambda one: one.due_text, most=16, lines=2),
    Column("节点", lambda one: f"{sum(made.sure for made in one.milestones)}/{len(one.milestones)}"),
    Column("任务", lambda one: one.text, rest=True, lines=3),
)


def _show_preview(preview: Preview, as_json: bool) -> None:
    from huaian_tui.domain.many_objects import many_objects
    from huaian_tui.services.plan_import.preview_json import preview_json

    with many_objects():
        answer(as_json, lambda: preview_json(preview), lambda: _blocks(preview))


def _blocks(preview: Preview) -> Iterator[Block]:
    stage = f"（{preview.stage}）" if preview.stage and preview.stage not in preview.title else ""
    yield Heading(f"{preview.title}{stage}")
    yield Table(_COLUMNS, preview.tasks)
    days = f"，期末 {preview.horizon.isoformat()}" if preview.horizon else ""
    yield Lines(
        [
            f"代号 {preview.code}，简称 {preview.short}，年份 {preview.year or '不明'}{days}。",
            f"共 {len(preview.tasks)} 项；节点一栏是“确定的/全部的”建议。什么也没有写入。",
        ]
    )
    if preview.new_units:
        yield Heading("没有登记过的单位")
        yield Lines(
            [
                one.name + (f"（相近：{'、'.join(one.nearest)}）" if one.nearest else "")
                for one in preview.new_units[:_MOST_SHOWN]
            ]
        )
    yield from _open_questions(preview)
    rest = [one for one in preview.questions if one not in preview.unanswered]
    if rest:
        yield Heading(f"其他问题 {len(rest)} 处")
        yield Lines([_told_question(preview, one) for one in rest[:_MOST_SHOWN]])
    told = [*preview.told, *preview.draft.told]
    if told:
        yield Heading("说明")
        yield Lines([_placed(where, message) for where, message in told[:_MOST_SHOWN]])


def _told_question(preview: Preview, one: Question) -> str:
    given = preview.answer_of(one)
    words = next((answer.words for answer in one.answers if answer.key == given), given)
    return _placed(one.where, one.message) + (f"（已答：{words}）" if given else "")


def _placed(where: str, message: str) -> str:
    """A message with its place before it, where it does not begin with that itself."""
    return message if message.startswith(where) else f"{where}：{message}"


def _open_questions(preview: Preview) -> Iterator[Block]:
    """The questions in the way of accepting: each with its id and how it can be answered."""
    if not preview.unanswered:
        return
    yield Heading(f"需要回答的 {len(preview.unanswered)} 个问题")
    yield Lines([_question_line(one) for one in preview.unanswered])
    yield Lines(['用 --decisions 文件 回答：{"answers": {"编号": "回答"}}；同类问题可写类别，一次全答。'])


def _question_line(one: Question) -> str:
    answers = [f"{each.key}＝{each.words}" for each in one.answers] + (["或填写"] if one.open else [])
    return f"[{one.id} {one.kind}] {_placed(one.where, one.message)}（{'；'.join(answers)}）"


# ---------------------------------------------------------------------- taking back, choices


@command("withdraw")
@click.argument("code", metavar="代号", type=LINE)
@click.option("--basis", metavar="依据", required=True, help="为什么撤回")
@json_option
@pass_invocation
def withdraw(invocation: Invocation, code: str, basis: str, as_json: bool) -> None:
    """撤回一次导入：方案和任务不再列出，过去的日子仍可查；导入后写过记录的不能撤回。

    再次导入同一文件，或用 plan reopen，可以恢复。
    """
    from huaian_tui.services.plan_import.withdrawing import withdraw_plan
    from huaian_tui.store.queries.task_refs import find_plan

    with invocation.ledger() as ledger:
        done = withdraw_plan(ledger, find_plan(ledger.connection, code), basis, invocation.today)
    units = f"，随它登记的单位 {len(done.units)} 个" if done.units else ""
    back = f"恢复用 plan reopen {done.code}"
    line = f"已撤回导入：{done.code}《{done.title}》，任务 {done.tasks} 项{units}；{back}"
    if as_json:
        answer(
            True,
            lambda: {
                "id": done.plan,
                "code": done.code,
                "title": done.title,
                "tasks": done.tasks,
                "units": list(done.units),
            },
            lambda: (),
        )
    else:
        emit_line(line)


_CHOICES: tuple[Column[KeptChoice], ...] = (
    Column("类别", lambda one: _SORTS.get(one.sort, one.sort)),
    Column("文件里写的", lambda one: one.text, rest=True, lines=2),
    Column("理解为", lambda one: choice_words(one)),
)


def choice_words(one: KeptChoice) -> str:
    """What a choice means, in words."""
    from huaian_tui.importing.plan_files.questions import WORDS
    from huaian_tui.services.plan_import.roles import role_words

    if one.sort == "column":
        return role_words(one.means)
    if one.sort == "unit":
        return "不是单位" if one.means == "drop" else one.means
    return WORDS.get(one.means, one.means)


@command("choices")
@click.option("--forget", metavar="文字", type=LINE, help="不再沿用关于这个表头、名称或问题的选择")
@json_option
@pass_invocation
def choices(invocation: Invocation, forget: str | None, as_json: bool) -> None:
    """列出导入时记住的选择：各列的含义、单位的写法、常见问题的回答；下次导入时沿用。"""
    from huaian_tui.services.plan_import.choices import forget_choice
    from huaian_tui.store.queries.plan_imports import kept_choices

    if forget is not None:
        with invocation.ledger() as ledger:
            rows = forget_choice(ledger, forget)
    else:
        with invocation.reader() as connection:
            rows = kept_choices(connection)

    def blocks() -> Iterator[Block]:
        yield Table(_CHOICES, rows)
        yield Lines([f"不再沿用 {len(rows)} 条。" if forget is not None else f"共 {len(rows)} 条。"])

    answer(as_json, lambda: [one._asdict() for one in rows], blocks)
