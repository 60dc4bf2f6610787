"""``note``: adding, listing, showing, correcting and retracting notes (督查记录)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import (
    group,
    json_option,
    pass_invocation,
    reading_options,
    unit_option,
    with_reason,
)
from huaian_tui.cli.arguments.value_types import LINE, ROW_NUMBER, YES_OR_NO
from huaian_tui.cli.find_and_change import Thing, by_short_id, change_thing, read_thing
from huaian_tui.cli.invocation import Invocation, say
from huaian_tui.cli.json_forms.notes import note_form
from huaian_tui.cli.other_laptops import with_laptops
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.pages import PagedRows
from huaian_tui.cli.output.show import answer, tell, tell_each
from huaian_tui.cli.output.wording import note_name
from huaian_tui.cli.saved_views import asked_view, note_view, view_option
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.words.days import chinese_day, iso_or_nothing
from huaian_tui.domain.words.notes import problem_words
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.queries import notes

if TYPE_CHECKING:
    import sqlite3

    from huaian_tui.services.notes import NoteDraft
    from huaian_tui.store.engine.append import Ledger

_MOST_BYTES = 1_000_000
"""More than a note of 20,000 characters can take in any encoding; the rest of a pipe is not read."""


def _read(connection: sqlite3.Connection, records: Sequence[bytes]) -> list[NoteRow]:
    """The notes, with the laptop behind a name where that is not the usual one."""
    return with_laptops(connection, notes.read_notes(connection, records))


_COLUMNS: tuple[Column[NoteRow], ...] = (
    Column("编号", note_name, most=8),
    Column("日期", lambda note: note.day.isoformat()),
    Column("序号", lambda note: note.named.label),
    Column("承办人", lambda note: note.who, most=12, lines=3),
    Column("单位", lambda note: "、".join(note.unit_names), most=16),
    Column("进展", lambda note: note.text, rest=True, lines=3),
    Column("问题", problem_words, most=24, lines=3, wide=True),
    Column("要求", lambda note: note.requirement, most=24, lines=3, wide=True),
    Column("回访", lambda note: iso_or_nothing(note.follow_up), wide=True),
)
_NOTE: Thing[bytes, NoteRow] = Thing(
    by_short_id("note", "督查记录"), lambda connection, _, record: _read(connection, [record])[0]
)
_identity = click.argument("identity", metavar="编号", type=LINE)


def _solves(said: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``--solves``: earlier notes whose problems are found solved; ``said`` is its help."""
    return click.option("--solves", "solved", metavar="编号", type=LINE, multiple=True, help=said)


@group("note")
def note() -> None:
    """督查记录：新写、列出、查看、更正、撤回。已保存的记录不能改掉，只能更正。"""


@note.command("add")
@click.argument("numbers", metavar="序号...", type=ROW_NUMBER, nargs=-1, required=True)
@click.option("--text", metavar="文字", required=True, help="进展情况；写 - 则从标准输入读")
@click.option("--unit", "unit_queries", metavar="单位", type=LINE, multiple=True, help="涉及的单位，可写多次")
@click.option("--method", metavar="方式", default="", help="督查方式，如 听取汇报、检查访谈暗访、约谈")
@click.option("--date", "day", metavar="日期", help="督查日期，不写则为今天")
@click.option("--problem", metavar="文字", default="", help="发现的问题")
@click.option("--requirement", metavar="文字", default="", help="提出的要求")
@click.option("--follow-up", metavar="日期", help="约定回访的日期")
@click.option(
    "--keeps-visit",
    metavar="yes|no",
    type=YES_OR_NO,
    help="这次督查算不算完成此前约定的回访，不写则算；提前 3 天以内去的也算",
)
@_solves("查实已解决的问题：以前哪条督查记录登记的，可写多次")
@click.option("--contact", metavar="文字", default="", help="联系人")
@json_option
@pass_invocation
def add(
    invocation: Invocation,
    numbers: tuple[str, ...],
    text: str,
    unit_queries: tuple[str, ...],
    method: str,
    day: str | None,
    problem: str,
    requirement: str,
    follow_up: str | None,
    keeps_visit: str | None,
    solved: tuple[str, ...],
    contact: str,
    as_json: bool,
) -> None:
    """新写一条督查记录；写几个序号则各记一条，内容相同。"""
    # Imported here and below: listing needs no writers.
    from huaian_tui.services.notes import NoteDraft, add_notes

    today = invocation.today
    with invocation.ledger() as ledger:
        tasks = dict.fromkeys(invocation.task(ledger.connection, number) for number in numbers)
        units = [invocation.unit(ledger.connection, query) for query in unit_queries]
        written = NoteDraft(
            task_no=next(iter(tasks)),
            text=typed_text(text),
            day=invocation.day(day),
            units=tuple(units),
            method=method,
            contact=contact,
            problem=problem,
            requirement=requirement,
            follow_up=None if follow_up is None else invocation.day(follow_up, field="follow_up"),
            keeps_visit=None if keeps_visit is None else keeps_visit == "yes",
            solves=tuple(_NOTE.find(ledger.connection, one) for one in solved),
        )
        made = add_notes(ledger, [replace(written, task_no=task) for task in tasks], today)
        rows = [_NOTE.read(ledger.connection, today, one) for one in made]
    forms = [note_form(row) for row in rows]
    tell_each(as_json, lambda: forms if len(forms) > 1 else forms[0], [_added(row, today) for row in rows])


