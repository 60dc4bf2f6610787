"""What the morning screen shows, read at once; without Textual, so that it is read while that is loaded."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from huaian_tui.domain.answers.overview import Overview
from huaian_tui.domain.answers.task_rows import TaskRow

TRENDS_AFTER_SECONDS = 0.6
"""Former days are counted when this stands on the screen, as all that runs beside (``tui.start``)."""


def first_days(today: date) -> tuple[date, date, date]:
    """The first days of this month, the next, and the one after."""
    this = today.replace(day=1)
    following = (this + timedelta(days=32)).replace(day=1)
    return this, following, (following + timedelta(days=32)).replace(day=1)


def span(today: date) -> tuple[date, date]:
    """The first and last day on show."""
    this, _, after = first_days(today)
    return this, after - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The overview with the tasks that it names, by number."""

    overview: Overview
    tasks: Mapping[int, TaskRow]
    today: date
    due: Mapping[date, int] = field(default_factory=dict)
    """Open milestones by their day, of the months on show."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What an officer reads for the kinds of the last records (``EventRow.title`` first)."""
    past: bool = False
    """Whether it is of a past day, in whose words it is said then."""


def read_overview_page(connection: sqlite3.Connection, today: date) -> OverviewPage:
    """Read all that the morning screen shows."""
    # Imported here: at the start a process of its own reads, and the one that draws does without.
    from huaian_tui.domain.words.notes import OTHER_RECORD
    from huaian_tui.ledger.kinds.registry import kind_title
    from huaian_tui.services.names_of_laptops import with_laptops
    from huaian_tui.store.queries.calendar import due_counts
    from huaian_tui.store.queries.overview import read_overview
    from huaian_tui.store.queries.tasks import read_tasks

    found = read_overview(connection, today)
    found = replace(found, recent=tuple(with_laptops(connection, found.recent)))
    milestones = (*found.overdue, *found.due_soon)
    numbers = sorted({row.task_no for row in milestones} | {note.task_no for note in found.follow_ups})
    tasks = {task.no: task for task in read_tasks(connection, today, numbers)}
    due = due_counts(connection, *span(today))
    titles = {event.kind: kind_title(event.kind, OTHER_RECORD) for event in found.recent}
    return OverviewPage(found, tasks, today, due, titles)
