"""Matters from pasted lines: 事项 牵头 责任 时限, separated by tabs or spaces.

A first line may name the columns. Every line becomes a draft or says why it cannot: a screen lets them be
ticked, the command line takes all or none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.domain.dates.grammar import read_day
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.matters import check_source
from huaian_tui.domain.rules.matter_limits import Proposal
from huaian_tui.services.matters import MatterDraft, Source
from huaian_tui.services.task_lines import read_due
from huaian_tui.services.tasks import MOST_TASKS

ORDER = ("text", "lead", "support", "due")
"""The columns of lines without a first line that names them; a 序号 before them is passed over."""

_NAMES: Mapping[str, str] = {
    "序号": "",
    "编号": "",
    "事项": "text",
    "交办事项": "text",
    "任务": "text",
    "内容": "text",
    "牵头": "lead",
    "牵头单位": "lead",
    "责任": "support",
    "责任单位": "support",
    "配合单位": "support",
    "时限": "due",
    "完成时限": "due",
    "办结时限": "due",
    "来源": "kind",
    "来源日期": "day",
    "文件": "document",
    "来源文件": "document",
    "交办人": "by",
    "急件": "urgent",
    "依据": "basis",
}
_BETWEEN = re.compile("[、，,;；]")
_NUMBER = re.compile(r"[#（(]?[0-9]{1,6}(?:[.\-][0-9]{1,4})*[.、)）]?")
_NOTHING = ("", "-", "—", "无", "/")
_NO_DATE = ("无", "不定", "长期", "none")
_BY_LIMIT = ("limit", "按时限", "时限")


@dataclass(frozen=True, slots=True)
class Reading:
    """How lines are read: the day, what a unit's name means, the office's limits, what all lines share.

    ``unit`` refuses a name that means none; ``propose`` is ``services.matters.propose_due`` on a connection.
    ``source`` holds where a line says nothing of its own, ``due`` too (as typed).
    """

    today: date
    unit: Callable[[str], str]
    propose: Callable[[str, bool, date], Proposal | None]
    source: Source | None = None
    due: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One pasted line: its number, what it says, and the draft or why there is none."""

    at: int
    line: str
    draft: MatterDraft | None
    error: HuaianError | None = None


