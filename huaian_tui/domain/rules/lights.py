"""State lights (状态灯) of milestones and tasks (docs/decisions/009).

The word is always printed beside the colour: cities colour their lights
differently. A row without a date is never overdue.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

DUE_SOON_DAYS = 30
"""Within so many days of its date a milestone is 临期."""


class Light(StrEnum):
    """The five states, worst first; ``DONE`` only when nothing is left."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    ON_TRACK = "on_track"
    UNSCHEDULED = "unscheduled"
    DONE = "done"

    @property
    def word(self) -> str:
        """The word an officer reads."""
        return LIGHT_TITLES[self]


LIGHT_TITLES: dict[Light, str] = {
    Light.OVERDUE: "逾期",
    Light.DUE_SOON: "临期",
    Light.ON_TRACK: "正常推进",
    Light.UNSCHEDULED: "未设节点",
    Light.DONE: "办结",
}


class Status(StrEnum):
    """Where a milestone stands by decision, before any date is looked at."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


def days_after(today: date, days: int) -> date:
    """So many days after ``today``; the last day there is when that lies beyond the calendar."""
    return today + timedelta(days=min(days, (date.max - today).days))


def milestone_light(
    status: Status,
    due: date | None,
    today: date,
    *,
    follow_up_missed: bool = False,
    within: int = DUE_SOON_DAYS,
) -> Light:
    """The light of one milestone on ``today``.

    An open one without a date is ``UNSCHEDULED``; a cancelled one no longer
    counts and shows as ``UNSCHEDULED`` too (its status says 中止).
    """
    if status is Status.DONE:
        return Light.DONE
    if status is Status.CANCELLED or due is None:
        return Light.UNSCHEDULED
    if due < today:
        return Light.OVERDUE
    if follow_up_missed or due <= days_after(today, within):
        return Light.DUE_SOON
    return Light.ON_TRACK


def task_light(lights: Iterable[Light], *, follow_up_missed: bool = False) -> Light:
    """The worst light of a task's milestones that still count; ``UNSCHEDULED`` without any.

    A promised visit that was missed makes a task without dates ``DUE_SOON`` too (黄), never overdue.
    Leave out the cancelled ones. Lists use the same rule in SQL (``store.queries.sql_parts.LIGHT_SQL``).
    """
    order = list(Light)
    worst = min(lights, key=order.index, default=Light.UNSCHEDULED)
    return Light.DUE_SOON if worst is Light.UNSCHEDULED and follow_up_missed else worst


def overdue_days(status: Status, due: date | None, today: date) -> int:
    """Days past the date of an open milestone; 0 when it is not overdue."""
    if status is not Status.OPEN or due is None or due >= today:
        return 0
    return (today - due).days
