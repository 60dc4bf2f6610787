"""Rules of entry that several changes share: days within bounds, words that must not be missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.text.hygiene import clean_line, clean_text
from huaian_tui.ledger.kinds.kind import FoldRecord, Kind
from huaian_tui.ledger.kinds.tasks import MOST_PARTS
from huaian_tui.store.engine.fold import read_made
from huaian_tui.store.queries.plans import read_start

LATEST_DAY = date(2100, 12, 31)
"""A date beyond is a slip of the finger."""


def required_line(text: str, field: str, title: str, *, limit: int = 500) -> str:
    """One cleaned line that must not be empty; ``title`` is what people call the field."""
    return _required(clean_line(text, limit=limit, field=field), field, title)


def required_text(text: str, field: str, title: str) -> str:
    """A cleaned text of several lines that must not be empty."""
    return _required(clean_text(text, field=field).strip("\n"), field, title)


def _required(cleaned: str, field: str, title: str) -> str:
    if not cleaned.strip():
        raise InputRefused(f"{title}没有填写", "这一项不能为空", f"请填写{title}", field=field)
    return cleaned


def few_enough(parts: list[_Part], title: str) -> list[_Part]:
    """The parts of a task (milestones), refused when they are more than a task may have."""
    if len(parts) > MOST_PARTS:
        raise InputRefused(
            f"{title}太多",
            f"共 {len(parts)} 个，一项任务最多 {MOST_PARTS} 个",
            "请缩短期限，或把任务分成几项",
            field="due",
        )
    return parts


_Part = TypeVar("_Part")


def open_thing(connection: sqlite3.Connection, kind: Kind, made_by: bytes) -> Sequence[FoldRecord]:
    """All records of a thing that can still be corrected or taken back; none if it is not here.

    Why it cannot be is said by its kind.
    """
    records = read_made(connection, kind.name, made_by)
    refusal = kind.closed(records) if records else None
    if refusal is not None:
        raise refusal
    return records


def past_day(
    connection: sqlite3.Connection,
    day: date,
    today: date,
    field: str,
    title: str,
    task_no: int | None = None,
) -> date:
    """A day on which something has happened: not before the plan of the task, not after ``today``."""
    not_before_plan(connection, day, field, title, task_no)
    if day > today:
        raise InputRefused(
            f"{title}不能晚于今天",
            f"填的是 {day.isoformat()}，今天是 {today.isoformat()}",
            "请填今天或更早的日期",
            field=field,
        )
    return day


def not_before_plan(
    connection: sqlite3.Connection, day: date, field: str, title: str, task_no: int | None = None
) -> date:
    """A day within the time of the task's plan; its end is open, since work goes on after the horizon.

    Without a task: of the plan that is shipped with the program.
    """
    return not_before(read_start(connection, task_no), day, field, title)


def not_before(start: date | None, day: date, field: str, title: str) -> date:
    """A day from the start of a plan on (None: of no known one), and not in a far future."""
    if start is not None and day < start:
        raise InputRefused(
            f"{title}早于方案起始日",
            f"填的是 {day.isoformat()}，方案从 {start.isoformat()} 起算",
            f"请填 {start.isoformat()} 或之后的日期",
            field=field,
        )
    if day > LATEST_DAY:
        raise InputRefused(
            f"{title}太远", f"填的是 {day.isoformat()}", f"请填 {LATEST_DAY.year} 年及以前的日期", field=field
        )
    return day