def read_matter_lines(text: str, reading: Reading) -> list[ReadLine]:
    """Every line with what was read of it; blank lines and one that names the columns are left out."""
    lines = [(at, line) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_TASKS:
        raise InputRefused("行数太多", f"共 {len(lines)} 行，一次最多 {MOST_TASKS} 行", "请分几次粘贴")
    columns: list[str] | None = None
    found = list[ReadLine]()
    for place, (at, line) in enumerate(lines):
        cells = _cells(line)
        if place == 0 and (named := _named(cells)):
            columns = named
            continue
        try:
            found.append(ReadLine(at, line, _draft(cells, columns, reading)))
        except HuaianError as error:
            found.append(ReadLine(at, line, None, error))
    return found


def drafts_of(lines: list[ReadLine]) -> list[MatterDraft]:
    """The drafts of all lines; the first one that cannot be read is refused with its number."""
    for one in lines:
        if one.error is not None:
            said = one.error
            raise InputRefused(f"第{one.at}行：{said.title}", said.message, said.way_out, field="text")
    return [one.draft for one in lines if one.draft is not None]


def _cells(line: str) -> list[str]:
    parts = line.split("\t") if "\t" in line else line.split()
    return [" ".join(part.split()) for part in parts]


def _named(cells: list[str]) -> list[str] | None:
    """The columns that a first line names; None where it names none."""
    if any(cell and cell not in _NAMES for cell in cells) or not {"text", "lead"} <= {
        _NAMES.get(cell, "") for cell in cells
    }:
        return None
    return [_NAMES.get(cell, "") for cell in cells]


def _draft(cells: list[str], columns: list[str] | None, reading: Reading) -> MatterDraft:
    said = dict(_said(cells, columns))
    source = _source(said, reading)
    written = said.get("due", "")
    due = read_matter_due(written or reading.due, source, reading, quoted=bool(written))
    return MatterDraft(
        text=said.get("text", ""),
        lead=_units(said.get("lead", ""), reading.unit),
        support=_units(said.get("support", ""), reading.unit),
        source=source,
        basis=said.get("basis") or reading.basis,
        due=due.day,
        phrase=due.phrase,
        assumed=due.assumed,
        rule=due.rule,
    )


def _said(cells: list[str], columns: list[str] | None) -> Iterator[tuple[str, str]]:
    """What stands in each column."""
    if columns is not None:
        while cells and not cells[-1]:
            cells = cells[:-1]
        if len(cells) > len(columns):
            raise _unread(cells, f"第一行写了 {len(columns)} 栏，每行不多于 {len(columns)} 段")
        yield from ((name, cell) for name, cell in zip(columns, cells, strict=False) if name)
        return
    rest = cells[1:] if _NUMBER.fullmatch(cells[0]) or not cells[0] else cells
    if not 2 <= len(rest) <= len(ORDER):
        raise _unread(cells, "每行写：事项 牵头 责任 时限，用制表符或空格隔开；事项里有空格的用制表符")
    yield from zip(ORDER, rest, strict=False)


def _unread(cells: list[str], way_out: str) -> InputRefused:
    return InputRefused("看不懂这一行", f"分成了 {len(cells)} 段", way_out, field="text")


def _source(said: Mapping[str, str], reading: Reading) -> Source:
    common = reading.source or Source("", reading.today)
    kind = said.get("kind") or common.kind
    source = replace(
        common,
        kind=check_source(kind),
        document=said.get("document") or common.document,
        by=said.get("by") or common.by,
    )
    if day := said.get("day"):
        source = replace(source, day=read_day(day, reading.today, field="source_day"))
    if (urgent := said.get("urgent")) is not None and urgent not in ("", *_NOTHING):
        source = replace(source, urgent=urgent not in ("否", "不急"))
    return source


def _units(cell: str, unit: Callable[[str], str]) -> tuple[str, ...]:
    if cell in _NOTHING:
        return ()
    return tuple(dict.fromkeys(unit(one.strip()) for one in _BETWEEN.split(cell) if one.strip()))


@dataclass(frozen=True, slots=True)
class MatterDue:
    """The date of a matter as it was typed; None: without one.

    ``phrase``: what the source says, where it is quoted. ``rule``: what the date follows from, the office's
    limit or what the officer typed.
    """

    day: date | None
    phrase: str = ""
    assumed: bool = False
    rule: str = ""


def read_matter_due(typed: str, source: Source, reading: Reading, *, quoted: bool = False) -> MatterDue:
    """The date that was typed: a day, ``limit`` (that of the office's limit), 无; nothing is refused.

    ``quoted``: it stands in a pasted line, as the source has it; what an officer gives is no quotation.
    The refusal names the date that the limit proposes, with its rule.
    """
    text = "".join(typed.split())
    proposed = reading.propose(source.kind, source.urgent, source.day)
    if not text:
        raise _no_due(proposed)
    if text.lower() in _BY_LIMIT:
        if proposed is None:
            raise InputRefused(
                f"没有设{source.kind}的时限",
                "机构的交办时限里没有这种来源",
                "写 --due 日期；要设，用 setting set matter_limits",
                field="due",
            )
        return MatterDue(proposed.due, rule=f"按交办时限：{proposed.rule}")
    if text.lower() in _NO_DATE:
        return MatterDue(None)
    due = read_due(typed, reading.today)
    if due.every:
        raise InputRefused(
            "交办事项要写某一天", f"“{typed}”是周期性的", "写出这一次的日期，如 2026-12-31", field="due"
        )
    if quoted:
        return MatterDue(due.due, due.phrase, due.assumed, rule=due.rule)
    return MatterDue(due.due, assumed=due.assumed, rule=due.rule)


def _no_due(proposed: Proposal | None) -> InputRefused:
    if proposed is None:
        return InputRefused(
            "没有写时限", "机构没有设这种来源的交办时限", "写 --due 日期；没有时限的写 --due 无", field="due"
        )
    return InputRefused(
        "没有写时限",
        f"按{proposed.rule}，应为 {proposed.due.isoformat()}",
        "采用则写 --due limit，否则写 --due 日期；没有时限的写 --due 无",
        field="due",
    )
