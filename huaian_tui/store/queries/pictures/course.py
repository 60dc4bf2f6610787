"""How milestones and tasks stood on any day of a period, by what is known as of one day: read once.

The same as an evaluation as of each of these days counts: a row of a milestone that was set and completed
and no more says all, the others are told from their decisions (``evaluation.histories``).
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.history import Standing, standing_of
from huaian_tui.ledger.identity import day_number, day_of_id, day_of_number
from huaian_tui.store.engine.fold_things import plans_known
from huaian_tui.store.engine.paces import TARGET, Measured
from huaian_tui.store.queries.evaluation.full_histories import read_histories
from huaian_tui.store.queries.evaluation.histories import (
    ROWS,
    changed_after_all,
    moved_histories,
    standing_of_row,
)
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.sql_parts import READING_ORDER

MOST_MONTHS = 24
"""Ends of months that a picture shows: the latest ones."""


class Stood(NamedTuple):
    """A milestone as it stood on a day."""

    task_no: int
    id: str
    standing: Standing


def days_of(period: Period, as_of: date, *, coming: bool = False) -> tuple[date, ...]:
    """The ends of the months of a period up to the as-of day, and that day itself where it lies within.

    ``coming``: also the ends of the months that are still to come.
    """
    days, day = list[date](), period.first
    while day <= period.last:
        days.append(min(month_end(day), period.last))
        day = month_end(day) + timedelta(days=1)
    if period.first <= as_of < period.last:
        days = sorted({*days, as_of})
    known = [one for one in days if coming or one <= as_of]
    return tuple(known[-MOST_MONTHS:])


_SCOPE = "(SELECT t.no FROM task AS t CROSS JOIN plan AS p ON p.id = t.plan WHERE {plans})"
_PLANS = "(:plan IS NULL AND (p.closed_on IS NULL OR p.closed_on >= :first)) OR p.id = :plan"
_SET = "SELECT r.milestone, r.occurred_on, r.id FROM record AS r WHERE r.kind = 'milestone_set'"
_TASKS = f"SELECT t.no, t.plan, t.ended_on FROM task AS t WHERE t.no IN {_SCOPE.format(plans=_PLANS)}"  # noqa: S608
_SINCE = (
    "SELECT t.no, min(t.since, coalesce((SELECT min(p.since) FROM main.task_past AS p WHERE p.no = t.no), "
    "t.since)) FROM main.task AS t WHERE t.since > 0"
)
_READ = (
    "SELECT r.milestone, r.day, r.value FROM reading AS r "  # noqa: S608 - a constant order
    f"JOIN milestone AS m ON m.id = r.milestone WHERE m.operator NOTNULL ORDER BY {READING_ORDER}"
)
_TARGETS = (
    f"SELECT id, {TARGET} FROM milestone WHERE operator NOTNULL "  # noqa: S608 - constant columns
    "AND id IN (SELECT milestone FROM reading)"
)


class Course:
    """The milestones and tasks of a scope over time; ``only``: of these tasks."""

    def __init__(
        self, connection: sqlite3.Connection, asked: Asked, only: Collection[int] | None = None
    ) -> None:
        self._connection, self._asked = connection, asked
        self._only = None if only is None else frozenset(only)
        scope = f"m.task_no IN {_SCOPE.format(plans=_PLANS)}"
        self._rows = connection.execute(ROWS.format(scope=scope), asked.values).fetchall()
        changed = changed_after_all(connection, asked)
        told = [*read_histories(connection, asked, sorted(changed))]
        told += moved_histories(connection, asked, changed)
        self._told = {one.id: one for one in told}
        self._gone = changed - set(self._told)
        self._set = dict(self._days_set())
        self._tasks = self._read_tasks()

    def _days_set(self) -> Iterator[tuple[str, date]]:
        """Milestones that officers set, each with the day on which it was."""
        for milestone, occurred, record in self._connection.execute(_SET):
            yield milestone, date.fromisoformat(occurred) if occurred else day_of_number(day_of_id(record))

    def _read_tasks(self) -> dict[int, tuple[int, str]]:
        """Task → (day number from which it was there, the day on which it was ended; 9999 without)."""
        since = dict(self._connection.execute(_SINCE).fetchall())
        plans = plans_known(self._connection)
        found = dict[int, tuple[int, str]]()
        for task, plan, ended in self._connection.execute(_TASKS, self._asked.values):
            if self._only is not None and task not in self._only:
                continue
            # What a plan says that came into the ledger later was so all the same.
            came = since.get(task, 0)
            found[task] = (came if came > plans.get(plan, 0) else 0, ended or "9999")
        return found

    def tasks_on(self, day: date) -> list[int]:
        """The tasks that were there and had not ended on a day."""
        number, text = day_number(day), day.isoformat()
        return [task for task, (came, ended) in self._tasks.items() if came <= number and ended > text]

    def on(self, day: date) -> Iterator[Stood]:
        """Every milestone of these tasks that was there on a day, as it stood at its end."""
        tasks, text = set(self.tasks_on(day)), day.isoformat()
        known = dict[tuple[Any, ...], Standing]()
        for row in self._rows:
            task, identity = row[:2]
            if task not in tasks or identity in self._gone:
                continue
            history = self._told.get(identity)
            told_whole = history is not None and not history.planned  # its first decision says since when
            if not told_whole and identity in self._set and self._set[identity] > day:
                continue
            if history is not None:
                standing = standing_of(history, day, day)
                if standing is not None:
                    yield Stood(task, identity, standing)
                continue
            shown = row if row[4] is None or row[4] <= text else (*row[:3], "open", None, None, 0, row[7])
            standing = known.get(shown[2:])
            if standing is None:
                standing = known[shown[2:]] = standing_of_row(shown)
            yield Stood(task, identity, standing)


class Paces:
    """Since when milestones are 未达序时 by the readings up to a day; read where that is a light."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._days = dict[str, list[str]]()
        self._values = dict[str, list[float]]()
        for milestone, day, value in connection.execute(_READ):
            self._days.setdefault(milestone, []).append(day)
            self._values.setdefault(milestone, []).append(value)
        self._targets = {one: Measured("", *target) for one, *target in connection.execute(_TARGETS)}

    def behind_from(self, milestone: str, due: date | None, day: date) -> date | None:
        """The first day from which its newest reading is 未达序时; None: on no day."""
        days = self._days.get(milestone)
        place = bisect_right(days, day.isoformat()) if days else 0
        if not place or due is None:
            return None
        measured = self._targets[milestone]._replace(due=due.isoformat())
        since = measured.behind_from(self._values[milestone][place - 1])
        return None if since is None else date.fromisoformat(since)
