"""The tasks of a plan as its text stands, for comparing it with another text."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from huaian_tui.ledger.kinds.revisions import BY_REVISION
from huaian_tui.ledger.record import RecordKind


@dataclass(frozen=True, slots=True)
class PlanText:
    """One task that is not ended: what is printed of it, and the body of the record that says it.

    ``lead`` and ``support`` are (id of the unit, name as printed).
    """

    key: int
    printed: str
    place: int
    level1: str
    level2: str
    text: str
    lead: tuple[tuple[str, str], ...]
    support: tuple[tuple[str, str], ...]
    body: dict[str, Any]


_BODIES = """
SELECT r.task_no, r.body FROM record AS r JOIN (
    SELECT max(id) AS id FROM record WHERE kind = ? AND plan = ? GROUP BY task_no
) AS last ON last.id = r.id
"""


def read_plan_texts(connection: sqlite3.Connection, plan: str) -> list[PlanText]:
    """The tasks of a plan in their order, those that ended left out."""
    units = defaultdict[tuple[int, str], list[tuple[str, str]]](list)
    for number, role, unit, raw in connection.execute(
        "SELECT u.task_no, u.role, u.unit, u.raw FROM task_unit AS u JOIN task AS t ON t.no = u.task_no "
        "WHERE t.plan = ? ORDER BY u.task_no, u.role, u.position",
        (plan,),
    ):
        units[(number, role)].append((unit, raw))
    bodies = dict(connection.execute(_BODIES, (RecordKind.TASK_SET, plan)).fetchall())
    rows = connection.execute(
        "SELECT no, printed, place, level1, level2, text FROM task WHERE plan = ? AND ended_on IS NULL "
        "ORDER BY place, no",
        (plan,),
    )
    return [
        PlanText(
            number,
            printed,
            place,
            level1,
            level2,
            text,
            tuple(units[(number, "lead")]),
            tuple(units[(number, "support")]),
            _without_revision(bodies[number]),
        )
        for number, printed, place, level1, level2, text in rows
    ]


def _without_revision(body: str) -> dict[str, Any]:
    said = json.loads(body)
    return {key: said[key] for key in said if key not in BY_REVISION and key != "settles"}


def read_plan_year(connection: sqlite3.Connection, plan: str) -> tuple[str, int | None]:
    """(title, year) of a plan; the year is that of its start where none is given, None where neither is."""
    row = connection.execute(
        "SELECT title, coalesce(year, CAST(substr(start_day, 1, 4) AS INTEGER)) FROM plan WHERE id = ?",
        (plan,),
    ).fetchone()
    return str(row[0]), row[1]


def recorded_parts(connection: sqlite3.Connection, plan: str) -> dict[str, str]:
    """Id → title of the milestones and deliverables on which somebody decided or recorded something."""
    rows = connection.execute(
        "SELECT m.id, m.title FROM record AS r JOIN task AS t ON t.no = r.task_no "
        "JOIN milestone AS m ON m.id = r.milestone "
        "WHERE t.plan = ?1 AND r.milestone NOTNULL AND +r.rid >= 0 UNION "
        "SELECT d.id, d.title FROM handed_in AS h JOIN deliverable AS d ON d.id = h.deliverable "
        "JOIN task AS t ON t.no = d.task_no WHERE t.plan = ?1",
        (plan,),
    )
    return dict(rows.fetchall())


def count_notes(connection: sqlite3.Connection, plan: str) -> dict[int, int]:
    """Task → how many notes stand on it, of a plan; those without any are left out."""
    rows = connection.execute(
        "SELECT n.task_no, count(*) FROM note AS n JOIN task AS t ON t.no = n.task_no WHERE t.plan = ? "
        "GROUP BY n.task_no",
        (plan,),
    )
    return dict(rows.fetchall())


def part_ids(connection: sqlite3.Connection, number: int) -> set[str]:
    """The ids of all milestones that the plan ever gave a task, or an officer set."""
    found = {
        one["id"]
        for (body,) in connection.execute(
            "SELECT body FROM record WHERE task_no = ? AND kind = ?", (number, RecordKind.TASK_SET)
        )
        for one in json.loads(body).get("milestones", ())
    }
    rows = connection.execute(
        "SELECT DISTINCT milestone FROM record WHERE task_no = ? AND milestone NOTNULL", (number,)
    )
    return found.union(identity for (identity,) in rows)
