"""How milestones and tasks stood on any day of a period, by what is known as of one day: read once.

The same as an evaluation as of each of these days counts: a row of a milestone that was set and completed
and no more says all, the others are told from their decisions (``evaluation.histories``).
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.history import MilestoneHistory, Standing, standing_of
from huaian_tui.ledger.identity import day_number, day_of_id, day_of_number
from huaian_tui.store.engine.fold_things import plans_known
from huaian_tui.store.engine.paces import TARGET, Measured
from huaian_tui.store.queries.evaluation.full_histories import read_histories
from huaian_tui.store.queries.evaluation.histories import ALIKE, Row, moved_histories, standing_of_alike
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.evaluation.told import moved, told_in_full
from huaian_tui.store.queries.sql_parts import READING_ORDER

Place = tuple[int, int]
"""From which place on among some days, and until before which."""

MOST_MONTHS = 24
"""Ends of months that a picture shows: the latest ones."""


class Span(NamedTuple):
    """Days on which a milestone stood the same: from place ``first`` among some days to before ``until``."""

    first: int
    until: int
    standing: Standing


class Thing(NamedTuple):
    """Milestones that stood alike on all of some days: the task of each, often where it has several.

    ``id`` is that of the only one where it was asked for by its id, else empty.
    """

    tasks: list[int]
    spans: tuple[Span, ...]
    id: str = ""


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
        full = told_in_full(connection, asked)
        moves = moved(connection) - full
        told = [*read_histories(connection, asked, sorted(full)), *moved_histories(connection, moves)]
        self._told = {one.id: one for one in told}
        scope = f"m.task_no IN {_SCOPE.format(plans=_PLANS)}"
        rows = f"SELECT m.task_no, m.id, {ALIKE} FROM milestone AS m WHERE {scope}"  # noqa: S608 - constants
        self._rows = connection.execute(rows, asked.values).fetchall()
        self._gone = (full | moves) - set(self._told)
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

    def tasks_there(self, days: Sequence[date]) -> dict[int, tuple[int, int]]:
        """Task → the places among these days (in order) from which on and until which it was there."""
        numbers, texts = [day_number(day) for day in days], [day.isoformat() for day in days]
        places = dict[tuple[int, str], tuple[int, int]]()
        found = dict[int, tuple[int, int]]()
        for task, known in self._tasks.items():
            place = places.get(known)
            if place is None:
                place = places[known] = bisect_left(numbers, known[0]), bisect_left(texts, known[1])
            if place[0] < place[1]:
                found[task] = place
        return found

    def things(
        self, days: Sequence[date], apart: Container[str] = (), there: Mapping[int, Place] | None = None
    ) -> Iterator[Thing]:
        """How every milestone stood on each of these days (in order); ``apart``: those by themselves.

        ``there``: what ``tasks_there`` says of these days, where it is known.
        """
        there = self.tasks_there(days) if there is None else there
        groups = dict[tuple[Row, int, int], list[int]]()
        for row in self._rows:
            task, identity = row[:2]
            place = there.get(task)
            if place is None:
                continue
            history = self._told.get(identity)
            if history is not None or identity in self._gone or identity in apart or identity in self._set:
                spans = self._spans(row, history, days, place)
                if spans:
                    yield Thing([task], spans, identity)
                continue
            key = (row[2:], *place)
            tasks = groups.get(key)
            if tasks is None:
                groups[key] = [task]
            else:
                tasks.append(task)
        for (alike, first, until), tasks in groups.items():
            yield Thing(tasks, _of_row(alike, days, first, until))

    def _spans(
        self, row: Row, history: MilestoneHistory | None, days: Sequence[date], place: Place
    ) -> tuple[Span, ...]:
        """Of one milestone, within the places at which its task was there."""
        identity, (first, until) = row[1], place
        if history is None and identity in self._gone:
            return ()
        told_whole = history is not None and not history.planned  # its first decision says since when
        if not told_whole and identity in self._set:
            first = max(first, bisect_left(days, self._set[identity]))
        if history is None:
            return _of_row(row[2:], days, first, until) if first < until else ()
        if history.conflict:
            return tuple(self._in_conflict(identity, days, first, until))
        changes = {bisect_left(days, one.day) for one in history.decisions}
        starts = sorted({first, *(one for one in changes if first < one < until)})
        spans = list[Span]()
        for start, end in zip(starts, [*starts[1:], until], strict=True):
            standing = standing_of(history, days[start], days[start]) if start < end else None
            if standing is not None:
                spans.append(Span(start, end, standing))
        return tuple(spans)

    def _in_conflict(self, milestone: str, days: Sequence[date], first: int, until: int) -> Iterator[Span]:
        """Each day by itself: before what was decided apart counts, all sides say the same."""
        known = self._asked.known or self._asked.as_of
        for at in range(first, until):
            asked = replace(self._asked, as_of=days[at], known=known)
            for history in read_histories(self._connection, asked, [milestone]):
                standing = standing_of(history, days[at], days[at])
                if standing is not None:
                    yield Span(at, at + 1, standing)


def _of_row(alike: Row, days: Sequence[date], first: int, until: int) -> tuple[Span, ...]:
    """Of a milestone that was set and completed, and no more: open until it was completed."""
    completed = alike[2]
    if completed is None:
        return (Span(first, until, standing_of_alike(alike)),)
    done = min(max(bisect_left(days, date.fromisoformat(completed)), first), until)
    opened = Span(first, done, standing_of_alike((alike[0], "open", None, None, 0, *alike[5:])))
    closed = Span(done, until, standing_of_alike(alike))
    return tuple(one for one in (opened, closed) if one.first < one.until)


class Paces:
    """Since when milestones are 未达序时 by the readings up to a day; read where that is a light."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._days = dict[str, list[str]]()
        """Milestone → the days of its readings, in order."""
        self._values = dict[str, list[float]]()
        for milestone, day, value in connection.execute(_READ):
            self._days.setdefault(milestone, []).append(day)
            self._values.setdefault(milestone, []).append(value)
        self._targets = {one: Measured("", *target) for one, *target in connection.execute(_TARGETS)}

    @property
    def measured(self) -> Container[str]:
        """The milestones with a target that was read."""
        return self._days.keys()

    def behind_from(self, milestone: str, due: date | None, day: date) -> date | None:
        """The first day from which its newest reading is 未达序时; None: on no day."""
        days = self._days.get(milestone)
        place = bisect_right(days, day.isoformat()) if days else 0
        if not place or due is None:
            return None
        measured = self._targets[milestone]._replace(due=due.isoformat())
        since = measured.behind_from(self._values[milestone][place - 1])
        return None if since is None else date.fromisoformat(since)
