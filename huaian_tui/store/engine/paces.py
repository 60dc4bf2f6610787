"""From which day on each open milestone is 未达序时 by its newest reading (``domain.rules.pace``).

It follows from the rows of milestones and readings. Unqualified names of tables: a past day may shadow them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.rules.targets import Operator, Target
from huaian_tui.ledger.kinds.kind import Row
from huaian_tui.ledger.kinds.milestone_rows import read_trajectory
from huaian_tui.store.engine.counted_once import newest_reading
from huaian_tui.store.engine.fold_things import batches, marks

TABLE = "milestone_pace"
COLUMNS = ("milestone", "task_no", "behind_from")
TARGET = (
    "operator, value, upper, coalesce(unit, ''), cumulative, inferred, coalesce(target_text, ''), "
    "baseline, target_start, trajectory"
)
"""The columns of ``Measured`` after ``due``."""

MEASURED = "status = 'open' AND operator IS NOT NULL AND due IS NOT NULL"
"""Milestones whose pace can be measured, once there is a reading."""

_READ = (
    f"SELECT m.id, m.task_no, m.due, ({newest_reading('r.value')}), {TARGET} "  # noqa: S608 - our own names
    f"FROM milestone AS m WHERE {MEASURED}"
)
_WRITE = f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES (?, ?, ?)"  # noqa: S608


class Measured(NamedTuple):
    """A milestone with a target and a date, as its tables keep them (ISO)."""

    due: str
    operator: Operator
    value: float
    upper: float | None
    unit: str
    cumulative: int
    inferred: int
    text: str
    baseline: float | None
    start: str | None
    trajectory: str | None

    @property
    def target(self) -> Target:
        """Its target."""
        return Target(
            self.operator,
            self.value,
            self.upper,
            self.unit,
            bool(self.cumulative),
            bool(self.inferred),
            self.text,
            self.baseline,
            None if self.start is None else date.fromisoformat(self.start),
            read_trajectory(self.trajectory),
        )

    def behind_from(self, reading: float | None) -> str | None:
        """Since when it is 未达序时 with this newest reading (ISO); None: on no day, or nothing is read."""
        # Imported here: few tasks have a target that was read, and exact fractions take time to load.
        from huaian_tui.domain.rules.pace import behind_from

        day = behind_from(self.target, reading, date.fromisoformat(self.due))
        return None if day is None else day.isoformat()


def rebuild_paces(connection: sqlite3.Connection) -> None:
    """Measure every milestone anew; milestones and readings must be folded."""
    connection.execute(f"DELETE FROM {TABLE}")  # noqa: S608 - a constant name
    connection.executemany(_WRITE, _rows(connection.execute(_READ).fetchall()))


def refresh_paces(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Measure the milestones of these tasks anew."""
    for batch in batches(list(numbers)):
        among = f"IN ({marks(batch)})"
        connection.execute(f"DELETE FROM {TABLE} WHERE task_no {among}", batch)  # noqa: S608 - marks
        found = connection.execute(f"{_READ} AND m.task_no {among}", batch).fetchall()
        connection.executemany(_WRITE, _rows(found))


def _rows(found: Iterable[Row]) -> Iterator[Row]:
    for milestone, task_no, due, reading, *target in found:
        if reading is not None:
            day = Measured(due, *target).behind_from(reading)
            if day is not None:
                yield milestone, task_no, day