def _added(made: NoteRow, today: date) -> str:
    told = made.named.told
    said = f"{told}，{chinese_day(made.day)}" if made.day != today else told
    again = f"，约定 {chinese_day(made.follow_up)} 回访" if made.follow_up else ""
    return f"已记录督查记录 {short_id(made.record_id)}（{said}）{again}"


@note.command("list")
@click.argument("number", metavar="[序号]", type=ROW_NUMBER, required=False)
@click.option("--text", metavar="文字", type=LINE, default="", help="含有这些词的")
@unit_option
@view_option
@reading_options
@pass_invocation
def list_(
    invocation: Invocation,
    number: str | None,
    text: str,
    unit_query: str | None,
    view_name: str | None,
    as_json: bool,
) -> None:
    """列出督查记录，新的在前。"""
    with invocation.reader() as connection, one_state(connection):
        task = None if number is None else invocation.task(connection, number)
        unit = invocation.unit_or_all(connection, unit_query)
        plan = invocation.plan(connection)
        view = asked_view(invocation, connection, view_name, "records")
        only = None
        if view is not None:
            asked, only = note_view(connection, invocation.today, view)
            text, unit, plan = f"{asked.text} {text}".strip(), unit or asked.unit, plan or asked.plan
        found = notes.iterate_notes(connection, task_no=task, text=text, unit=unit, plan=plan, only=only)
        rows = PagedRows(found, lambda page: _read(connection, page))
        answer(as_json, lambda: (note_form(row) for row in rows), lambda: _list(rows))


def _list(rows: PagedRows[NoteRow]) -> Iterator[Block]:
    yield Table(_COLUMNS, rows)
    yield Lines([f"共 {len(rows)} 条督查记录。" if rows else "没有符合条件的督查记录。"])


@note.command("show")
@_identity
@reading_options
@pass_invocation
def show(invocation: Invocation, identity: str, as_json: bool) -> None:
    """查看一条督查记录的全文，更正过的也列出原来的文字。"""
    from huaian_tui.cli.pages.note import note_blocks

    row = read_thing(invocation, _NOTE, identity)

    def blocks() -> Iterator[Block]:
        yield Lines([f"{row.named.told}的督查记录"])
        yield from note_blocks(row)

    answer(as_json, lambda: note_form(row), blocks)


