"""The summary of each task: what its light follows from, whatever the day.

It follows from the rows of milestones, notes and paces, and stays one statement of SQL: a task of a
long-lived ledger has thousands of notes, and each save would read them all to say in Python which promise
is the next; by the indexes of promises and of days SQLite looks at a few.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from huaian_tui.store.engine import paces
from huaian_tui.store.engine.fold_things import batches, marks
from huaian_tui.store.engine.promises import FOLLOW_UP_OPEN

TABLE = "task_state"
COLUMNS = (
    "task_no",
    "open_count",
    "undated_count",
    "done_count",
    "next_due",
    "next_follow_up",
    "next_behind",
    "plan",
)
"""Its columns; ``task_pasts`` summarises past days by the same rule."""

_SUMMARY = f"""
INSERT INTO {TABLE} ({", ".join(COLUMNS)})
SELECT task.no,
       (SELECT count(*) FROM milestone AS m WHERE m.task_no = task.no AND m.status = 'open'),
       (SELECT count(*) FROM milestone AS m
        WHERE m.task_no = task.no AND m.status = 'open' AND m.due IS NULL),
       (SELECT count(*) FROM milestone AS m WHERE m.task_no = task.no AND m.status = 'done'),
       (SELECT min(m.due) FROM milestone AS m WHERE m.task_no = task.no AND m.status = 'open'),
       (SELECT min(n.follow_up) FROM note AS n
        WHERE n.task_no = task.no AND n.follow_up IS NOT NULL AND n.retracted = 0 AND {FOLLOW_UP_OPEN}),
       (SELECT min(p.behind_from) FROM {paces.TABLE} AS p WHERE p.task_no = task.no),
       task.plan
FROM task
"""  # noqa: S608 - constant parts


def rebuild_task_states(connection: sqlite3.Connection) -> None:
    """Summarise every task anew, paces first; milestones, readings and notes must be folded."""
    paces.rebuild_paces(connection)
    connection.execute(f"DELETE FROM {TABLE}")  # noqa: S608 - a constant name
    connection.execute(_SUMMARY)


def refresh_task_states(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Summarise these tasks anew, paces first; their milestones, readings and notes must be folded."""
    ordered = sorted(numbers)
    paces.refresh_paces(connection, ordered)
    for batch in batches(ordered):
        among = f"IN ({marks(batch)})"
        connection.execute(f"DELETE FROM {TABLE} WHERE task_no {among}", batch)  # noqa: S608 - marks
        connection.execute(f"{_SUMMARY} WHERE task.no {among}", batch)
