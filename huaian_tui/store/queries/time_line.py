"""The time line: records of any kind, newest first, each with its gist in one line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.ledger.gist import gist
from huaian_tui.store.queries.sql_parts import batches

_SELECT = "SELECT r.id, r.kind, r.task_no, r.milestone, r.occurred_on, r.recorded_at, r.officer, r.body"


def _event(row: Sequence[Any]) -> EventRow:
    record, kind, task_no, milestone, occurred_on, recorded_at, officer, body = row
    day = None if occurred_on is None else date.fromisoformat(occurred_on)
    said = gist(kind, json.loads(body))
    return EventRow(record, kind, task_no, milestone, day, recorded_at, officer, said)


def of_task(connection: sqlite3.Connection, number: int, limit: int = 200) -> list[EventRow]:
    """The newest records about one task."""
    rows = connection.execute(
        f"{_SELECT} FROM record AS r WHERE r.task_no = ? ORDER BY r.id DESC LIMIT ?", (number, limit)
    )
    return [_event(row) for row in rows]


def of_milestone(connection: sqlite3.Connection, milestone: str, limit: int = 200) -> list[EventRow]:
    """The newest records about one milestone: its decisions and readings."""
    rows = connection.execute(
        f"{_SELECT} FROM record AS r WHERE r.milestone = ? ORDER BY r.id DESC LIMIT ?", (milestone, limit)
    )
    return [_event(row) for row in rows]


def recent(connection: sqlite3.Connection, limit: int = 20) -> list[EventRow]:
    """The newest records of the ledger."""
    rows = connection.execute(f"{_SELECT} FROM record AS r ORDER BY r.id DESC LIMIT ?", (limit,))
    return [_event(row) for row in rows]


def read_events(connection: sqlite3.Connection, ids: Sequence[bytes]) -> list[EventRow]:
    """The rows of these records in the order asked for."""
    found = dict[bytes, EventRow]()
    for batch in batches(ids):
        marks = ",".join("?" * len(batch))
        rows = connection.execute(f"{_SELECT} FROM record AS r WHERE r.id IN ({marks})", batch)
        found |= {row[0]: _event(row) for row in rows}
    return [found[one] for one in ids if one in found]
