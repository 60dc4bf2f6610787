"""``record``: what was recorded about a task or milestone, correcting and taking back any fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.find_and_change import by_short_id
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso, task_keys
from huaian_tui.cli.other_laptops import with_laptops
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import InputRefused, NotFound
from huaian_tui.domain.rules.typed_values import read_value_of
from huaian_tui.domain.words.days import moment
from huaian_tui.ledger.identity import format_id, short_id
from huaian_tui.ledger.kinds.registry import kind_title
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.queries import time_line
from huaian_tui.store.queries.milestones import read_milestone, target_of
from huaian_tui.store.queries.task_refs import withdrawn_named

if TYPE_CHECKING:
    import sqlite3

    from huaian_tui.services.corrections import Fact
    from huaian_tui.store.engine.append import Ledger

Command = Callable[..., Any]

_COLUMNS: tuple[Column[EventRow], ...] = (
    Column("编号", lambda row: short_id(row.record_id)),
    Column("登记", lambda row: moment(row.recorded_at)),
    Column("日期", lambda row: "" if row.day is None else row.day.isoformat()),
    Column("种类", lambda row: row.title or kind_title(row.kind, "其他记录")),
    Column("经办", lambda row: row.who),
    Column("内容", lambda row: row.gist, rest=True, lines=3),
)
_find = by_short_id(None, "记录")
_find_notice = by_short_id(RecordKind.NOTICE_DRAFT, "文书")
_NOTICE_ID = re.compile("[0-9a-fA-F]{8}|[0-9a-fA-F-]{32,36}")
"""As ``notice list`` shows it, or whole; no number of a task has as many digits, no milestone its form."""
_identity = click.argument("identity", metavar="记录编号", type=LINE)
_MOST = 1000

_PARTS = {
    "value": ("--value", "数", "更正后的数值；办结的数值写 '' 则去掉"),
    "day": ("--date", "日期", "更正后的日期"),
    "due": ("--due", "日期", "更正后的时限"),
    "basis": ("--basis", "依据", "更正后的依据"),
    "title": ("--title", "名称", "更正后的节点名称"),
    "target": ("--target", "指标", "更正后的指标，连同基数、计划进度；写 '' 则去掉"),
    "text": ("--text", "文字", "更正后的报送内容、反馈内容"),
    "unit": ("--unit", "单位", "更正后的反馈单位"),
    "person": ("--person", "姓名", "更正后的联系人"),
    "post": ("--post", "岗位", "更正后的联系人岗位"),
    "phone": ("--phone", "电话", "更正后的联系电话"),
}
"""The parts of a fact that can be corrected: option, what it takes, help."""

reason_option = click.option("--reason", metavar="理由", required=True, help="为什么更正或撤回")


def parts_options(*names: str) -> Callable[[Command], Command]:
    """The options for the parts of a fact that can be corrected; without names all of them."""

    def decorated(command: Command) -> Command:
        for name in reversed(names or tuple(_PARTS)):
            option, metavar, told = _PARTS[name]
            command = click.option(option, name, metavar=metavar, type=LINE, help=told)(command)
        return command

    return decorated


@group("record")
def record() -> None:
    """记录：列出一项任务、一个节点或一份文书的经过，更正、撤回任何一条。"""


@record.command("list")
@click.argument("subject", metavar="序号、节点或文书编号", type=LINE)
@reading_options
@pass_invocation
def list_(invocation: Invocation, subject: str, as_json: bool) -> None:
    """列出一项任务（序号）、节点或文书（编号）的全部记录，新的在前；更正、撤回的都在。"""
    with invocation.reader() as connection:
        rows = with_laptops(connection, _events(connection, invocation, subject))

    def blocks() -> Iterator[Block]:
        yield Table(_COLUMNS, rows)
        yield Lines([f"共 {len(rows)} 条记录。" if rows else "还没有记录。"])

    answer(as_json, lambda: [_form(row) for row in rows], blocks)


def _events(connection: sqlite3.Connection, invocation: Invocation, subject: str) -> list[EventRow]:
    if _NOTICE_ID.fullmatch(subject):
        return time_line.of_notice(connection, _find_notice(connection, subject), _MOST)
    if subject.isdecimal() or "/" in subject or subject.startswith("第"):
        return time_line.of_task(connection, _task(connection, invocation, subject), _MOST)
    milestone = read_milestone(connection, invocation.today, subject)
    return time_line.of_milestone(connection, milestone.id, _MOST)


def _task(connection: sqlite3.Connection, invocation: Invocation, subject: str) -> int:
    """The task that is named so; of one that was withdrawn the records are still listed."""
    try:
        return invocation.task(connection, subject)
    except NotFound:
        gone = withdrawn_named(connection, subject, invocation.plan(connection))
        if gone is None:
            raise
        return gone


def _form(row: EventRow) -> Form:
    return {
        "id": format_id(row.record_id),
        "kind": row.kind,
        **task_keys(row.named),
        "milestone": row.milestone,
        "date": iso(row.day),
        "recorded_at": row.recorded_at,
        "officer": row.officer,
        "text": row.gist,
        "laptop": row.laptop or None,
    }


@record.command("correct")
@_identity
@parts_options()
@reason_option
@json_option
@pass_invocation
def correct(
    invocation: Invocation, /, identity: str, reason: str, as_json: bool, **parts: str | None
) -> None:
    """更正读数、报送、反馈、联系人或节点的决定；原来的仍可查看。只写要改的各项；督查记录用 note correct。"""
    correct_by(invocation, lambda connection: _find(connection, identity), parts, reason, as_json)


@record.command("retract")
@_identity
@reason_option
@json_option
@pass_invocation
def retract(invocation: Invocation, identity: str, reason: str, as_json: bool) -> None:
    """撤回任何一条记录：连同撤回它的这一条，都不再计入，不印出；撤回也可以再撤回。"""
    retract_by(invocation, lambda connection: _find(connection, identity), reason, as_json)


def amending_commands(of: click.Group, kind: str, title: str, *parts: str) -> None:
    """``correct`` (of these parts) and ``retract`` for one kind of fact, found by its number."""
    find = by_short_id(kind, title)
    number = click.argument("identity", metavar=f"{title}编号", type=LINE)
    told = f"更正一条{title}，只写要改的各项；原来的仍可查看。编号在登记时给出，也见 record list。"

    @of.command("correct", help=told)
    @number
    @parts_options(*parts)
    @reason_option
    @json_option
    @pass_invocation
    def _correct(
        invocation: Invocation, /, identity: str, reason: str, as_json: bool, **typed: str | None
    ) -> None:
        correct_by(invocation, lambda connection: find(connection, identity), typed, reason, as_json)

    @of.command("retract", help=f"撤回一条{title}，写明理由；它不再计入，记录里仍可查看。")
    @number
    @reason_option
    @json_option
    @pass_invocation
    def _retract(invocation: Invocation, identity: str, reason: str, as_json: bool) -> None:
        retract_by(invocation, lambda connection: find(connection, identity), reason, as_json)


def retract_by(
    invocation: Invocation, find: Callable[[sqlite3.Connection], bytes], reason: str, as_json: bool
) -> None:
    """Take back the record that ``find`` gives, and say what follows."""
    from huaian_tui.services.undo import undo, undo_of

    with invocation.ledger() as ledger:
        found = find(ledger.connection)
        said = undo_of(ledger.connection, [found], invocation.today)
        made = undo(ledger, [found], reason, invocation.today)
    tell(
        as_json,
        lambda: {"retracted": format_id(found), "records": [format_id(one) for one in made]},
        "；".join(said.done),
    )


def correct_by(
    invocation: Invocation,
    find: Callable[[sqlite3.Connection], bytes],
    parts: dict[str, str | None],
    reason: str,
    as_json: bool,
) -> None:
    """Correct the record that ``find`` gives by what was typed; ``parts`` by name, None: not typed."""
    from huaian_tui.services.corrections import correct_record, read_fact

    typed = {name: text for name, text in parts.items() if text is not None}
    if not typed:
        raise InputRefused("没有写更正什么", "只写了更正理由", "至少写一项，如 --value 21 或 --date 昨天")
    day = typed.pop("day", None)
    with invocation.ledger() as ledger:
        found = find(ledger.connection)
        fact = read_fact(ledger.connection, found)
        changes = {
            name: _read(invocation, ledger, fact.record.milestone, name, text) for name, text in typed.items()
        }
        on = None if day is None else invocation.day(day)
        made = correct_record(ledger, found, changes, on, reason, invocation.today)
        now = read_fact(ledger.connection, found)
    tell(
        as_json,
        lambda: {"corrected": format_id(found), "record": format_id(made), "text": now.line},
        f"已更正{fact.kind.title} {short_id(found)}：{_said(fact, now)}；原来的内容仍可查看",
    )


def _said(before: Fact, now: Fact) -> str:
    return now.line if before.kind.private else f"{before.line} 改为 {now.line}"


def _read(invocation: Invocation, ledger: Ledger, milestone: str | None, name: str, text: str) -> Any:
    """What was typed for a part, as the service takes it."""
    if name == "value":
        if not text:
            return None
        target = None if milestone is None else target_of(ledger.connection, invocation.today, milestone)
        return read_value_of(target, text)
    if name == "due":
        from huaian_tui.domain.dates.grammar import read_day

        return read_day(text, invocation.today, field="due")
    return invocation.unit(ledger.connection, text) if name == "unit" else text
