"""What the calendar of an office holds: deadlines, promised visits, answers that are waited for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

from huaian_tui.domain.answers.calendar import CalendarEntry, EntryKind
from huaian_tui.domain.words.milestones import due_words
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.notes import open_follow_ups
from huaian_tui.store.queries.notices import SOMEBODY_MISSING, rows_of
from huaian_tui.store.queries.slot_names import named_slots, names_of, role_names
from huaian_tui.store.queries.unit_history import unit_with_merged

_EVER = (date.max - date.min).days


def calendar_entries(
    connection: sqlite3.Connection, today: date, unit: str | None = None, plan: str | None = None
) -> list[CalendarEntry]:
    """Deadlines of open milestones, promised visits not yet made, answers that are waited for; by day.

    ``unit``: of its tasks, of visits to it, of papers to it; ``plan``: of this one, else of all open ones.
    Nobody's contacts are in it.
    """
    found = [
        *_deadlines(connection, today, unit, plan),
        *_visits(connection, unit, plan),
        *replies_due(connection, unit, plan),
    ]
    return sorted(found, key=lambda one: (one.day, one.kind, one.key))


_CHANGES = "SELECT count(*) FROM record WHERE milestone = ? AND kind NOT IN ('reading', 'self_report')"


def _deadlines(
    connection: sqlite3.Connection, today: date, unit: str | None, plan: str | None
) -> Iterator[CalendarEntry]:
    rows = list_overdue(connection, today, within=_EVER, unit=unit, plan=plan)
    units = named_slots(connection, {row.task_no for row in rows}, today)
    for row in rows:
        if row.state.due is None:
            continue
        slots = units[row.task_no]
        lead, support = role_names(slots, "lead"), role_names(slots, "support")
        lines = [f"节点 {row.id}，时限 {due_words(row.state)}", f"牵头：{lead}"]
        lines += [f"责任：{support}"] if support else []
        lines += [f"依据：{row.state.basis}"] if row.state.basis else []
        (changes,) = connection.execute(_CHANGES, (row.id,)).fetchone()
        first = names_of(slots, "lead")[:1]
        whose = f"（{first[0]}{'等' if len(names_of(slots, 'lead')) > 1 else ''}）" if first else ""
        title = f"{row.named.told} {row.state.title}{whose}"
        yield CalendarEntry(EntryKind.DEADLINE, row.id, row.state.due, title, tuple(lines), changes)


def _visits(connection: sqlite3.Connection, unit: str | None, plan: str | None) -> Iterator[CalendarEntry]:
    wanted = None if unit is None else set(unit_with_merged(connection, unit))
    for note in open_follow_ups(connection, date.max):
        if note.follow_up is None or (plan is not None and note.named.plan != plan):
            continue
        if wanted is not None and not wanted.intersection(note.units):
            continue
        whom = "、".join(note.unit_names)
        lines = [f"{note.day.isoformat()} 督查时约定"]
        lines += [f"存在问题：{note.problem}"] if note.problem else []
        lines += [f"督查要求：{note.requirement}"] if note.requirement else []
        title = f"{note.named.told}{f'（{whom}）' if whom else ''}"
        key = note.record_id.hex()
        yield CalendarEntry(EntryKind.VISIT, key, note.follow_up, title, tuple(lines), int(note.corrected))


_WAITING = (
    "SELECT n.id FROM notice AS n WHERE n.state = 'issued' AND n.reply_due IS NOT NULL "  # noqa: S608 - constant
    f"AND {SOMEBODY_MISSING}"
)


def replies_due(
    connection: sqlite3.Connection, unit: str | None = None, plan: str | None = None
) -> Iterator[CalendarEntry]:
    """Issued papers that wait for an answer by a day, each with the units that have not given one."""
    wanted = None if unit is None else set(unit_with_merged(connection, unit))
    ids = [notice for (notice,) in connection.execute(_WAITING)]
    for row in rows_of(connection, ids):
        missing = [one for one in row.missing if wanted is None or one in wanted]
        if row.reply_due is None or not missing or (plan is not None and plan not in row.plans):
            continue
        waiting = "、".join(map(row.name_of, missing))
        number = f"{row.number} " if row.number else ""
        lines = (f"{number}{row.title}", f"还没有反馈：{waiting}")
        (changes,) = connection.execute(_ABOUT_PAPER, (row.record_id,)).fetchone()
        key = row.record_id.hex()
        yield CalendarEntry(EntryKind.REPLY, key, row.reply_due, row.title, lines, changes)


_ABOUT_PAPER = "SELECT count(*) FROM record WHERE ref = ?"


def is_known(connection: sqlite3.Connection, kind: EntryKind, key: str) -> bool:
    """Whether what an entry of a file is about is in this ledger: nothing else is said to stand no longer."""
    if kind is EntryKind.DEADLINE:
        found = connection.execute("SELECT 1 FROM record WHERE milestone = ? LIMIT 1", (key,)).fetchone()
        own = connection.execute("SELECT 1 FROM milestone WHERE id = ?", (key,)).fetchone()
        return found is not None or own is not None
    try:
        record = bytes.fromhex(key)
    except ValueError:
        return False
    return connection.execute("SELECT 1 FROM record WHERE id = ?", (record,)).fetchone() is not None
