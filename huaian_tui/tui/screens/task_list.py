"""What the list of tasks shows: its columns, its rows read page by page, its figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.domain.rows import TaskRow
from huaian_tui.store.queries.tasks import read_tasks
from huaian_tui.tui.session import LedgerSession
from huaian_tui.tui.views.lights import count_lights, counts_words, status_words
from huaian_tui.tui.widgets.columns import Column
from huaian_tui.tui.widgets.row_source import ListRow

COLUMNS = (
    Column("序号", width=4, right=True),
    Column("状态", width=11, toned=True),
    Column("重点任务", weight=3, min_width=20),
    Column("牵头单位", weight=1, min_width=14, priority=3),
    Column("时限", width=10, priority=2),
)

MOST_COUNTED = 2_000
"""Up to so many rows the foot line counts the lights; reading more would cost the first frame."""


class TaskSource:
    """The tasks with these numbers, read from the ledger in pages."""

    def __init__(self, session: LedgerSession, numbers: Sequence[int]) -> None:
        self._session = session
        self._today = session.today
        self._numbers = tuple(numbers)
        self._places = {number: place for place, number in enumerate(self._numbers)}

    def count(self) -> int:
        """Number of tasks."""
        return len(self._numbers)

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``; reads the ledger."""
        wanted, today = self._numbers[start : start + size], self._today
        tasks = self._session.read(lambda connection: read_tasks(connection, today, wanted))
        return [task_row(task, today) for task in tasks]

    def position(self, key: str) -> int | None:
        """Index of the task with this number."""
        return self._places.get(int(key)) if key.isdecimal() else None


def task_row(task: TaskRow, today: date) -> ListRow:
    """One line of the list."""
    due = task.next_due.isoformat() if task.next_due else ""
    cells = (str(task.no), status_words(task, today), task.text, "、".join(task.lead), due)
    return ListRow(str(task.no), cells, task.light.value)


def figures(connection: sqlite3.Connection, today: date, numbers: Sequence[int]) -> str:
    """The lights of these tasks in words; empty when there are too many to read for that."""
    if len(numbers) > MOST_COUNTED:
        return ""
    return counts_words(count_lights(task.light for task in read_tasks(connection, today, numbers)))
