"""``plan import --revises`` and ``plan changes``: revising a plan by a file, and what revisions changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.show import answer, emit_line, tell, tell_each
from huaian_tui.domain.answers.plans import Revision
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import InputRefused
from huaian_tui.store.keep.locations import typed_path
from huaian_tui.store.queries.task_refs import find_plan

if TYPE_CHECKING:
    import sqlite3

    from huaian_tui.domain.answers.revisions import RevisionTold
    from huaian_tui.services.plan_import.decisions import Decisions
    from huaian_tui.services.plan_revision.previewing import RevisionPreview

_MOST_SHOWN = 60


def revise_by_file(
    invocation: Invocation,
    file: Path,
    code: str,
    decisions: Decisions,
    *,
    basis: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """``plan import FILE --revises CODE``: shows what would change, or accepts it."""
    from huaian_tui.services.plan_revision.accepting import revise_plan

    if not dry_run:
        invocation.refuse_past("修订方案")
    with invocation.reader() as connection:
        made = _preview(connection, code, file, decisions)
    if dry_run:
        answer(as_json, lambda: preview_form(made), lambda: _preview_blocks(made))
        return
    if made.unanswered:
        answer(as_json, lambda: preview_form(made), lambda: _question_blocks(made))
    if not made.changed and not made.unanswered:
        words = f"{made.plan.code} 与文件没有差别，什么也没有写入"
        tell(as_json, lambda: preview_form(made) | {"accepted": False}, words)
        return
    with invocation.ledger() as ledger:
        done = revise_plan(ledger, made, invocation.today, basis)
    if as_json:
        tell(True, lambda: preview_form(made) | {"accepted": True, "revision": done.revision}, "")
        return
    emit_line(f"已修订 {done.code}：{done.text}")
    if done.new_units:
        emit_line(f"新登记单位：{'、'.join(done.new_units)}")
    for which, words in done.told:
        emit_line(f"{which}：{words}")


def _preview(connection: sqlite3.Connection, code: str, file: Path, decisions: Decisions) -> RevisionPreview:
    from huaian_tui.cli.plan_previews import preview_file
    from huaian_tui.services.plan_revision.previewing import (
        answers_apart,
        check_answers,
        decide_revision,
        read_plan_now,
    )

    now = read_plan_now(connection, find_plan(connection, code))
    about_file, about_matches = answers_apart(decisions.answers)
    wanted = replace(decisions, answers=about_file)
    preview = preview_file(connection, file, wanted)
    if preview.year is None and now.year is not None:
        preview = preview_file(connection, file, replace(wanted, year=now.year))
    decided = replace(preview.decisions, answers={**preview.decisions.answers, **about_matches})
    made = decide_revision(now, replace(preview, decisions=replace(decided, year=decisions.year)))
    check_answers(made)
    return made


def preview_form(made: RevisionPreview) -> Form:
    """A revision as it would be accepted: ``changes`` as ``plan diff --json`` has them, ``questions``."""
    from huaian_tui.importing.revisions.changes_json import changes_json

    open_ones = {one.id for one in made.unanswered}
    compared = made.comparison
    return {
        "plan": made.plan.code,
        "title": made.plan.title,
        "file": made.preview.read.name,
        "sha256": made.preview.read.sha256,
        "old_stage": made.plan.stage,
        "new_stage": made.new_stage,
        "changes": changes_json(compared.changes, compared.old, compared.new),
        "questions": [
            {
                "id": one.id,
                "kind": one.kind,
                "where": one.where,
                "message": one.message,
                "answers": [{"key": key.key, "words": key.words} for key in one.answers],
                "open": one.open,
                "must_be_answered": one.id in open_ones,
            }
            for one in made.questions
        ],
        "told": [{"where": where, "message": words} for where, words in made.told],
        "new_units": [one.name for one in made.preview.new_units],
    }


def _preview_blocks(made: RevisionPreview) -> Iterator[Block]:
    from huaian_tui.cli.pages.plan_differences import differences

    yield from differences(made.comparison)
    yield from _question_blocks(made)
    if told := list(made.told):
        yield Heading("说明")
        yield Lines([f"{where}：{words}" for where, words in told])


def _question_blocks(made: RevisionPreview) -> Iterator[Block]:
    if not made.unanswered:
        return
    yield Heading(f"需要确认的 {len(made.unanswered)} 处")
    lines = list[str]()
    for one in made.unanswered[:_MOST_SHOWN]:
        ways = "；".join(f"{key.key} {key.words}" for key in one.answers)
        lines.append(f"{one.id}  {one.where}：{one.message}{f'（{ways}）' if ways else ''}")
    yield Lines(lines)


# ---------------------------------------------------------------------- plan changes


_COLUMNS: tuple[Column[Revision], ...] = (
    Column("日期", lambda one: one.day.isoformat()),
    Column("文本", lambda one: _stages(one), most=24),
    Column("文件", lambda one: one.file_name, most=30, lines=2),
    Column("采用人", lambda one: one.officer, most=10),
    Column("变化", lambda one: one.text + ("（已撤销）" if one.withdrawn else ""), rest=True, lines=4),
)


def _stages(one: Revision) -> str:
    if one.old_stage == one.new_stage:
        return one.new_stage
    return f"{one.old_stage or '原文'}改为{one.new_stage or '原文'}"


@command("changes")
@click.argument("code", metavar="代号", type=LINE)
@click.option("--unit", "units", metavar="单位", multiple=True, type=LINE, help="导出这个单位的，可写多次")
@click.option("--each", is_flag=True, help="导出每个有变化的单位的，一家一份")
@click.option(
    "--export",
    "--out",
    "folder",
    metavar="文件夹",
    help="把单位的任务变化情况写到这个文件夹（没有的会建）",
)
@click.option(
    "--format",
    "formats",
    metavar="格式",
    default="docx",
    help="pdf、docx、txt、xlsx、csv、md，可写几种，用逗号隔开",
)
@click.option(
    "--file", metavar="文件", type=click.Path(path_type=Path), help="还没有采用的文本，按它预先导出"
)
@click.option(
    "--decisions",
    "decided",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="--file 的问题怎样定：JSON 文件，见 plan import --revises",
)
@click.option("--revision", metavar="编号", default="", help="哪一次修订（见 --json），不写则为最近一次")
@click.option("--undo", is_flag=True, help="撤销最近一次修订，恢复原来的文本")
@click.option("--reason", metavar="理由", default="", help="撤销的理由")
@json_option
@pass_invocation
def changes(invocation: Invocation, /, code: str, as_json: bool, **asked: Any) -> None:
    """方案文本的历次修订；导出本单位任务变化情况；撤销一次修订。"""
    if asked["undo"]:
        _undo(invocation, code, asked["revision"], asked["reason"], as_json)
        return
    if asked["folder"] is not None:
        _export(invocation, code, asked, as_json)
        return
    if asked["units"] or asked["each"] or asked["file"] or asked["decided"]:
        raise InputRefused("没有写导出到哪里", "只写了单位或文件", "加 --export 文件夹", field="export")
    with invocation.reader() as connection:
        rows = _revisions(connection, code)
    answer(as_json, lambda: [_form(one) for one in rows], lambda: _listed(rows))


def _revisions(connection: sqlite3.Connection, code: str) -> list[Revision]:
    from huaian_tui.store.queries.revisions import revisions_of_plan

    return revisions_of_plan(connection, find_plan(connection, code))


def _listed(rows: list[Revision]) -> Iterator[Block]:
    if rows:
        yield Table(_COLUMNS, rows)
    yield Lines(
        [
            f"共 {len(rows)} 次修订。"
            if rows
            else "没有修订过。要按新的文本修订：plan import 文件 --revises 代号"
        ]
    )


def _form(one: Revision) -> Form:
    from huaian_tui.ledger.identity import format_id
    from huaian_tui.ledger.kinds.revisions import changes_of

    return {
        "id": format_id(one.record_id),
        "revision": one.revision,
        "day": one.day.isoformat(),
        "officer": one.officer,
        "old_stage": one.old_stage,
        "new_stage": one.new_stage,
        "file": one.file_name,
        "sha256": one.sha256,
        "text": one.text,
        "basis": one.basis,
        "withdraws": one.withdraws,
        "withdrawn": one.withdrawn,
        "changes": [
            {
                "change": change.kind,
                "old_no": _numbers(change.old_no),
                "new_no": _numbers(change.new_no),
                "detail": change.detail,
            }
            for change in changes_of({"changes": one.changes})
        ],
    }


def _numbers(numbers: tuple[str, ...]) -> str | list[str] | None:
    if not numbers:
        return None
    return numbers[0] if len(numbers) == 1 else list(numbers)


def _chosen(connection: sqlite3.Connection, code: str, typed: str) -> Revision:
    from huaian_tui.services.plan_revision.taking_back import last_revision

    if not typed:
        return last_revision(connection, find_plan(connection, code))
    found = [one for one in _revisions(connection, code) if typed in (one.revision, one.record_id.hex())]
    if not found:
        raise InputRefused(
            "没有这一次修订", f"填的是 {typed}", f"用 plan changes {code} --json 查看编号", field="revision"
        )
    return found[0]


def _undo(invocation: Invocation, code: str, typed: str, reason: str, as_json: bool) -> None:
    from huaian_tui.services.plan_revision.taking_back import take_back_revision, taking_back

    with invocation.ledger() as ledger:
        revision = _chosen(ledger.connection, code, typed)
        words = taking_back(ledger.connection, revision).words
        take_back_revision(ledger, revision, reason, invocation.today)
        rows = _revisions(ledger.connection, code)
    tell(as_json, lambda: _form(rows[0]), f"已{words}")


def _export(invocation: Invocation, code: str, asked: dict[str, Any], as_json: bool) -> None:
    from huaian_tui.services.plan_revision.telling import export_unit_changes, units_concerned
    from huaian_tui.store.queries.unit_history import unit_name_on

    if asked["each"] is bool(asked["units"]):
        raise click.UsageError("请写 --unit 单位 或 --each，二者取一", click.get_current_context())
    formats = [one.strip().lower() for one in asked["formats"].replace("，", ",").split(",") if one.strip()]
    with invocation.reader() as connection:
        told = _told(connection, code, asked)
        units = units_concerned(told)
        if not asked["each"]:
            units = list(dict.fromkeys(invocation.unit(connection, one) for one in asked["units"]))
        folder = typed_path(asked["folder"], "export")
        made = export_unit_changes(connection, told, units, formats, folder, invocation.today)
        called = [unit_name_on(connection, unit, invocation.today)[0] for unit, _ in made]
    files = [str(path) for _, path in made]
    rows = [{"unit": unit, "file": path} for unit, path in zip(called, files, strict=True)]
    tell_each(as_json, lambda: rows, files)


def _told(connection: sqlite3.Connection, code: str, asked: dict[str, Any]) -> RevisionTold:
    from huaian_tui.services.plan_import.decisions import Decisions
    from huaian_tui.services.plan_import.decisions_json import read_decisions
    from huaian_tui.services.plan_revision.telling import told_of_preview, told_of_record

    if asked["file"] is not None:
        wanted = Decisions() if asked["decided"] is None else read_decisions(asked["decided"])
        return told_of_preview(_preview(connection, code, asked["file"], wanted))
    if asked["decided"] is not None:
        raise InputRefused("没有写文件", "--decisions 是 --file 的问题的回答", "加 --file 文件", field="file")
    return told_of_record(connection, _chosen(connection, code, asked["revision"]))
