"""Tasks from pasted lines: 序号 任务 牵头 责任 时限, separated by tabs or spaces."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.dates.grammar import read_date
from huaian_tui.domain.dates.phrase import DatePhrase
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.services.entering import NewMilestone, TaskDraft
from huaian_tui.services.tasks import MOST_TASKS

_HEADS = ("序号", "任务")
_BETWEEN = re.compile("[、，,;；]")
_NUMBER = re.compile(r"[#（(]?[0-9]{1,6}(?:[.\-][0-9]{1,4})*[.、)）]?")
_NOTHING = ("", "-", "—", "无", "/")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One pasted line: its number, what it says, and the draft or why there is none."""

    at: int
    line: str
    draft: TaskDraft | None
    error: HuaianError | None = None


_COUNTED_FROM_TODAY = re.compile("[+＋]|[今明后]天|[上下本这]?个?(周|星期|礼拜)")
"""How a day is typed that means another one tomorrow: nobody could read it in a record."""


def read_each_line(text: str, today: date, unit: Callable[[str], str]) -> list[ReadLine]:
    """Every line with what was read of it; blank lines and the one that names the columns are left out.

    ``unit`` gives the unit that a name means, or refuses it.
    """
    lines = [(at, line) for at, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_TASKS:
        raise InputRefused("行数太多", f"共 {len(lines)} 行，一次最多 {MOST_TASKS} 行", "请分几次粘贴")
    found = list[ReadLine]()
    for at, line in lines:
        cells = _cells(line)
        if cells[: len(_HEADS)] == list(_HEADS) or cells[0] == _HEADS[0]:
            continue
        try:
            found.append(ReadLine(at, line, _draft(cells, today, unit)))
        except HuaianError as error:
            found.append(ReadLine(at, line, None, error))
    return found


def read_lines(text: str, today: date, unit: Callable[[str], str]) -> list[TaskDraft]:
    """The tasks of the lines.

    A line that cannot be read is refused with its number; nothing is guessed.
    """
    found = list[TaskDraft]()
    for one in read_each_line(text, today, unit):
        if one.error is not None:
            said = one.error
            raise InputRefused(f"第{one.at}行：{said.title}", said.message, said.way_out, field="text")
        if one.draft is not None:
            found.append(one.draft)
    return found


def _cells(line: str) -> list[str]:
    parts = line.split("\t") if "\t" in line else line.split()
    return [" ".join(part.split()) for part in parts]


def _draft(cells: list[str], today: date, unit: Callable[[str], str]) -> TaskDraft:
    number = cells[0] if _NUMBER.fullmatch(cells[0]) or not cells[0] else None
    rest = cells if number is None else cells[1:]
    if not 2 <= len(rest) <= 4:
        raise InputRefused(
            "看不懂这一行",
            f"分成了 {len(cells)} 段",
            "每行写：序号 任务 牵头 责任 时限，用制表符或空格隔开；任务里有空格的用制表符",
        )
    text, lead, support, due = [*rest, "", ""][:4]
    return TaskDraft(
        number=(number or "").strip("#（()）.、"),
        text=text,
        lead=_units(lead, unit),
        support=_units(support, unit),
        milestones=() if due in _NOTHING else (read_due(due, today),),
    )


def _units(cell: str, unit: Callable[[str], str]) -> tuple[str, ...]:
    if cell in _NOTHING:
        return ()
    return tuple(dict.fromkeys(unit(one.strip()) for one in _BETWEEN.split(cell) if one.strip()))


def read_due(text: str, today: date, title: str = "") -> NewMilestone:
    """The milestone that a typed date means: one day, or a recurring one from today on.

    A day written as 2026-12-05, or counted from today (+10), quotes nothing: no phrase is kept of it.
    """
    phrase = read_date(text, today, field="due")
    if phrase.day is not None:
        typed = text.strip()
        quoted = "" if typed == phrase.day.isoformat() or _COUNTED_FROM_TODAY.match(typed) else text
        rule = _rule(typed, phrase) if phrase.assumed else ""
        return NewMilestone(phrase.day, title, phrase.assumed, phrase=quoted, rule=rule)
    if phrase.interval is None:
        raise InputRefused(
            "长期工作不设节点", phrase.explanation, "要督查某一次，请写出那一天，例如 2026-12-31", field="due"
        )
    named = any(end in text for end in _ENDS)  # 每季度末 says the day itself, 每季度 does not
    rule = "" if named else _rule(text, phrase)
    return NewMilestone(today, title, not named, every=phrase.interval, phrase=text, rule=rule)


_ENDS = ("末", "底")
_NOT_THE_RULE = re.compile(r"^[0-9]+年[0-9]+月[0-9]+日（周.）；|^每[^，]*一次，|；未写年份，按今年$")


def _rule(typed: str, phrase: DatePhrase) -> str:
    """By what convention a typed phrase means its day: “2026年”只写了年份，按当年最后一天."""
    return f"“{typed.strip()}”{_NOT_THE_RULE.sub('', phrase.decided)}"
