"""Reports of units that wait for a decision, in one line: how many, of whom, since when."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.domain.answers.overview import PendingReports

_MOST_UNITS = 20


def pending_reports(connection: sqlite3.Connection) -> PendingReports:
    """Counted by index, not read: texts are read where the officer decides on them."""
    count, newest = connection.execute(
        "SELECT count(*), max(day) FROM self_report WHERE state = 'pending'"
    ).fetchone()
    units = connection.execute(
        "SELECT unit FROM self_report WHERE state = 'pending' GROUP BY unit "
        "ORDER BY max(day) DESC, max(id) DESC LIMIT ?",
        (_MOST_UNITS,),
    )
    return PendingReports(
        count, tuple(row[0] for row in units), None if newest is None else date.fromisoformat(newest)
    )
