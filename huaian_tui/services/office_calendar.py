"""The calendar of the office as a file, for screens and commands."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from huaian_tui.domain.answers.calendar import CalendarEntry, EntryKind
from huaian_tui.store.queries.calendar_entries import calendar_entries
from huaian_tui.store.queries.unit_history import unit_name_on


def export_calendar(
    connection: sqlite3.Connection,
    today: date,
    file: Path,
    made_at: datetime,
    *,
    unit: str | None = None,
    plan: str | None = None,
) -> tuple[Path, list[CalendarEntry]]:
    """Write deadlines, visits and answers due into ``file``; the path that was used, what stands in it."""
    # Imported here: the library of calendars is loaded only where one is written.
    from huaian_tui.documents.calendar_file import SUFFIX, calendar_file
    from huaian_tui.documents.files import write_whole

    entries = calendar_entries(connection, today, unit, plan)
    name = "督查日历" + ("" if unit is None else f"（{unit_name_on(connection, unit, today)[0]}）")
    path = file if file.suffix.lower() == SUFFIX else file.with_name(f"{file.name}{SUFFIX}")
    return write_whole(path, calendar_file(entries, name, made_at)), entries


def told(entries: Sequence[CalendarEntry]) -> str:
    """How many of each kind: 节点到期 15、回访 2、反馈到期 1."""
    counts = Counter(one.kind for one in entries)
    parts = [f"{kind.word} {counts[kind]}" for kind in EntryKind if counts[kind]]
    return "、".join(parts) or "没有到期的节点、回访和反馈"
