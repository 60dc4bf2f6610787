"""``notice``: drafting, listing, showing and exporting notices (文书)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.options import group, json_option, pass_invocation, reading_options
from huaian_tui.cli.report import Block, Column, Fields, Heading, Lines, Table, answer, emit_json, emit_line
from huaian_tui.cli.typed import LINE
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.identity import format_id, short_id
from huaian_tui.domain.rows import NoticeRow
from huaian_tui.store.ledger import Ledger
from huaian_tui.store.queries.notes import identify
from huaian_tui.store.queries.notices import list_notices, read_notice

ALL_UNITS = "all"
"""``--unit all``: one 催办单 for each unit that has something due."""

_KINDS = {"circular": "通报", "reminder": "催办单"}
_STATES = {"draft": "草稿"}
_identity = click.argument("identity", metavar="文书编号", type=LINE)


@group("notice")
def notice() -> None:
    """文书：拟稿、列出、查看、导出。"""


@notice.command("draft")
@click.option("--kind", metavar="种类", required=True, type=LINE, help="circular 通报、reminder 催办单")
@click.option(
    "--unit",
    "units",
    metavar="单位",
    multiple=True,
    type=LINE,
    help="催办单写给谁，可重复；all 为所有应催的单位",
)
@json_option
@pass_invocation
def draft(invocation: Invocation, kind: str, units: tuple[str, ...], as_json: bool) -> None:
    """拟一份文书并存为草稿，输出编号。"""
    kind = {title: key for key, title in _KINDS.items()}.get(kind, kind)
    with invocation.ledger() as ledger:
        made = [
            _draft(invocation, ledger, kind, unit) for unit in _addressees(invocation, ledger, kind, units)
        ]
        rows = [read_notice(ledger.connection, one) for one in made]
    for row in rows:
        for warning in row.warnings:
            say(f"核对：{warning}")
    if as_json:
        emit_json([_form(row) for row in rows] if len(rows) > 1 else _form(rows[0]))
        return
    for row in rows:
        emit_line(format_id(row.record_id))


def _addressees(
    invocation: Invocation, ledger: Ledger, kind: str, units: Sequence[str]
) -> Sequence[str | None]:
    """Whom a notice each is drafted for; None for one over the whole plan."""
    if kind == "circular" and units:
        raise InputRefused(
            "通报不写单位", "通报覆盖整个方案", "去掉 --unit，或改为 --kind reminder", field="unit"
        )
    if tuple(units) != (ALL_UNITS,):
        return [invocation.unit(ledger.connection, unit) for unit in units] or [None]
    from huaian_tui.documents.notices import units_to_remind

    due = units_to_remind(ledger.connection, invocation.today)
    if not due:
        raise HuaianError(
            "没有需要催办的单位", "没有逾期，近期也没有到期的节点", "用 huaian-tui overdue 查看"
        )
    return due


def _draft(invocation: Invocation, ledger: Ledger, kind: str, unit: str | None) -> bytes:
    from huaian_tui.documents.notices import compose, keep_draft

    return keep_draft(ledger, compose(ledger.connection, kind, invocation.today, unit), invocation.today)


@notice.command("list")
@reading_options
@pass_invocation
def list_(invocation: Invocation, as_json: bool) -> None:
    """列出文书，新的在前。"""
    with invocation.reader() as connection:
        rows = list_notices(connection)

    def blocks() -> Iterator[Block]:
        yield Table(
            (
                Column("编号"),
                Column("日期"),
                Column("文书"),
                Column("对象"),
                Column("状态"),
                Column("标题", rest=True),
            ),
            [
                (
                    short_id(row.record_id),
                    row.drafted_on.isoformat(),
                    _KINDS.get(row.kind, row.kind),
                    "、".join(row.units) or "全市",
                    _STATES.get(row.state, row.state),
                    row.title,
                )
                for row in rows
            ],
        )
        yield Lines(
            [f"共 {len(rows)} 份文书。" if rows else "还没有文书；用 huaian-tui notice draft 拟一份。"]
        )

    answer(as_json, lambda: [_form(row) for row in rows], blocks)


@notice.command("show")
@_identity
@reading_options
@pass_invocation
def show(invocation: Invocation, identity: str, as_json: bool) -> None:
    """查看一份文书：按印出来的样子分页，每行 28 字。"""
    with invocation.reader() as connection:
        row = read_notice(connection, _notice_id(connection, identity))

    def blocks() -> Iterator[Block]:
        from huaian_tui.documents.notices import document_of
        from huaian_tui.documents.text import render_preview

        yield Fields([("编号", format_id(row.record_id)), ("核对", "；".join(row.warnings))])
        pages = render_preview(document_of(row))
        for number, page in enumerate(pages, 1):
            yield Heading(f"第 {number} 页，共 {len(pages)} 页")
            yield Lines(list(page))

    answer(as_json, lambda: _form(row) | {"text": _text(row), "warnings": list(row.warnings)}, blocks)


@notice.command("export")
@_identity
@click.option("--format", "formats", metavar="格式", default="pdf,txt", help="pdf、txt，可用逗号并列")
@click.option("--out", "folder", metavar="文件夹", default=".", help="写到哪个文件夹，不写则为当前文件夹")
@json_option
@pass_invocation
def export(invocation: Invocation, identity: str, formats: str, folder: str, as_json: bool) -> None:
    """导出文书，输出文件路径；同名文件不会被覆盖。"""
    from huaian_tui.documents.notices import export_notice

    wanted = [one.strip().lower() for one in formats.split(",") if one.strip()]
    with invocation.reader() as connection:
        row = read_notice(connection, _notice_id(connection, identity))
    paths = export_notice(row, wanted, Path(folder).expanduser())
    if as_json:
        emit_json([str(path) for path in paths])
        return
    for path in paths:
        emit_line(str(path))


def _notice_id(connection: Any, typed: str) -> bytes:
    return identify(connection, typed, "notice_draft", "文书")


def _text(row: NoticeRow) -> str:
    from huaian_tui.documents.notices import document_of
    from huaian_tui.documents.text import render_chat

    return render_chat(document_of(row))


def _form(row: NoticeRow) -> dict[str, Any]:
    """A notice as JSON (DESIGN section 6); number, day of issue and replies come with issuing."""
    return {
        "id": format_id(row.record_id),
        "kind": row.kind,
        "number": None,
        "title": row.title,
        "state": row.state,
        "units": list(row.units),
        "issued_on": None,
        "reply_due": None,
        "replies": [],
        "drafted_on": row.drafted_on.isoformat(),
        "officer": row.officer,
    }
