"""The evaluation of a period: rows by unit, indicator, plan or task, each with all measures.

Every milestone is classified by one rule (``domain.evaluation.classes``) and added to the rows it belongs to:
those whose rows are alike are classified once, and counted together.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.evaluation.classes import NO_FACTS, Classified, Facts, classify
from huaian_tui.domain.evaluation.figures import Evaluation, EvaluationRow
from huaian_tui.domain.many_objects import many_objects
from huaian_tui.store.queries.evaluation.facts import (
    read_facts,
    read_replies,
    read_visits,
    tasks_heard_of,
)
from huaian_tui.store.queries.evaluation.histories import (
    ALIKE,
    COUNTS,
    PLAIN,
    Row,
    read_told,
    standing_of_alike,
)
from huaian_tui.store.queries.evaluation.rows import Places, read_places
from huaian_tui.store.queries.evaluation.scope import Asked, in_scope
from huaian_tui.store.queries.evaluation.tallies import Tallies


class Counted(NamedTuple):
    """A milestone with what it counts as: its task, its id, its date in force, whether it is open."""

    task_no: int
    id: str
    due: date | None
    is_open: bool
    classified: Classified


class Alike(NamedTuple):
    """What milestones count as that are alike: their date in force, whether they are open, their tasks.

    A task stands as often as it has such milestones; where the date decides nothing, it is that of one.
    """

    due: date | None
    is_open: bool
    classified: Classified
    tasks: list[int]


def evaluate(connection: sqlite3.Connection, asked: Asked) -> Evaluation:
    """All rows of an evaluation in their order."""
    return Evaluation(asked.as_of, asked.period, asked.by, tuple(evaluate_rows(connection, asked)))


def evaluate_rows(connection: sqlite3.Connection, asked: Asked) -> Iterator[EvaluationRow]:
    """The rows one after the other, each named as it comes: all is counted before the first."""
    with many_objects():
        places, tallies = read_places(connection, asked), Tallies()
        _add_milestones(connection, asked, places, tallies)
        _add_replies(connection, asked, places, tallies)
        _add_visits(connection, asked, places, tallies)
    for key, place in places.ordered(tallies.keys()):
        yield EvaluationRow(place.key, place.name, place.role, tallies.figures(key), place.former, place.more)


def _add_milestones(connection: sqlite3.Connection, asked: Asked, places: Places, tallies: Tallies) -> None:
    """Every milestone, and the tasks of which nothing was heard."""
    open_tasks = set[int]()
    for one in _alike(connection, asked):
        if one.is_open:
            open_tasks.update(one.tasks)
        if one.classified.marks or one.classified.extended:
            tallies.add(one.classified, places.times(one.tasks, one.due))
    tallies.add_silent(places.times(open_tasks - tasks_heard_of(connection, asked, open_tasks), None))


def _alike(connection: sqlite3.Connection, asked: Asked) -> Iterator[Alike]:
    """Every milestone in scope that may count or is open, those together that are alike."""
    told, facts = read_told(connection, asked), read_facts(connection, asked)
    apart = {one.id for one in told}
    for one in _classified(connection, asked, apart, facts, only=facts.keys() - apart):
        yield Alike(one.due, one.is_open, one.classified, [one.task_no])
    for found in told:
        if found.standing is not None:
            classified = classify(found.standing, asked.period, asked.as_of, facts.get(found.id, NO_FACTS))
            yield Alike(found.standing.due, found.standing.is_open, classified, [found.task_no])
    yield from _alike_by_row(connection, asked, apart | facts.keys(), dated=asked.by == "unit")


def _alike_by_row(
    connection: sqlite3.Connection, asked: Asked, apart: Collection[str], *, dated: bool
) -> Iterator[Alike]:
    """The milestones whose rows say all; ``dated``: those of different dates are kept apart."""
    groups = _open_by_date(connection, asked, apart)
    for row in _rows(connection, asked, "m.task_no", apart, where=f"NOT ({PLAIN})"):
        tasks = groups.get(row[1:])
        if tasks is None:
            groups[row[1:]] = [row[0]]
        else:
            tasks.append(row[0])
    merged = dict[tuple[date | None, bool, Classified], Alike]()
    for row, tasks in groups.items():
        standing = standing_of_alike(row)
        classified = classify(standing, asked.period, asked.as_of)
        key = standing.due if dated else None, standing.is_open, classified
        if key in merged:
            merged[key].tasks.extend(tasks)
        else:
            merged[key] = Alike(standing.due, standing.is_open, classified, tasks)
    yield from merged.values()


_OPEN = (
    "SELECT m.due, group_concat(m.task_no) FROM milestone AS m "
    "WHERE m.status = 'open' AND m.due NOTNULL AND {} GROUP BY m.due"
)
"""The open milestones with a date, by an index alone."""


def _open_by_date(
    connection: sqlite3.Connection, asked: Asked, apart: Collection[str]
) -> dict[Row, list[int]]:
    """``ALIKE`` of the plain open milestones → their tasks: all that are open, less those that are not plain.

    Most milestones are of this kind: their rows are not read.
    """
    scope = in_scope(asked, "m.task_no")
    found = {
        due: list(map(int, tasks.split(",")))
        for due, tasks in connection.execute(_OPEN.format(scope), asked.values)
    }
    # "+" keeps the index out: it would fetch row after row in the order of dates.
    others = connection.execute(
        "SELECT m.due, m.task_no FROM milestone AS m WHERE +m.status = 'open' AND +m.due NOTNULL "  # noqa: S608
        f"AND (NOT ({PLAIN}) OR m.id IN (SELECT value FROM json_each(:apart))) AND {scope}",
        asked.values | {"apart": json.dumps(list(apart))},
    )
    for due, task in others:
        found[due].remove(task)
    return {(due, "open", None, None, 0, 0, due): tasks for due, tasks in found.items() if tasks}


def count_milestones(connection: sqlite3.Connection, asked: Asked) -> Iterator[Counted]:
    """Every milestone in scope that may count or is open, with what it counts as."""
    told, facts = read_told(connection, asked), read_facts(connection, asked)
    for one in told:
        if one.standing is not None:
            classified = classify(one.standing, asked.period, asked.as_of, facts.get(one.id, NO_FACTS))
            yield Counted(one.task_no, one.id, one.standing.due, one.standing.is_open, classified)
    yield from _classified(connection, asked, {one.id for one in told}, facts)


def _classified(
    connection: sqlite3.Connection,
    asked: Asked,
    apart: Collection[str],
    facts: dict[str, Facts],
    only: Collection[str] | None = None,
) -> Iterator[Counted]:
    """Milestones whose rows say all, one by one: those ``only`` or all, without those told ``apart``."""
    known = dict[tuple[Row, Facts], tuple[date | None, bool, Classified]]()
    for task, milestone, *columns in _rows(connection, asked, "m.task_no, m.id", apart, only):
        alike = tuple(columns), facts.get(milestone, NO_FACTS)
        if alike not in known:
            standing = standing_of_alike(alike[0])
            classified = classify(standing, asked.period, asked.as_of, alike[1])
            known[alike] = standing.due, standing.is_open, classified
        due, is_open, classified = known[alike]
        yield Counted(task, milestone, due, is_open, classified)


def _rows(
    connection: sqlite3.Connection,
    asked: Asked,
    columns: str,
    apart: Collection[str],
    only: Collection[str] | None = None,
    where: str = "1",
) -> Iterable[Row]:
    """(``columns`` of the milestone ``m``, its ``ALIKE``) of what may count in scope."""
    source = "milestone AS m"
    if only is not None:
        source = "json_each(:only) AS asked CROSS JOIN milestone AS m ON m.id = asked.value"
    values = asked.values | {"apart": json.dumps(list(apart)), "only": json.dumps(list(only or ()))}
    return connection.execute(
        f"SELECT {columns}, {ALIKE} FROM {source} WHERE {where} AND {COUNTS} "  # noqa: S608 - our own parts
        f"AND {in_scope(asked, 'm.task_no')} AND m.id NOT IN (SELECT value FROM json_each(:apart))",
        values,
    )


def _add_replies(connection: sqlite3.Connection, asked: Asked, places: Places, tallies: Tallies) -> None:
    if asked.by in ("unit", "plan"):
        for key in (*places.every(), *tallies.keys()):
            figures = tallies.figures(key)
            figures.replies_asked = figures.replies_in_time = 0
        for reply in read_replies(connection, asked):
            for key in places.of_reply(reply):
                figures = tallies.figures(key)
                figures.replies_asked = (figures.replies_asked or 0) + 1
                figures.replies_in_time = (figures.replies_in_time or 0) + reply.in_time


def _add_visits(connection: sqlite3.Connection, asked: Asked, places: Places, tallies: Tallies) -> None:
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
