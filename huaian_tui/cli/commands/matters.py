"""``matter``: what leaders hand over (交办事项): entering, listing, its source, ties to tasks of plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation, reading_options, unit_option
from huaian_tui.cli.arguments.value_types import LINE, ROW_NUMBER
from huaian_tui.cli.commands.minutes import register_minutes
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.tasks import source_form, task_detail_form, task_form, tie_form
from huaian_tui.cli.json_forms.values import Form
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer, tell, tell_each
from huaian_tui.cli.output.wording import task_light_word
from huaian_tui.cli.told_tasks import tell_tasks
from huaian_tui.domain.answers.tasks import Handed, TaskRow
from huaian_tui.domain.columns import Column
from huaian_tui.domain.matters import MATTERS_PLAN, SOURCES, check_source
from huaian_tui.domain.words.days import iso_or_nothing
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.queries import milestones
from huaian_tui.store.queries.matters import list_matters, read_handed
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.tasks import read_task, read_tasks
from huaian_tui.store.queries.ties import tied_groups

if TYPE_CHECKING:
    import sqlite3

    from huaian_tui.services.matter_lines import Reading
    from huaian_tui.services.matters import MatterDraft, Source

_Row = tuple[TaskRow, Handed]

_COLUMNS: tuple[Column[_Row], ...] = (
    Column("编号", lambda row: row[0].named.printed),
    Column("状态", lambda row: task_light_word(row[0])),
    Column("时限", lambda row: iso_or_nothing(row[0].next_due)),
    Column("牵头单位", lambda row: "、".join(row[0].lead_now), most=20),
    Column("责任单位", lambda row: "、".join(row[0].support_now), most=24, lines=3, wide=True),
    Column("来源", lambda row: row[1].words, most=30, lines=3),
    Column("事项", lambda row: row[0].text, rest=True, lines=3),
)
_MOST_BYTES = 20_000_000
"""Of pasted lines."""

_KINDS = "、".join(SOURCES)


@group("matter")
def matter() -> None:
    """交办事项：批示、会议纪要、来文、调研、信访等交办的事。

    编号按年统一编：交办〔2026〕12，写 JB/2026-12、JB/12 都可以。查看用 task JB/2026-12。
    """


matter.add_command(register_minutes)


def _source_options(function: Any) -> Any:
    for option in (
        click.option("--urgent/--not-urgent", "urgent", default=None, help="急件"),
        click.option("--from", "by", metavar="职务", type=LINE, help="交办人（职务），如 市长"),
        click.option("--source-doc", "document", metavar="标题", type=LINE, help="来源文件的标题或文号"),
        click.option("--source-day", metavar="日期", help="批示、会议、来文的日期，不写则为今天"),
        click.option("--source", "kind", metavar="来源", type=LINE, help=f"来源：{_KINDS}"),
    ):
        function = option(function)
    return function


@matter.command("add")
@click.option("--text", metavar="文字", default="", help="交办什么事")
@click.option("--lead", metavar="单位", type=LINE, multiple=True, help="牵头单位，可写多次")
@click.option("--support", metavar="单位", type=LINE, multiple=True, help="责任单位，可写多次")
@_source_options
@click.option("--due", metavar="日期", default="", help="时限；limit 按机构的交办时限，无 则不设")
@click.option("--basis", metavar="依据", default="", help="立项依据，不写则为来源")
@click.option("--tie", "ties", metavar="任务", type=ROW_NUMBER, multiple=True, help="关联的任务，可写多次")
@click.option("--lines", metavar="文件", help="从文件读多件，- 为标准输入；见上面的说明")
@json_option
@pass_invocation
def add(
    invocation: Invocation,
    /,
    kind: str | None,
    source_day: str | None,
    document: str | None,
    by: str | None,
    urgent: bool | None,
    due: str,
    ties: tuple[str, ...],
    lines: str | None,
    as_json: bool,
    **said: Any,
) -> None:
    """登记交办事项，编号接着本年最大的往下编。

    多件：--lines 文件（--from - 也可），每行写 事项 牵头 责任 时限，用制表符或空格隔开，行首的序号不算；
    第一行也可写栏目名：事项、牵头、责任、时限、来源、来源日期、文件、交办人、急件、依据。
    行里没有写的，用命令里的 --source、--due 等。有一行不能收，全都不收。
    """
    from huaian_tui.services.matter_lines import Reading
    from huaian_tui.services.matters import Source, add_matters, propose_due

    if by == "-" and lines is None:
        by, lines = None, "-"
    if lines is not None and (said["text"] or said["lead"] or said["support"] or ties):
        raise click.UsageError(
            "--lines 不与 --text、--lead、--support、--tie 同用", click.get_current_context()
        )
    today = invocation.today
    day = invocation.day(source_day, field="source_day")
    with invocation.ledger() as ledger:
        connection = ledger.connection

        def unit(typed: str) -> str:
            return invocation.standing_unit(connection, typed)

        def propose(of_kind: str, is_urgent: bool, from_day: date) -> Any:
            return propose_due(connection, of_kind, is_urgent, from_day)

        source = None
        if kind is not None or lines is None:
            source = Source(check_source(kind or ""), day, document or "", by or "", bool(urgent))
        reading = Reading(today, unit, propose, source, due, said["basis"])
        if lines is not None:
            drafts = _from_lines(lines, reading)
        else:
            drafts = [_typed(invocation, connection, reading, said, ties)]
        made = add_matters(ledger, drafts, today)
        tell_tasks(invocation, connection, made, as_json, "已登记", one=lines is None)


def _typed(
    invocation: Invocation,
    connection: sqlite3.Connection,
    reading: Reading,
    said: dict[str, Any],
    ties: tuple[str, ...],
) -> MatterDraft:
    """The one matter that the options say."""
    from huaian_tui.services.matter_lines import read_matter_due
    from huaian_tui.services.matters import MatterDraft, Source

    source = reading.source or Source("", reading.today)
    due = read_matter_due(reading.due, source, reading)
    return MatterDraft(
        said["text"],
        tuple(map(reading.unit, said["lead"])),
        source,
        tuple(map(reading.unit, said["support"])),
        due.day,
        due.phrase,
        due.assumed,
        due.rule,
        reading.basis,
        tuple(invocation.task(connection, one) for one in ties),
    )


def _from_lines(file: str, reading: Reading) -> list[MatterDraft]:
    from huaian_tui.services.matter_lines import drafts_of, read_matter_lines

    return drafts_of(read_matter_lines(_text_of(file), reading))


def _text_of(file: str) -> str:
    """What stands in a file, or comes on the standard input (-)."""
    from huaian_tui.cli.commands.notes import text_of_file, typed_text

    return typed_text("-", _MOST_BYTES) if file == "-" else text_of_file(Path(file).expanduser(), _MOST_BYTES)


@matter.command("list")
@click.option("--source", "kind", metavar="来源", type=LINE, help=f"只列这种来源的：{_KINDS}")
@unit_option
@click.option("--all", "ended", is_flag=True, help="终止了的也列出")
@reading_options
@pass_invocation
def list_(
    invocation: Invocation, kind: str | None, unit_query: str | None, ended: bool, as_json: bool
) -> None:
    """列出交办事项：未办结的在前，办结的在后。"""
    today = invocation.today
    source = None if kind is None else check_source(kind)
    with invocation.reader() as connection, one_state(connection):
        unit = invocation.unit_or_all(connection, unit_query)
        numbers = list_matters(connection, today, source=source, unit=unit, ended=ended)
        handed = read_handed(connection, numbers)
        rows = [(row, handed[row.no]) for row in read_tasks(connection, today, numbers)]
        answer(as_json, lambda: _forms(connection, today, rows), lambda: _blocks(rows))


def _blocks(rows: list[_Row]) -> Iterator[Block]:
    yield Table(_COLUMNS, rows)
    yield Lines([f"共 {len(rows)} 件交办事项。" if rows else "没有符合条件的交办事项。"])


def _forms(connection: sqlite3.Connection, today: date, rows: list[_Row]) -> Iterator[Form]:
    numbers = [row.no for row, _ in rows]
    groups = tied_groups(connection, numbers)
    every = sorted({number for group in groups.values() for number in group})
    tied = {one.no: one for one in read_tasks(connection, today, every)}
    of_tasks: dict[int, list[Any]] = {}
    for one in milestones.of_tasks(connection, today, numbers):
        of_tasks.setdefault(one.task_no, []).append(one)
    for row, handed in rows:
        yield task_form(row, of_tasks.get(row.no, ())) | {
            "source": source_form(handed),
            "ties": [tie_form(tied[number]) for number in groups[row.no][1:] if number in tied],
        }


_reference = click.argument("reference", metavar="编号", type=ROW_NUMBER)


def _matter(connection: sqlite3.Connection, typed: str) -> int:
    """The matter that was named; a mere number is that of a matter here."""
    from huaian_tui.store.queries.task_refs import find_task

    return find_task(connection, typed, MATTERS_PLAN)


@matter.command("set")
@_reference
@_source_options
@click.option("--basis", metavar="依据", required=True, help="改的依据")
@json_option
@pass_invocation
def set_(
    invocation: Invocation,
    /,
    reference: str,
    kind: str | None,
    source_day: str | None,
    document: str | None,
    by: str | None,
    urgent: bool | None,
    basis: str,
    as_json: bool,
) -> None:
    """改交办事项的来源，只写要改的；事项和单位用 task set 改，时限用 milestone extend。"""
    from huaian_tui.services.matters import set_source, source_of

    with invocation.ledger() as ledger:
        connection = ledger.connection
        found = _matter(connection, reference)
        new: dict[str, Any] = {
            "kind": kind,
            "day": None if source_day is None else invocation.day(source_day, field="source_day"),
            "document": document,
            "by": by,
            "urgent": urgent,
        }
        source: Source = replace(
            source_of(connection, found), **{key: value for key, value in new.items() if value is not None}
        )
        set_source(ledger, found, source, basis, invocation.today)
        tell_tasks(invocation, connection, [found], as_json, "已改来源")


@matter.command("tie")
@_reference
@click.argument("others", metavar="任务...", type=ROW_NUMBER, nargs=-1, required=True)
@click.option("--untie", is_flag=True, help="解除关联")
@click.option("--basis", metavar="依据", default="", help="依据")
@json_option
@pass_invocation
def tie(
    invocation: Invocation, reference: str, others: tuple[str, ...], untie: bool, basis: str, as_json: bool
) -> None:
    """把交办事项与任务关联（一事多源）：同一件事，单位只问一次，各个来源各有答复。

    如 matter tie JB/2026-3 SJ/12；任务可写几项。
    """
    from huaian_tui.services.matters import tie_tasks, untie_tasks

    with invocation.ledger() as ledger:
        connection = ledger.connection
        found = _matter(connection, reference)
        numbers = [invocation.task(connection, one) for one in others]
        (untie_tasks if untie else tie_tasks)(ledger, found, numbers, basis)
        refs = read_refs(connection, [found, *numbers])
        named = "、".join(refs[number].told for number in dict.fromkeys(numbers))
        done = f"已解除与{named}的关联" if untie else f"已与{named}关联"
        tell(
            as_json,
            lambda: task_detail_form(read_task(connection, invocation.today, found), ()),
            f"{refs[found].told}{done}",
        )


@matter.command("answer")
@click.argument("task", metavar="事项", type=ROW_NUMBER)
@click.option("--out", "folder", metavar="文件夹", type=LINE, help="同时把报告导出到这个文件夹")
@reading_options
@pass_invocation
def answer_sources(invocation: Invocation, task: str, folder: str | None, as_json: bool) -> None:
    """给每个来源各拟一份办理情况报告（草稿）；关联的任务（一事多源）各有一份，记录是同一批。

    核对后用 notice issue 印发；只报告方案里一项，用 notice draft --kind answer。
    加 --as-of 则写那一天已登记的（数据截至），成文日期仍是今天。
    """
    from huaian_tui.cli.json_forms.notices import notice_form
    from huaian_tui.domain.answers.notices import NO_RECIPIENT
    from huaian_tui.ledger.identity import format_id
    from huaian_tui.services.answers import draft_answers
    from huaian_tui.services.notice_files import FORMATS, export_notice, look_of
    from huaian_tui.store.keep.locations import typed_path
    from huaian_tui.store.queries.notices import read_notice
    from huaian_tui.store.queries.settings import read_profile

    today = invocation.present_day
    with invocation.ledger(from_past=True) as ledger:
        connection = ledger.connection
        made = draft_answers(ledger, invocation.task(connection, task), today, as_of=invocation.as_of)
        rows = [read_notice(connection, one) for one in made]
        look = look_of(read_profile(connection, today))
    files = list[list[str]]()
    for row in rows:
        made_files = [] if folder is None else export_notice(row, list(FORMATS), typed_path(folder), look)
        files.append([str(path) for path in made_files])
    told = [f"{format_id(row.record_id)}  {row.title}（主送：{row.addressee}）" for row in rows]
    tell_each(
        as_json,
        lambda: [
            notice_form(row)
            | {
                "recipient": None if row.addressee == NO_RECIPIENT else row.addressee,
                "files": paths,
            }
            for row, paths in zip(rows, files, strict=True)
        ],
        [*told, *(path for paths in files for path in paths)],
    )
