"""Records that wait for a plan (等待方案): it has not arrived yet; they take their place when it does."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from huaian_tui.store.engine.fold import ARRIVED

_WAITS = (
    "(record.plan NOT IN (SELECT id FROM plan) OR (record.task_no IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM task WHERE task.no = record.task_no)))"
)


class Waiting(NamedTuple):
    """What waits for one task of a plan, or for the plan itself: how many records, of whom, of which days."""

    plan: str
    task_no: int | None
    records: int
    officers: tuple[str, ...]
    first: str
    last: str


def list_waiting_records(connection: sqlite3.Connection) -> list[Waiting]:
    """All that waits, by plan and task. Looks at every record: asked for by hand alone."""
    rows = connection.execute(
        "SELECT plan, task_no, count(*), group_concat(DISTINCT officer), min(recorded_at), max(recorded_at) "  # noqa: S608
        f"FROM record WHERE {_WAITS} GROUP BY plan, task_no ORDER BY plan, task_no"
    )
    return [
        Waiting(plan, task_no, count, tuple(sorted(officers.split(","))), first[:10], last[:10])
        for plan, task_no, count, officers, first, last in rows
    ]


def count_waiting_arrived(connection: sqlite3.Connection) -> int:
    """How many of the records that arrived wait; projections must be folded."""
    row = connection.execute(f"SELECT count(*) FROM record WHERE record.{ARRIVED} AND {_WAITS}")  # noqa: S608
    return int(row.fetchone()[0])
