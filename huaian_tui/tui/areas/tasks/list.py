"""What the list of tasks shows: its columns, its rows read page by page, its figures."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.words.lights import counts_words, task_words
from huaian_tui.domain.words.paces import Pace, pace_cell
from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.store.queries.compact_numbers import Numbers
from huaian_tui.store.queries.tasks import last_notes, next_visits, read_tasks, task_paces
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.looks.lights import count_lights
from huaian_tui.tui.session import LedgerSession


class Line(NamedTuple):
    """What a line of the list is about; ``noted`` is the day of the task's last note, ``visit`` that of the
    next promised visit."""

    task: TaskRow
    today: date
    noted: date | None
    visit: date | None
    pace: Pace | None = None


COLUMNS: tuple[Column[Line], ...] = (
    Column("序号", lambda of: of.task.named.label, width=4, grows=True, right=True, sort="no"),
    Column(PLAN_COLUMN, lambda of: of.task.named.short, width=14, priority=5),
    Column("状态", lambda of: task_words(of.task, of.today), width=11, toned=True, priority=2, sort="light"),
    Column("重点任务", lambda of: of.task.text, weight=3, min_width=18, comfort=44, sort="text"),
    Column(
        "牵头单位", lambda of: "、".join(of.task.lead_now), weight=1, min_width=10, priority=3, sort="lead"
    ),
    Column("时限", lambda of: _day(of.task.next_due), width=10, priority=3, sort="due"),
    Column(
        "责任单位",
        lambda of: "、".join(of.task.support_now),
        weight=1,
        min_width=16,
        priority=5,
        sort="support",
    ),
    Column("最近记录", lambda of: _day(of.noted), width=10, priority=6, sort="last_note"),
    Column("二级指标", lambda of: of.task.level2, weight=1, min_width=20, priority=7, sort="indicator"),
    Column("一级指标", lambda of: of.task.level1, weight=1, min_width=16, extra=True),
    Column("下次回访", lambda of: _day(of.visit), width=10, extra=True),
    Column("序时", lambda of: pace_cell(of.pace), width=8, extra=True),
)
"""The ``sort`` keys are orders of ``store.queries.tasks``."""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


MOST_COUNTED = 2_000
"""Up to so many rows the foot line counts the lights; reading more would cost the first frame."""


FILTER_HINT = "单位、状态按 Tab 作筛选，如 czj、逾期；几个条件一起用"
"""Said below the filter while nothing is offered."""


class TaskSource:
    """The tasks with these numbers, read from the ledger in pages."""

    def __init__(self, session: LedgerSession, numbers: Numbers) -> None:
        self._session = session
        self._today = session.today
        self._numbers = numbers

    def count(self) -> int:
        """Number of tasks."""
        return len(self._numbers)

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``; reads the ledger."""
        wanted, today = self._numbers.part(start, size), self._today

        def read(connection: sqlite3.Connection) -> list[ListRow]:
            noted = last_notes(connection, wanted)
            visits = next_visits(connection, wanted)
            tasks = read_tasks(connection, today, wanted)
            paces = task_paces(connection, today, wanted)
            lines = [
                Line(task, today, noted.get(task.no), visits.get(task.no), paces.get(task.no))
                for task in tasks
            ]
            return [ListRow(str(of.task.no), cells_of(of, COLUMNS), of.task.light.value) for of in lines]

        return self._session.read(read)

    def places(self, keys: Iterable[str]) -> dict[str, int]:
        """Index of each of the tasks with these numbers."""
        return self._numbers.places_of_keys(keys)

    def keys(self) -> Sequence[str]:
        """The numbers, as keys."""
        return [str(number) for number in self._numbers]

    def place_of_number(self, number: int) -> int | None:
        """Index of the task of this number; None when it is not listed."""
        return self._numbers.place(number)


def figures(connection: sqlite3.Connection, today: date, numbers: Numbers) -> str:
    """The lights of these tasks in words; empty when there are too many to read for that."""
    if len(numbers) > MOST_COUNTED:
        return ""
    return counts_words(count_lights(task.light for task in read_tasks(connection, today, list(numbers))))
