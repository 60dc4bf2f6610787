"""What hangs on a unit that is about to be renamed or merged: open tasks, notices, forms that are out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

from huaian_tui.domain.answers.unit_lists import PlanTasks, UnitFollows
from huaian_tui.domain.rules.lights import Light
from huaian_tui.store.queries.task_refs import read_refs
from huaian_tui.store.queries.unit_history import unit_with_merged
from huaian_tui.store.queries.units import read_unit

_DIRECT = ("lead", "support")


def read_follows(
    connection: sqlite3.Connection, today: date, unit: str, forms: Sequence[date] = ()
) -> UnitFollows:
    """What hangs on a unit and on what became part of it; ``forms``: the days on which forms went out."""
    ids = unit_with_merged(connection, unit)
    return UnitFollows(
        plans=_tasks(connection, today, unit),
        drafts=tuple(_notices(connection, ids, "n.state = 'draft'")),
        waiting=tuple(_notices(connection, ids, _WAITING)),
        forms=tuple(_not_back(connection, ids, forms)),
    )


_WAITING = (
    "n.state = 'issued' AND n.reply_due IS NOT NULL AND NOT EXISTS ("
    "SELECT 1 FROM notice_reply AS said WHERE said.notice = n.id AND said.unit = asked.value)"
)
"""Issued, and asked for an answer that this unit has not given."""


def _tasks(connection: sqlite3.Connection, today: date, unit: str) -> tuple[PlanTasks, ...]:
    """Its tasks of open plans that are not done, by plan; those that it has through a group are counted."""
    of_plan: dict[str, list[tuple[int, str]]] = {}
    shown = [one for one in read_unit(connection, today, unit).tasks if one.light != Light.DONE]
    refs = read_refs(connection, [one.no for one in shown])
    for one in shown:
        of_plan.setdefault(one.plan, []).append((one.no, one.role))
    return tuple(
        PlanTasks(
            plan=refs[tasks[0][0]].short or refs[tasks[0][0]].title,
            lead=sum(role == "lead" for _, role in tasks),
            support=sum(role == "support" for _, role in tasks),
            through_groups=sum(role not in _DIRECT for _, role in tasks),
            told=tuple(refs[no].told for no, role in tasks if role in _DIRECT),
        )
        for tasks in of_plan.values()
    )


def _notices(connection: sqlite3.Connection, units: Sequence[str], condition: str) -> list[str]:
    """Number, else title, of the notices that name one of the units, the newest first."""
    marks = ", ".join("?" * len(units))
    rows = connection.execute(
        "SELECT DISTINCT n.id, coalesce(nullif(n.number, ''), n.title) "  # noqa: S608 - constant parts
        "FROM notice AS n JOIN json_each(n.units) AS asked "
        f"WHERE asked.value IN ({marks}) AND {condition} ORDER BY n.id DESC",
        list(units),
    )
    return [str(named) for _, named in rows]


def _not_back(connection: sqlite3.Connection, units: Sequence[str], forms: Sequence[date]) -> list[date]:
    """The days of forms after the last that came back."""
    marks = ", ".join("?" * len(units))
    row = connection.execute(
        "SELECT max(json_extract(said.body, '$.form.exported_on')) FROM self_report AS p "  # noqa: S608
        f"JOIN record AS said ON said.id = p.id WHERE p.unit IN ({marks})",
        list(units),
    ).fetchone()
    return [day for day in forms if row[0] is None or day.isoformat() > row[0]]
