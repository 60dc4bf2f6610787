"""The time line: records of any kind, newest first, each with its gist in one line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.answers.plans import TaskRef
from huaian_tui.ledger.kinds.anew import taken_back
from huaian_tui.ledger.kinds.taking_back import OF, amends
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.queries.amended import TAKEN_BACK, as_fold_record, mark_of
from huaian_tui.store.queries.reading_units import targets_of, with_unit
from huaian_tui.store.queries.sql_parts import batches
from huaian_tui.store.queries.task_refs import read_refs

if TYPE_CHECKING:
    from huaian_tui.domain.rules.targets import Target

_COLUMNS = "r.id, r.kind, r.task_no, r.milestone, r.occurred_on, r.recorded_at, r.officer, r.ref, r.body"
_SELECT = f"SELECT {_COLUMNS}"
_ABOUT = """
WITH RECURSIVE about(id) AS
(VALUES (?) UNION SELECT later.id FROM about JOIN record AS later ON later.ref = about.id)
"""
"""A record and all that refer to it, or to one that does."""


def _targets(connection: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> dict[str, Target]:
    """The targets of milestones whose values these records name."""
    return targets_of(connection, {row[3] for row in rows if row[3] is not None and '"value"' in row[8]})


def _event(
    row: Sequence[Any], refs: Mapping[int, TaskRef], targets: Mapping[str, Target], mark: str = ""
) -> EventRow:
    # Imported here: lists of tasks are read without knowing every kind of record.
    from huaian_tui.ledger.gist import first_title, gist

    record, kind, task_no, milestone, occurred_on, recorded_at, officer, before, text = row
    day = None if occurred_on is None else date.fromisoformat(occurred_on)
    body = json.loads(text)
    of_note = kind == RecordKind.CORRECTION and body.get(OF, RecordKind.NOTE) == RecordKind.NOTE
    said = mark + with_unit(gist(kind, body), body, targets.get(milestone))
    gone = TAKEN_BACK in mark
    about = kind, task_no, milestone, day, recorded_at, officer
    title = first_title(kind, body, before)
    return EventRow(record, *about, said, of_note, gone, refs.get(task_no), title)


def _refs(connection: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> dict[int, TaskRef]:
    return read_refs(connection, {row[2] for row in rows if row[2] is not None})


def _marked(connection: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> list[EventRow]:
    """The newest records about something, marked where a later one, which is among them, amends one."""
    told = [as_fold_record((row[0], row[1], row[7], *row[2:5], row[6], row[8])) for row in rows]
    known = [one for one in told if one is not None and amends(one)]
    own = {one.id: one for one in known}
    refs = _refs(connection, rows)
    gone = taken_back([one for one in told if one is not None and not amends(one)])
    marks = {row[0]: mark_of(row[0], known, own.get(row[0])) if known else "" for row in rows}
    marks |= dict.fromkeys(gone.intersection(marks), f"（{TAKEN_BACK}）")
    targets = _targets(connection, rows)
    return [_event(row, refs, targets, marks[row[0]]) for row in rows]


def of_task(connection: sqlite3.Connection, number: int, limit: int = 200) -> list[EventRow]:
    """The newest records about one task."""
    rows = connection.execute(
        f"{_SELECT} FROM record AS r WHERE r.task_no = ? AND +r.rid >= 0 ORDER BY r.id DESC LIMIT ?",
        (number, limit),
    )
    return _marked(connection, rows.fetchall())


def of_milestone(connection: sqlite3.Connection, milestone: str, limit: int = 200) -> list[EventRow]:
    """The newest records about one milestone: its decisions and readings."""
    rows = connection.execute(
        f"{_SELECT} FROM record AS r WHERE r.milestone = ? ORDER BY r.id DESC LIMIT ?", (milestone, limit)
    )
    return _marked(connection, rows.fetchall())


def of_plan(connection: sqlite3.Connection, plan: str, limit: int = 200) -> list[EventRow]:
    """The newest records about a plan itself: what it was said to be, its closing, its reopening."""
    rows = connection.execute(
        f"{_SELECT} FROM record AS r WHERE r.kind IN "
        "('plan_set', 'plan_close', 'plan_reopen', 'plan_revision') "
        "AND r.plan = ? AND +r.rid >= 0 ORDER BY r.id DESC LIMIT ?",
        (plan, limit),
    )
    return _marked(connection, rows.fetchall())


def of_notice(connection: sqlite3.Connection, notice: bytes, limit: int = 200) -> list[EventRow]:
    """The newest records about one notice: its drafts, what was done with it, answers, what amends them."""
    rows = connection.execute(
        f"{_ABOUT} {_SELECT} FROM about JOIN record AS r ON r.id = about.id ORDER BY r.id DESC LIMIT ?",
        (notice, limit),
    )
    return _marked(connection, rows.fetchall())


def recent(connection: sqlite3.Connection, limit: int = 20) -> list[EventRow]:
    """The newest records of the ledger."""
    rows = connection.execute(
        f"{_SELECT} FROM record AS r WHERE +r.rid >= 0 ORDER BY r.id DESC LIMIT ?", (limit,)
    )
    return _marked(connection, rows.fetchall())


def read_events(connection: sqlite3.Connection, ids: Sequence[bytes]) -> list[EventRow]:
    """The rows of these records in the order asked for."""
    found = dict[bytes, EventRow]()
    for batch in batches(ids):
        marks = ",".join("?" * len(batch))
        rows = connection.execute(f"{_SELECT} FROM record AS r WHERE r.id IN ({marks})", batch).fetchall()
        refs = _refs(connection, rows)
        targets = _targets(connection, rows)
        found |= {row[0]: _event(row, refs, targets) for row in rows}
    return [found[one] for one in ids if one in found]
