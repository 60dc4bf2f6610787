"""The evaluation of a period: rows by unit, indicator, plan or task, each with all measures.

Every milestone is classified by one rule (``domain.evaluation.classes``) and added to the rows it belongs to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.evaluation.classes import NO_FACTS, Classified, Facts, classify
from huaian_tui.domain.evaluation.figures import Evaluation, EvaluationRow, Figures
from huaian_tui.domain.evaluation.history import Standing
from huaian_tui.store.queries.evaluation.facts import (
    read_facts,
    read_replies,
    read_visits,
    tasks_heard_of,
)
from huaian_tui.store.queries.evaluation.histories import Row, read_standings, standing_of_row
from huaian_tui.store.queries.evaluation.rows import Key, Places, read_places
from huaian_tui.store.queries.evaluation.scope import Asked


class Counted(NamedTuple):
    """A milestone with what it counts as: its task, its id, its date in force, whether it is open."""

    task_no: int
    id: str
    due: date | None
    is_open: bool
    classified: Classified


def evaluate(connection: sqlite3.Connection, asked: Asked) -> Evaluation:
    """All rows of an evaluation in their order."""
    return Evaluation(asked.as_of, asked.period, asked.by, tuple(evaluate_rows(connection, asked)))


def evaluate_rows(connection: sqlite3.Connection, asked: Asked) -> Iterator[EvaluationRow]:
    """The rows one after the other, each named as it comes: all is counted before the first."""
    places = read_places(connection, asked)
    tallies = _Tallies()
    open_tasks = set[int]()
    for one in count_milestones(connection, asked):
        if one.is_open:
            open_tasks.add(one.task_no)
        if one.classified.marks or one.classified.extended:
            for key in places.of(one.task_no, one.due):
                tallies.add(key, one.classified)
    heard = tasks_heard_of(connection, asked)
    for task in open_tasks - heard:
        for key in places.of(task, None):
            tallies.figures(key).silent += 1
    _add_replies(connection, asked, places, tallies)
    _add_visits(connection, asked, places, tallies)
    for key, place in places.ordered(tallies.keys()):
        figures = tallies.figures(key)
        yield EvaluationRow(place.key, place.name, place.role, figures, place.former, place.more)


def count_milestones(connection: sqlite3.Connection, asked: Asked) -> Iterator[Counted]:
    """Every milestone in scope with what it counts as."""
    standings, facts = read_standings(connection, asked), read_facts(connection, asked)
    period, as_of, told = asked.period, asked.as_of, standings.told
    known = dict[tuple[Row, Facts], tuple[date | None, bool, Classified]]()
    for row in standings.rows:
        of_row = facts.get(row[1], NO_FACTS)
        if row[1] in told:
            standing = told[row[1]]
            if standing is not None:
                yield _counted(row, standing, classify(standing, period, as_of, of_row))
            continue
        alike = row[2:], of_row
        if alike not in known:
            standing = standing_of_row(row)
            known[alike] = standing.due, standing.is_open, classify(standing, period, as_of, of_row)
        due, is_open, classified = known[alike]
        yield Counted(row[0], row[1], due, is_open, classified)


def _counted(row: Row, standing: Standing, classified: Classified) -> Counted:
    return Counted(row[0], row[1], standing.due, standing.is_open, classified)


def _add_replies(connection: sqlite3.Connection, asked: Asked, places: Places, tallies: _Tallies) -> None:
    if asked.by in ("unit", "plan"):
        for key in (*places.every(), *tallies.keys()):
            figures = tallies.figures(key)
            figures.replies_asked = figures.replies_in_time = 0
        for reply in read_replies(connection, asked):
            for key in places.of_reply(reply):
                figures = tallies.figures(key)
                figures.replies_asked = (figures.replies_asked or 0) + 1
                figures.replies_in_time = (figures.replies_in_time or 0) + reply.in_time


def _add_visits(connection: sqlite3.Connection, asked: Asked, places: Places, tallies: _Tallies) -> None:
    """The office's own promises: in the rows of plans alone."""
    if asked.by != "plan":
        return
    for key in places.every():
        figures = tallies.figures(key)
        figures.followups_due = figures.followups_kept = 0
    for visit in read_visits(connection, asked):
        for key in places.of(visit.task_no, None):
            figures = tallies.figures(key)
            figures.followups_due = (figures.followups_due or 0) + 1
            figures.followups_kept = (figures.followups_kept or 0) + visit.kept


class _Tallies:
    """What each row has counted: milestones alike are added up together at the end."""

    def __init__(self) -> None:
        self._marks = dict[Key, dict[int, int]]()
        self._figures = dict[Key, Figures]()

    def add(self, key: Key, one: Classified) -> None:
        """Count a milestone in a row."""
        marks = self._marks.get(key)
        if marks is None:
            marks = self._marks[key] = {}
        marks[one.marks] = marks.get(one.marks, 0) + 1
        if one.overdue_days or one.original_overdue_days or one.extended:
            self._of(key).add(one._replace(marks=0))

    def _of(self, key: Key) -> Figures:
        figures = self._figures.get(key)
        if figures is None:
            figures = self._figures[key] = Figures()
        return figures

    def figures(self, key: Key) -> Figures:
        """The figures of a row with all that was counted so far."""
        figures = self._of(key)
        for marks, times in self._marks.pop(key, {}).items():
            figures.add(Classified(marks), times)
        return figures

    def keys(self) -> list[Key]:
        """The rows in which something was counted."""
        return list(dict.fromkeys((*self._marks, *self._figures)))
