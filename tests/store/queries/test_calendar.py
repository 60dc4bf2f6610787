"""Counts by day: open milestones only, both ends included, by the index."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.services.decisions import Completion, complete_milestone, set_milestone
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.calendar import _DUE, due_counts

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)


def test_open_milestones_are_counted_by_their_day(
    ledger: Ledger, reader: sqlite3.Connection, today: date
) -> None:
    before = dict(due_counts(reader, FIRST, LAST))
    for title in ("一", "二", "三"):
        last = set_milestone(ledger, 7, title, FIRST, "主任办公会")
    set_milestone(ledger, 8, "界外", date(2027, 1, 1), "主任办公会")
    complete_milestone(ledger, last, Completion(today, "验收"), today)
    assert due_counts(reader, FIRST, LAST) == before | {FIRST: 2}
    assert due_counts(reader, date(2026, 11, 2), date(2026, 11, 30)) == {}


def test_only_the_days_of_the_range_are_read(reader: sqlite3.Connection) -> None:
    plan = reader.execute(f"EXPLAIN QUERY PLAN {_DUE}", ("2026-11-01", "2026-12-31")).fetchall()
    steps = [row[3] for row in plan]
    # SQLite 3.53 calls the index a covering one, 3.40 does not.
    assert steps and all(
        step.startswith("SEARCH milestone ") and "INDEX milestone_open_due (due>? AND due<?)" in step
        for step in steps
    ), steps
