"""What is due on which day: counts for a calendar, read by the index of open due dates."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date

_DUE = (
    "SELECT due, count(*) FROM milestone WHERE status = 'open' AND due IS NOT NULL "
    "AND due BETWEEN ? AND ? GROUP BY due"
)


def due_counts(connection: sqlite3.Connection, first: date, last: date) -> Mapping[date, int]:
    """Open milestones by the day they are due, both ends included; days without any are left out."""
    rows = connection.execute(_DUE, (first.isoformat(), last.isoformat()))
    return {date.fromisoformat(day): int(count) for day, count in rows}