@note.command("correct")
@_identity
@click.option("--reason", metavar="理由", required=True, help="更正理由")
@click.option("--text", metavar="文字", help="更正后的进展全文；写 - 则从标准输入读")
@click.option(
    "--unit", "unit_queries", metavar="单位", type=LINE, multiple=True, help="更正后的单位，可写多次"
)
@click.option("--method", metavar="方式", help="更正后的督查方式")
@click.option("--date", "day", metavar="日期", help="更正后的督查日期")
@click.option("--problem", metavar="文字", help="更正后的问题")
@click.option("--requirement", metavar="文字", help="更正后的要求")
@click.option("--follow-up", metavar="日期", help="更正后的回访日期；写 '' 则去掉")
@click.option("--keeps-visit", metavar="yes|no", type=YES_OR_NO, help="更正：算不算完成此前约定的回访")
@_solves("更正：查实已解决哪些问题，可写多次；写 '' 则去掉")
@click.option("--contact", metavar="文字", help="更正后的联系人")
@json_option
@pass_invocation
def correct(
    invocation: Invocation,
    identity: str,
    reason: str,
    text: str | None,
    unit_queries: tuple[str, ...],
    day: str | None,
    follow_up: str | None,
    keeps_visit: str | None,
    method: str | None,
    problem: str | None,
    requirement: str | None,
    solved: tuple[str, ...],
    contact: str | None,
    as_json: bool,
) -> None:
    """更正一条督查记录，只写要改的各项；不写的不变，原来的内容仍可查看。写 '' 则去掉这一项。"""
    from huaian_tui.services.notes import correct_whole_note

    today = invocation.today
    lines = {"method": method, "problem": problem, "requirement": requirement, "contact": contact}
    typed_ones = (text, day, follow_up, keeps_visit, *lines.values())
    if not unit_queries and not solved and all(one is None for one in typed_ones):
        raise InputRefused(
            "没有写更正什么", "只写了更正理由", "至少写一项，如 --text 更正后的文字", field="text"
        )

    def record(ledger: Ledger, found: bytes) -> None:
        changed: dict[str, Any] = {key: value for key, value in lines.items() if value is not None}
        if text is not None:
            changed["text"] = typed_text(text)
        if unit_queries:
            typed = [query for query in unit_queries if query]
            changed["units"] = tuple(invocation.unit(ledger.connection, query) for query in typed)
        if day is not None:
            changed["day"] = invocation.day(day)
        if follow_up is not None:
            changed["follow_up"] = invocation.day(follow_up, field="follow_up") if follow_up else None
        if keeps_visit is not None:
            changed["keeps_visit"] = keeps_visit == "yes"
        if solved:
            changed["solves"] = tuple(_NOTE.find(ledger.connection, one) for one in solved if one)
        present = _NOTE.read(ledger.connection, today, found)
        correct_whole_note(ledger, found, replace(_present(present), **changed), reason, today)

    made, _ = change_thing(invocation, _NOTE, identity, record)
    said = f"已更正督查记录 {short_id(made.record_id)}（{made.named.told}），原来的内容仍可查看"
    tell(as_json, lambda: note_form(made), said)


def _present(row: NoteRow) -> NoteDraft:
    """The note as it reads now, to be changed in parts."""
    from huaian_tui.services.notes import NoteDraft

    return NoteDraft(
        row.task_no,
        row.text,
        row.day,
        units=row.units,
        method=row.method,
        contact=row.contact,
        problem=row.problem,
        requirement=row.requirement,
        follow_up=row.follow_up,
        solves=tuple(one.record_id for one in row.solves),
    )


@note.command("retract")
@_identity
@with_reason("撤回理由")
def retract(invocation: Invocation, identity: str, reason: str, as_json: bool) -> None:
    """撤回一条写错的督查记录；它不再列出，仍留在台账里。"""
    from huaian_tui.services.notes import retract_note

    made, _ = change_thing(
        invocation, _NOTE, identity, lambda ledger, found: retract_note(ledger, found, reason)
    )
    said = f"已撤回督查记录 {short_id(made.record_id)}（{made.named.told}）"
    tell(as_json, lambda: note_form(made) | {"retracted": True}, said)


def typed_text(text: str, most: int = _MOST_BYTES) -> str:
    """The text as typed, or for ``-`` what stands on stdin: UTF-8, the locale's encoding or GB 18030."""
    if text != "-":
        return text
    if sys.stdin.isatty():
        say("请输入文字，写完后另起一行按 Ctrl+D（Windows 为 Ctrl+Z 再回车）：")
    return _decoded(sys.stdin.buffer.read(most + 1), most)


def text_of_file(path: Path, most: int = _MOST_BYTES) -> str:
    """What stands in a text file, in any of the encodings of ``typed_text``."""
    try:
        with path.open("rb") as stream:
            return _decoded(stream.read(most + 1), most)
    except OSError:
        raise InputRefused(
            "读不到文件", f"{path} 不存在或不能读", "请核对文件名；从标准输入读写 -", field="lines"
        ) from None


def _decoded(data: bytes, most: int) -> str:
    if len(data) > most:
        way_out = "一条记录最多20000个字符，请分成几条填写" if most == _MOST_BYTES else "请分几次输入"
        raise InputRefused("文字太长", f"超过 {most} 字节", way_out, field="text")
    for encoding in ("utf-8-sig", sys.stdin.encoding or "utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise InputRefused("文字的编码看不懂", "不是 UTF-8 也不是 GB 18030", "请另存为 UTF-8 再试", field="text")
