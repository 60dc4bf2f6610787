"""What was recorded for a span of days: notes, readings, hand-ins, and the newest readings until a day."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.store.engine.counted_once import FIRST_NOTE, FIRST_READING
from huaian_tui.store.queries.notes import read_notes
from huaian_tui.store.queries.sql_parts import READING_ORDER


@dataclass(frozen=True, slots=True)
class ProgressFact:
    """A reading or a hand-in: on which task, of what (milestone id or deliverable), when, and its value."""

    task_no: int
    subject: str
    title: str
    day: date
    value: float | None
    text: str
    record_id: bytes


def notes_between(connection: sqlite3.Connection, first: date, last: date) -> list[NoteRow]:
    """Notes of these days, both included, oldest first; retracted ones are left out."""
    rows = connection.execute(
        f"SELECT n.id, n.day FROM note AS n WHERE n.retracted = 0 AND n.day BETWEEN ? AND ? AND {FIRST_NOTE} "  # noqa: S608
        "ORDER BY n.day, n.id",
        (first.isoformat(), last.isoformat()),
    )
    return read_notes(connection, [row[0] for row in rows])


def readings_between(connection: sqlite3.Connection, first: date, last: date) -> list[ProgressFact]:
    """Readings of these days, oldest first."""
    rows = connection.execute(
        "SELECT m.task_no, r.milestone, m.title, r.day, r.value, coalesce(m.unit, ''), r.id, r.said "  # noqa: S608
        "FROM reading AS r JOIN milestone AS m ON m.id = r.milestone "
        f"WHERE r.day BETWEEN ? AND ? AND {FIRST_READING} ORDER BY {READING_ORDER}",
        (first.isoformat(), last.isoformat()),
    )
    return [
        ProgressFact(task_no, milestone, title, date.fromisoformat(day), value, unit, reading)
        for task_no, milestone, title, day, value, unit, reading, _ in rows
    ]


def handed_in_between(connection: sqlite3.Connection, first: date, last: date) -> list[ProgressFact]:
    """What was handed in for named deliverables on these days, oldest first."""
    rows = connection.execute(
        "SELECT d.task_no, d.id, d.title, h.day, h.text, h.id FROM handed_in AS h "
        "JOIN deliverable AS d ON d.id = h.deliverable WHERE h.day BETWEEN ? AND ? ORDER BY h.day, h.id",
        (first.isoformat(), last.isoformat()),
    )
    return [
        ProgressFact(task_no, deliverable, title, date.fromisoformat(day), None, text, handed_in)
        for task_no, deliverable, title, day, text, handed_in in rows
    ]


def newest_readings(connection: sqlite3.Connection, until: date) -> dict[str, tuple[date, float]]:
    """(day, value) of the newest reading of each milestone that is dated ``until`` or before.

    Of two of a day it is the one that was said later.
    """
    rows = connection.execute(
        f"SELECT r.milestone, r.day, r.value FROM reading AS r WHERE r.day <= ? ORDER BY {READING_ORDER}",  # noqa: S608
        (until.isoformat(),),
    )
    return {row[0]: (date.fromisoformat(row[1]), row[2]) for row in rows}
