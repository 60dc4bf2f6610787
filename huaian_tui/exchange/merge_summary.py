"""What a merge brought, read from the ledger afterwards: who, which tasks, which conflicts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from huaian_tui.exchange.pack_format import PackRefused
from huaian_tui.ledger.gist import gist
from huaian_tui.store.engine.fold import ARRIVED, decided_by_arrived

MOST_LISTED = 200
"""Of officers and of conflicts; a pack made to harm could name a million."""


@dataclass(frozen=True, slots=True)
class TaskCount:
    """How many new records are about one task."""

    no: int
    title: str
    records: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of the decisions that do not know of each other."""

    record_id: bytes
    officer: str
    recorded_at: str
    kind: str
    gist: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A milestone that was decided apart (冲突待核); the last side is what shows until it is settled."""

    milestone: str
    task_no: int
    title: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A pack that is not taken: the file's name, its records as it says, and why."""

    pack: str
    records: int
    error: PackRefused


def officers_of_arrived(connection: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
    """(name, records) of those who wrote the records that arrived, most first."""
    rows = connection.execute(
        f"SELECT officer, count(*) FROM record WHERE {ARRIVED} "  # noqa: S608 - a constant condition
        "GROUP BY officer ORDER BY 2 DESC, 1 LIMIT ?",
        (MOST_LISTED,),
    )
    return tuple((row[0], row[1]) for row in rows)


def tasks_of_arrived(connection: sqlite3.Connection) -> tuple[TaskCount, ...]:
    """The tasks that the records that arrived are about, by number."""
    rows = connection.execute(
        "SELECT task.no, task.text, count(*) FROM record JOIN task ON task.no = record.task_no "  # noqa: S608
        f"WHERE record.{ARRIVED} GROUP BY task.no ORDER BY task.no"
    )
    return tuple(TaskCount(*row) for row in rows)


def conflicts_of_arrived(connection: sqlite3.Connection) -> tuple[Conflict, ...]:
    """Milestones in conflict on which a record that arrived decides; projections must be folded."""
    found = list[Conflict]()
    for milestone in decided_by_arrived(connection):
        row = connection.execute(
            "SELECT task_no, title, heads FROM milestone WHERE id = ?", (milestone,)
        ).fetchone()
        heads = [] if row is None else json.loads(row[2])
        if len(heads) > 1:
            sides = tuple(_side(connection, bytes.fromhex(head)) for head in heads[:MOST_LISTED])
            found.append(Conflict(milestone, row[0], row[1], sides))
        if len(found) == MOST_LISTED:
            break
    return tuple(found)


def _side(connection: sqlite3.Connection, record_id: bytes) -> Side:
    officer, recorded_at, kind, body = connection.execute(
        "SELECT officer, recorded_at, kind, body FROM record WHERE id = ?", (record_id,)
    ).fetchone()
    return Side(record_id, officer, recorded_at, kind, gist(kind, json.loads(body)))
