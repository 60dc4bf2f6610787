"""The calendar of the office as a file, for screens and commands.

A calendar that has taken a file in knows its entries by their UIDs. So what stood in a file that was exported
before, and stands no longer (办结, 中止, 已回访, 已反馈), is written into the next one as cancelled.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from huaian_tui.domain.answers.calendar import CalendarEntry, EntryKind
from huaian_tui.domain.errors import HuaianError
from huaian_tui.importing.calendar_events import KeptEvent, read_calendar
from huaian_tui.store.queries.calendar_entries import calendar_entries, is_known
from huaian_tui.store.queries.unit_history import unit_name_on

_OWN_UID = re.compile(r"(deadline|visit|reply)-(.{1,100})@huaian-tui", re.ASCII)
_KEPT_DAYS = timedelta(days=366)
"""So long after its day an entry that was cancelled goes on being written so."""


@dataclass(frozen=True, slots=True)
class CalendarMade:
    """The path that was used, what stands in it, what is cancelled; why a former file was not read."""

    path: Path
    entries: list[CalendarEntry]
    cancelled: list[CalendarEntry]
    unread: str = ""

    @property
    def told(self) -> str:
        """How many of each kind, and of those that stand no longer."""
        more = f"；不再有的 {len(self.cancelled)} 项写成取消" if self.cancelled else ""
        unread = f"；{self.unread}，没有写取消" if self.unread else ""
        return f"{told(self.entries)}{more}{unread}"


def export_calendar(
    connection: sqlite3.Connection,
    today: date,
    file: Path,
    made_at: datetime,
    *,
    unit: str | None = None,
    plan: str | None = None,
    former: Path | None = None,
    past: bool = False,
) -> CalendarMade:
    """Write deadlines, visits and answers due into ``file``; nothing is ever overwritten.

    What a file of before has and what stands no longer is written as cancelled: of ``former``, which is
    refused when it cannot be read, else of the file that lies under the name. ``past``: the connection shows
    a former day, of which nothing is cancelled.
    """
    # Imported here: the library of calendars is loaded only where one is written.
    from huaian_tui.documents.calendar_file import SUFFIX, calendar_file
    from huaian_tui.documents.files import write_whole

    entries = calendar_entries(connection, today, unit, plan)
    name = "督查日历" + ("" if unit is None else f"（{unit_name_on(connection, unit, today)[0]}）")
    path = file if file.suffix.lower() == SUFFIX else file.with_name(f"{file.name}{SUFFIX}")
    kept, unread = ({}, "") if past else _kept(former, path)
    ended = list(_ended(connection, today, kept, entries, narrowed=unit is not None or plan is not None))
    entries = [_newer(one, kept.get(one.uid)) for one in entries]
    written = write_whole(path, calendar_file([*entries, *ended], name, made_at))
    return CalendarMade(written, entries, ended, unread)


def latest_export(folder: Path) -> Path | None:
    """The calendar that was exported last into a folder, by its name; None where there is none. Blocking."""
    try:
        found = [one for one in folder.glob("督查日历*.ics") if one.is_file()]
        return max(found, key=lambda one: one.stat().st_mtime, default=None)
    except OSError:
        return None


def _kept(former: Path | None, path: Path) -> tuple[Mapping[str, KeptEvent], str]:
    """The entries of the file of before, by UID, and why it was not read."""
    if former is not None:
        return {one.uid: one for one in read_calendar(former)}, ""
    if not path.is_file():
        return {}, ""
    try:
        return {one.uid: one for one in read_calendar(path)}, ""
    except HuaianError as error:
        return {}, f"{error.title}（{error.message}）"


def _ended(
    connection: sqlite3.Connection,
    today: date,
    kept: Mapping[str, KeptEvent],
    entries: Sequence[CalendarEntry],
    *,
    narrowed: bool,
) -> Iterator[CalendarEntry]:
    """What the file of before has, this ledger knows, and stands no longer: whatever is exported now."""
    if not kept:
        return
    standing = {one.uid for one in (calendar_entries(connection, today) if narrowed else entries)}
    for uid, event in sorted(kept.items()):
        own = _OWN_UID.fullmatch(uid)
        if own is None or uid in standing or (event.cancelled and event.day < today - _KEPT_DAYS):
            continue
        kind, key = EntryKind(own[1]), own[2]
        if is_known(connection, kind, key):
            title = event.summary.removeprefix(f"{kind.word}：")
            sequence = event.sequence + (not event.cancelled)
            lines = tuple(event.description.splitlines())
            yield CalendarEntry(kind, key, event.day, title, lines, sequence, cancelled=True)


def _newer(entry: CalendarEntry, before: KeptEvent | None) -> CalendarEntry:
    """With a sequence that is greater than that of the file of before, where something is said otherwise."""
    if before is None or entry.changes > before.sequence:
        return entry
    same = (entry.day, entry.summary, not before.cancelled) == (before.day, before.summary, True)
    same &= before.description.split() == " ".join(entry.lines).split()
    return replace(entry, changes=before.sequence + (not same))


def told(entries: Sequence[CalendarEntry]) -> str:
    """How many of each kind: 节点到期 15、回访 2、反馈到期 1."""
    counts = Counter(one.kind for one in entries)
    parts = [f"{kind.word} {counts[kind]}" for kind in EntryKind if counts[kind]]
    return "、".join(parts) or "没有到期的节点、回访和反馈"
