"""``matter minutes``: matters from the minutes of a meeting, each with its sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.show import answer
from huaian_tui.cli.told_tasks import tell_tasks
from huaian_tui.domain.columns import Column
from huaian_tui.domain.words.days import iso_or_nothing

if TYPE_CHECKING:
    import sqlite3

    from huaian_tui.services.minutes import Chosen, ProposedMatter, ReadMinutes

_MOST_BYTES = 20_000_000
_COLUMNS: tuple[Column[ProposedMatter], ...] = (
    Column("件", lambda one: str(one.number)),
    Column("牵头", lambda one: "、".join(unit.name for unit in one.lead), most=24, lines=3),
    Column("责任", lambda one: "、".join(unit.name for unit in one.support), most=24, lines=3),
    Column("时限", lambda one: iso_or_nothing(one.due)),
    Column("要定的", lambda one: _doubt(one), most=24, lines=4, wide=True),
    Column("原句", lambda one: one.sentence, rest=True, lines=4),
)


def _doubt(one: ProposedMatter) -> str:
    return f"已登记为{one.known}" if one.known else "；".join(one.questions)


@command("minutes")
@click.argument("file", metavar="文件", type=LINE)
@click.option("--take", metavar="哪几件", type=LINE, default="", help="登记哪几件：1,3-5；sure 只登记确定的")
@click.option("--decisions", metavar="文件", type=LINE, help="逐件的决定，JSON；见上面的说明")
@click.option("--from", "by", metavar="职务", type=LINE, default="", help="交办人（职务），如 市长")
@click.option("--source-day", metavar="日期", help="会议日期，不写则取纪要里的")
@click.option("--source-doc", "document", metavar="标题", type=LINE, default="", help="不写则为题名和期号")
@click.option("--due", metavar="日期", default="", help="没有写时限的用它：日期、limit（交办时限）、无")
@click.option("--urgent", is_flag=True, help="急件")
@click.option("--dry-run", is_flag=True, help="只列出读到的，什么也不登记")
@json_option
@pass_invocation
def register_minutes(
    invocation: Invocation, /, file: str, dry_run: bool, as_json: bool, take: str, **said: Any
) -> None:
    """从会议纪要（.docx、.txt，- 为标准输入）登记交办事项，每件附原句，来源为会议纪要。

    有没有定的事（没有牵头、单位没有登记、没有时限或时限不明）就一件也不登记，退出码为 1，并说明是哪几件；
    先用 --dry-run 查看，再用 --take 写明登记哪几件。--decisions 文件的写法：
    {"take": [1, 3], "units": {"数据办": "市数据局", "专班": "drop"},
    "matters": {"3": {"lead": ["市财政局"], "due": "2026-06-30", "text": "…"}}}
    """
    from huaian_tui.services.matters import add_matters
    from huaian_tui.services.minutes import drafts_of, picked

    if dry_run:
        with invocation.reader() as connection:
            read, _ = _read(invocation, connection, file, said)
        answer(as_json, lambda: _form(read), lambda: _blocks(read))
        return
    with invocation.ledger() as ledger:
        connection = ledger.connection
        read, decided = _read(invocation, connection, file, said)
        no_date = _no_date(invocation, connection, read, said)
        chosen = picked(read, take or decided.take, decided.matters, no_date)
        drafts = drafts_of(chosen, read.source, decided.matters, no_date)
        made = add_matters(ledger, drafts, invocation.today)
        left = [one.number for one in read.matters if one not in chosen]
        also = f"；没有登记第{'、'.join(map(str, left))}件" if left else ""
        tell_tasks(invocation, connection, made, as_json, "已登记", one=False, also=also)


def _read(
    invocation: Invocation, connection: sqlite3.Connection, file: str, said: dict[str, Any]
) -> tuple[ReadMinutes, Any]:
    """The minutes as proposed with what was decided of names, and the decisions."""
    from huaian_tui.cli.commands.notes import typed_text
    from huaian_tui.services.minutes import read_matters, with_units
    from huaian_tui.services.minutes_decisions import MinutesDecisions, read_decisions

    day = None if said["source_day"] is None else invocation.day(said["source_day"], field="source_day")
    read = read_matters(
        connection,
        typed_text("-", _MOST_BYTES) if file == "-" else Path(file).expanduser(),
        by=said["by"],
        day=day,
        document=said["document"],
        urgent=said["urgent"],
    )
    decided = MinutesDecisions()
    if said["decisions"]:

        def unit(typed: str) -> str:
            return invocation.standing_unit(connection, typed)

        def due(typed: str) -> Chosen:
            return _due(invocation, connection, read, typed)

        decided = read_decisions(Path(said["decisions"]).expanduser(), read, unit, due)
        read = with_units(read, decided.units)
    return read, decided


def _due(invocation: Invocation, connection: sqlite3.Connection, read: ReadMinutes, typed: str) -> Chosen:
    """A time that an officer typed for a matter."""
    from huaian_tui.services.matter_lines import Reading, read_matter_due
    from huaian_tui.services.matters import propose_due
    from huaian_tui.services.minutes import Chosen

    def propose(kind: str, urgent: bool, day: date) -> Any:
        return propose_due(connection, kind, urgent, day)

    reading = Reading(invocation.today, str, propose, read.source)
    due = read_matter_due(typed, read.source, reading)
    return Chosen(dated=True, due=due.day, rule=due.rule)


def _no_date(
    invocation: Invocation, connection: sqlite3.Connection, read: ReadMinutes, said: dict[str, Any]
) -> Chosen | None:
    return _due(invocation, connection, read, said["due"]) if said["due"].strip() else None


def _blocks(read: ReadMinutes) -> Iterator[Block]:
    yield Heading(f"{read.source.document}（{iso(read.source.day)}）")
    if read.matters:
        yield Table(_COLUMNS, read.matters)
    sure = sum(one.sure for one in read.matters)
    yield Lines(
        [
            f"共 {len(read.matters)} 件，{sure} 件可以直接登记。什么也没有登记。"
            if read.matters
            else "没有读到交办事项：没有哪一句写明了哪个单位做什么。"
        ]
    )


def _form(read: ReadMinutes) -> Form:
    return {
        "title": read.title,
        "number": read.number,
        "source": {
            "kind": read.source.kind,
            "day": iso(read.source.day),
            "document": read.source.document,
            "from": read.source.by,
            "urgent": read.source.urgent,
        },
        "matters": [_matter_form(one) for one in read.matters],
    }


def _matter_form(one: ProposedMatter) -> Form:
    return {
        "number": one.number,
        "sentence": one.sentence,
        "about": one.about,
        "lead": [{"name": unit.name, "unit": unit.unit or None} for unit in one.lead],
        "support": [{"name": unit.name, "unit": unit.unit or None} for unit in one.support],
        "due": iso(one.due) if one.due else None,
        "due_text": one.phrase,
        "steps": [{"due": iso(step.due), "phrase": step.phrase} for step in one.steps],
        "sure": one.sure,
        "questions": list(one.questions),
        "known_as": one.known or None,
        "where": one.where,
    }
