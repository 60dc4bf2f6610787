"""Where each milestone stands for a period: nearly all from their rows, the others from their decisions.

Which those are says ``told``. One that was extended or cancelled is told from its row and those decisions;
one that was reopened, corrected, taken back, settled or changed by a revision from all its records
(``read_histories``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, NamedTuple

from huaian_tui.domain.evaluation.history import (
    Decision,
    MilestoneHistory,
    Standing,
    standing_of,
)
from huaian_tui.domain.rules.targets import Target
from huaian_tui.ledger.identity import day_of_id, day_of_number
from huaian_tui.store.queries.evaluation.full_histories import read_histories
from huaian_tui.store.queries.evaluation.scope import Asked, in_scope
from huaian_tui.store.queries.evaluation.told import told_for_period

Row = tuple[Any, ...]

ALIKE = (
    "m.due, m.status, m.completed_on, m.met, m.operator NOTNULL AND m.completion_value IS NULL, m.assumed, "
    "coalesce(m.original_due, m.due)"
)
"""The columns of milestone ``m`` by which it stands (``standing_of_alike``): those alike stand alike."""

PLAIN = "m.status = 'open' AND m.due NOTNULL AND NOT m.assumed AND m.original_due IS NULL"
"""A milestone ``m`` is open, with a date that was quoted or decided, and that has not moved."""

COUNTS = (
    "m.status <> 'cancelled' AND (m.status = 'open' OR m.due IS NULL OR m.due > :as_of "
    "OR m.due BETWEEN :first AND :last OR coalesce(m.original_due, m.due) BETWEEN :first AND :last)"
)
"""A milestone ``m`` whose row says all may count in the period: what was done for another one does not, nor
what was cancelled (with a date in the period that is told from its decisions)."""


class Told(NamedTuple):
    """A milestone that is told from its decisions; ``standing`` is None where it was not there yet."""

    task_no: int
    id: str
    standing: Standing | None


def read_told(connection: sqlite3.Connection, asked: Asked) -> list[Told]:
    """The milestones in scope whose row does not say all that counts, with where they stand."""
    parts = told_for_period(connection, asked)
    there = _there(connection, asked, set().union(*parts))
    full, moved = parts.full & there, parts.moved & there
    histories = [*read_histories(connection, asked, sorted(full)), *moved_histories(connection, moved)]
    found = [Told(one.task_no, one.id, standing_of(one, asked.end, asked.as_of)) for one in histories]
    found += _reopened(connection, parts.reopened & there)
    known = {one.id for one in found}
    return found + [Told(0, one, None) for one in there - known]


def _there(connection: sqlite3.Connection, asked: Asked, ids: Collection[str]) -> set[str]:
    rows = connection.execute(
        "SELECT m.id FROM json_each(:ids) AS asked CROSS JOIN milestone AS m ON m.id = asked.value "  # noqa: S608
        f"WHERE {in_scope(asked, 'm.task_no')}",
        asked.values | {"ids": json.dumps(list(ids))},
    )
    return {milestone for (milestone,) in rows}


def _reopened(connection: sqlite3.Connection, ids: Collection[str]) -> list[Told]:
    """Where milestones stand whose rows say all but that they were reopened."""
    rows = connection.execute(
        f"SELECT m.task_no, m.id, {ALIKE} FROM json_each(?) AS asked "  # noqa: S608 - constant columns
        "CROSS JOIN milestone AS m ON m.id = asked.value",
        (json.dumps(list(ids)),),
    )
    return [Told(task, one, standing_of_alike(row)._replace(reopened=True)) for task, one, *row in rows]


def standing_of_alike(alike: Sequence[Any]) -> Standing:
    """Where milestones stand whose rows say it all, by their columns ``ALIKE``."""
    due, status, completed, met, no_value, assumed, original = alike
    day = None if due is None else date.fromisoformat(due)
    first = day if original == due else date.fromisoformat(original)
    if status != "done":
        return Standing(day, first, bool(assumed))
    done = date.fromisoformat(completed)
    return Standing(day, first, bool(assumed), done, None if met is None else bool(met), bool(no_value))


_MOVES = """
SELECT r.milestone, r.kind, r.occurred_on, r.id, json_extract(r.body, '$.due') FROM record AS r
 WHERE r.kind IN ('milestone_extend', 'milestone_cancel')
  AND +r.milestone IN (SELECT value FROM json_each(?))
"""
_BASES = (
    "SELECT m.id, m.task_no, m.title, CASE WHEN p.id NOTNULL THEN p.due ELSE coalesce(m.original_due, m.due) "
    "END, coalesce(p.assumed, 0), m.status, m.completed_on, m.completion_value, "
    "m.operator, m.value, m.upper "
    "FROM json_each(?) AS asked CROSS JOIN milestone AS m ON m.id = asked.value "
    "LEFT JOIN planned_milestone AS p ON p.id = m.id"
)
"""Each with its date before any decision: what the plan says, of one that an officer set its first."""


def moved_histories(
    connection: sqlite3.Connection, milestones: Collection[str]
) -> Iterator[MilestoneHistory]:
    """Histories of these milestones, which were extended or cancelled, and no more; without who decided."""
    ids = json.dumps(list(milestones))
    moves = dict[str, list[Row]]()
    for milestone, *move in connection.execute(_MOVES, (ids,)):
        moves.setdefault(milestone, []).append(tuple(move))
    for row in connection.execute(_BASES, (ids,)):
        yield _moved(row, sorted(moves.get(row[0], ()), key=_BY_RECORD))


_BY_RECORD = itemgetter(2)


def _moved(row: Row, moves: Sequence[Row]) -> MilestoneHistory:
    identity, task, title, due, assumed, status, completed, value, operator, aim, upper = row
    decisions = [_decision(*one) for one in moves]
    if status == "done" and completed is not None:
        day = date.fromisoformat(completed)
        decisions.append(Decision("complete", day, None, value))
    target = None if operator is None else Target(operator, aim, upper, "", False, False, "")
    base = None if due is None else date.fromisoformat(due)
    # Set by an officer: its first date stands beside, and it was there (what came later is told in full).
    return MilestoneHistory(identity, task, title, True, base, bool(assumed), target, tuple(decisions))


def _decision(kind: str, occurred: str | None, record: bytes, due: str | None) -> Decision:
    day = date.fromisoformat(occurred) if occurred else day_of_number(day_of_id(record))
    if kind == "milestone_cancel" or due is None:
        return Decision("cancel", day)
    return Decision("extend", day, date.fromisoformat(due))
