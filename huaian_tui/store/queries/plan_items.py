"""The tasks of a plan as its text stands, for comparing it with another text."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlanText:
    """One task that is not ended: what is printed of it, and what its record planned.

    ``lead`` and ``support`` are (id of the unit, name as printed); ``planned`` are (phrase, due, operator,
    value, upper, unit), ``duties`` phrases without a date.
    """

    key: int
    printed: str
    level1: str
    level2: str
    text: str
    lead: tuple[tuple[str, str], ...]
    support: tuple[tuple[str, str], ...]
    planned: tuple[tuple[str, str | None, str | None, float | None, float | None, str | None], ...]


def read_plan_texts(connection: sqlite3.Connection, plan: str) -> list[PlanText]:
    """The tasks of a plan in their order, those that ended left out."""
    units = defaultdict[tuple[int, str], list[tuple[str, str]]](list)
    for number, role, unit, raw in connection.execute(
        "SELECT u.task_no, u.role, u.unit, u.raw FROM task_unit AS u JOIN task AS t ON t.no = u.task_no "
        "WHERE t.plan = ? ORDER BY u.task_no, u.role, u.position",
        (plan,),
    ):
        units[(number, role)].append((unit, raw))
    planned = defaultdict[
        int, list[tuple[str, str | None, str | None, float | None, float | None, str | None]]
    ](list)
    for number, *said in connection.execute(
        "SELECT m.task_no, m.phrase, m.due, m.operator, m.value, m.upper, m.unit FROM planned_milestone AS m "
        "JOIN task AS t ON t.no = m.task_no WHERE t.plan = ? ORDER BY m.id",
        (plan,),
    ):
        planned[number].append((said[0], said[1], said[2], said[3], said[4], said[5]))
    rows = connection.execute(
        "SELECT no, printed, level1, level2, text FROM task WHERE plan = ? AND ended_on IS NULL "
        "ORDER BY place, no",
        (plan,),
    )
    return [
        PlanText(
            number,
            printed,
            level1,
            level2,
            text,
            tuple(units[(number, "lead")]),
            tuple(units[(number, "support")]),
            tuple(planned[number]),
        )
        for number, printed, level1, level2, text in rows
    ]


def read_plan_year(connection: sqlite3.Connection, plan: str) -> tuple[str, int | None]:
    """(title, year) of a plan; the year is that of its start where none is given, None where neither is."""
    row = connection.execute(
        "SELECT title, coalesce(year, CAST(substr(start_day, 1, 4) AS INTEGER)) FROM plan WHERE id = ?",
        (plan,),
    ).fetchone()
    return str(row[0]), row[1]
