"""The plan's own things that records refer to: tasks, units, planned milestones, deliverables."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from huaian_tui.ledger.record import canonical_json

_SAID = (
    "SELECT id, start_day, horizon_day FROM plan ORDER BY id",
    "SELECT no, plan, text FROM task ORDER BY no",
    "SELECT name FROM unit ORDER BY name",
    "SELECT id, task_no, title, due, assumed, stretch, operator, value, upper, unit "
    "FROM planned_milestone ORDER BY id",
    "SELECT id, task_no, title FROM deliverable ORDER BY id",
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What records may refer to in this ledger; milestones and deliverables each with its task."""

    plan: str
    tasks: frozenset[int]
    units: frozenset[str]
    milestones: Mapping[str, int]
    deliverables: Mapping[str, int]


def read_reference(connection: sqlite3.Connection) -> Reference:
    """The plan's own things, as they stand in this ledger."""
    return Reference(
        plan=connection.execute("SELECT id FROM plan").fetchone()[0],
        tasks=frozenset(row[0] for row in connection.execute("SELECT no FROM task")),
        units=frozenset(row[0] for row in connection.execute("SELECT name FROM unit")),
        milestones=dict(connection.execute("SELECT id, task_no FROM planned_milestone").fetchall()),
        deliverables=dict(connection.execute("SELECT id, task_no FROM deliverable").fetchall()),
    )


def reference_digest(connection: sqlite3.Connection) -> str:
    """SHA-256 over what records refer to, in hexadecimal.

    Two ledgers with the same digest understand each other's records alike. Search
    keys are left out: they change with the pinyin library.
    """
    import hashlib

    digest = hashlib.sha256()
    for statement in _SAID:
        for row in connection.execute(statement):
            digest.update(canonical_json(list(row)).encode("utf-8") + b"\n")
    return digest.hexdigest()
