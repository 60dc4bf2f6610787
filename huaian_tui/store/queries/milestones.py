"""Milestones: lists by date and light, those of a task, and one by its id."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.errors import NotFound
from huaian_tui.domain.rules.lights import AMONG, BEHIND, Light, days_after, due_span, overdue_days
from huaian_tui.domain.rules.milestone_state import DONE_RULE, DONE_WORDS, MilestoneState
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.domain.words.paces import Pace
from huaian_tui.domain.words.verdicts import Verdict
from huaian_tui.ledger.kinds.milestone_rows import MILESTONE_COLUMNS, milestone_state
from huaian_tui.store.queries.amended import corrected_day
from huaian_tui.store.queries.milestone_paces import figures_of, measured, of_pace
from huaian_tui.store.queries.plan_scope import in_order, in_scope
from huaian_tui.store.queries.sql_parts import (
    BEHIND_SQL,
    CONFLICT_SQL,
    MILESTONE_FACTS,
    MILESTONE_RANK_SQL,
    PACE_SQL,
    UNIT_TASKS_SQL,
    day_parameters,
    unit_parameters,
)
from huaian_tui.store.queries.task_refs import read_refs

if TYPE_CHECKING:
    from huaian_tui.domain.rules.targets import Target

DONE_WORD_SQL = DONE_RULE.sql(
    {
        "met": "m.met",
        "target": "m.operator",
        "completion_value": "m.completion_value",
        "completed_on": "m.completed_on",
        "due": "m.due",
    },
    {word: word for word in DONE_WORDS},
)
"""What a done milestone ``m`` is called."""

_COLUMNS = ", ".join(f"m.{column}" for column in MILESTONE_COLUMNS)
_TASK = MILESTONE_COLUMNS.index("task_no")
_BATCH = 500
"""Rows whose tasks are named at a time."""


_LIGHTS = (*Light, Light.UNSCHEDULED)
"""The light at each place of ``MILESTONE_RANK_SQL``; a cancelled milestone shows as one without a date."""


def of_light(light: Light) -> str:
    """The condition that a milestone has this light, by index where there is one (cancelled: none)."""
    return f"{AMONG[light].sql(MILESTONE_FACTS)} AND {MILESTONE_RANK_SQL} = {light.rank}"


def _rows(
    connection: sqlite3.Connection, where: str, parameters: dict[str, Any], today: date, by: str = ""
) -> Iterator[MilestoneRow]:
    """Rows by date; without one last, ties by task (``by``: in this order of them) and id."""
    sql = (
        f"SELECT {_COLUMNS}, {BEHIND_SQL}, {PACE_SQL}, {MILESTONE_RANK_SQL} FROM milestone AS m "  # noqa: S608 - constant conditions
        f"JOIN task_state AS s ON s.task_no = m.task_no WHERE {where} "
        f"ORDER BY m.due IS NULL, m.due, {by or in_order(connection, 'm.task_no')}, m.id"
    )
    if "today" not in parameters:
        parameters = day_parameters(connection, today) | parameters
    rows = connection.execute(sql, parameters)
    while batch := rows.fetchmany(_BATCH):
        refs = read_refs(connection, {row[_TASK] for row in batch})
        for *row, behind, paced, rank in batch:
            state, light = milestone_state(row), _LIGHTS[rank]
            yield MilestoneRow(
                state,
                light,
                overdue_days(state.status, state.due, today),
                behind_from=None if behind is None else date.fromisoformat(behind),
                pace=figures_of(connection, state, today) if light is Light.BEHIND else None,
                ref=refs.get(state.task_no),
                paced=None if paced is None else Pace(paced),
            )


def of_task(
    connection: sqlite3.Connection, today: date, number: int, lights: Mapping[str, Any] | None = None
) -> list[MilestoneRow]:
    """All milestones of one task, dated ones first; ``lights``: ``day_parameters``, where they are read."""
    asked = {**(lights or {}), "no": number}
    rows = _rows(connection, "m.task_no = :no", asked, today, by="m.task_no")
    return [measured(connection, row, today) for row in rows]


def of_tasks(connection: sqlite3.Connection, today: date, numbers: Sequence[int]) -> Iterator[MilestoneRow]:
    """All milestones of these tasks, by date, dated ones first."""
    listed = {"numbers": json.dumps(list(numbers))}
    return _rows(connection, "m.task_no IN (SELECT value FROM json_each(:numbers))", listed, today)


def newest_due(connection: sqlite3.Connection, today: date) -> date | None:
    """The newest date of a milestone that has come by a day, cancelled ones left out; None: there is none."""
    (found,) = connection.execute(
        "SELECT max(due) FROM milestone WHERE due <= ? AND status <> 'cancelled'", (today.isoformat(),)
    ).fetchone()
    return None if found is None else date.fromisoformat(found)


def states_of_task(connection: sqlite3.Connection, number: int) -> list[MilestoneState]:
    """The states of a task's milestones, whatever the day."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM milestone AS m WHERE m.task_no = ?",  # noqa: S608 - constant columns
        (number,),
    )
    return [milestone_state(row) for row in rows]


def list_milestones(
    connection: sqlite3.Connection,
    today: date,
    *,
    task_no: int | None = None,
    unit: str | None = None,
    light: Light | None = None,
    conflict: bool = False,
    plan: str | None = None,
) -> list[MilestoneRow]:
    """Milestones of a task, of a unit's tasks, of a light; cancelled ones only when no light is asked.

    ``conflict``: only those on which officers decided apart (冲突待核).

    By date, undated ones last. For documents; a list on the screen takes ``find_milestones``.
    """
    where, parameters = _listed(connection, today, task_no, unit, light, conflict=conflict, plan=plan)
    return list(_rows(connection, where, parameters, today))


def list_ids(
    connection: sqlite3.Connection,
    today: date,
    *,
    task_no: int | None = None,
    unit: str | None = None,
    light: Light | None = None,
    cancelled: bool = False,
    conflict: bool = False,
    plan: str | None = None,
    pace: Pace | None = None,
    verdict: Verdict | None = None,
) -> Iterator[str]:
    """The ids of those that count (of the cancelled ones instead), as they come.

    In the order of ``list_milestones``.
    """
    where, parameters = _listed(connection, today, task_no, unit, light, conflict=conflict, plan=plan)
    where += " AND (m.status = 'cancelled') = :cancelled"
    if pace is not None:
        where += f" AND {of_pace(pace)}"
    values = day_parameters(connection, today) | parameters | {"cancelled": int(cancelled)}
    if verdict is not None:
        # Imported here: what is learned from former dates is read for this list alone.
        from huaian_tui.store.queries.forecast_verdicts import AMONG, listed_as

        where += f" AND {AMONG.format('foretold')}"
        values["foretold"] = listed_as(connection, today, verdict)
    # Where its task stands matters for a light alone; a light's milestones come in the order of its index.
    source = "milestone AS m"
    if light is not None:
        source += " JOIN task_state AS s ON s.task_no = m.task_no"
    by = f"{in_order(connection, 'm.task_no')}, m.id"
    for dated, order in (("NOT NULL", f"m.due, {by}"), ("NULL", by)):
        sql = (
            f"SELECT m.id, m.due, m.task_no FROM {source} WHERE {where} AND m.due IS {dated} "  # noqa: S608 - constant conditions
            f"ORDER BY {order}"
        )
        yield from (row[0] for row in connection.execute(sql, values))


def _listed(
    connection: sqlite3.Connection,
    today: date,
    task_no: int | None,
    unit: str | None,
    light: Light | None,
    *,
    conflict: bool,
    plan: str | None,
) -> tuple[str, dict[str, Any]]:
    """The condition of a list, and its parameters besides the day."""
    conditions, parameters = list[str](), dict[str, Any](plan=plan)
    if task_no is None:
        conditions.append(in_scope("m.task_no", plan))
    else:
        conditions.append("m.task_no = :no")
        parameters["no"] = task_no
    if unit is not None:
        conditions.append(f"m.task_no IN ({UNIT_TASKS_SQL})")
        parameters |= unit_parameters(connection, unit, today)
    if light is not None:
        conditions.append(of_light(light))
    if conflict:
        conditions.append(CONFLICT_SQL)
    return " AND ".join(conditions), parameters


def read_rows(connection: sqlite3.Connection, today: date, ids: Sequence[str]) -> Iterator[MilestoneRow]:
    """The milestones with these ids, by date; unknown ones are left out."""
    listed = {"ids": json.dumps(list(ids))}
    return _rows(connection, "m.id IN (SELECT value FROM json_each(:ids))", listed, today)


def list_overdue(
    connection: sqlite3.Connection,
    today: date,
    *,
    within: int | None = None,
    unit: str | None = None,
    plan: str | None = None,
) -> list[MilestoneRow]:
    """Open milestones past their date; with ``within`` also those due in so many days, today included.

    ``within`` widens the list, not what counts as due soon: lights are the same as everywhere.
    """
    where, parameters = _late(connection, today, within, unit, plan)
    return list(_rows(connection, where, parameters, today))


def list_to_ask(
    connection: sqlite3.Connection, today: date, within: int, unit: str, plan: str | None = None
) -> list[MilestoneRow]:
    """A unit's milestones whose date is past or comes within so many days, and those that are 未达序时."""
    where = (
        f"m.status = 'open' AND m.due IS NOT NULL AND (m.due <= :until OR {BEHIND.sql(MILESTONE_FACTS)}) "
        f"AND m.task_no IN ({UNIT_TASKS_SQL}) AND {in_scope('m.task_no', plan)}"
    )
    until = {"until": days_after(today, within).isoformat(), "plan": plan}
    return list(_rows(connection, where, until | unit_parameters(connection, unit, today), today))


def overdue_ids(
    connection: sqlite3.Connection,
    today: date,
    *,
    within: int | None = None,
    unit: str | None = None,
    plan: str | None = None,
) -> Iterator[str]:
    """The ids of ``list_overdue`` in its order, as they come: by index."""
    where, parameters = _late(connection, today, within, unit, plan)
    by = f"{in_order(connection, 'm.task_no')}, m.id"
    sql = f"SELECT m.id, m.due, m.task_no FROM milestone AS m WHERE {where} ORDER BY m.due, {by}"  # noqa: S608 - constant conditions
    return (row[0] for row in connection.execute(sql, parameters))


def tasks_due(
    connection: sqlite3.Connection, today: date, within: int | None = None, plan: str | None = None
) -> list[int]:
    """The tasks with an open milestone past its date or due in so many days, in the order of lists."""
    where, parameters = _late(connection, today, within, None, plan)
    rows = connection.execute(
        f"SELECT m.task_no FROM milestone AS m WHERE {where} GROUP BY m.task_no "  # noqa: S608 - constant conditions
        f"ORDER BY {in_order(connection, 'm.task_no')}",
        parameters,
    )
    return [number for (number,) in rows]


def _late(
    connection: sqlite3.Connection,
    today: date,
    within: int | None,
    unit: str | None,
    plan: str | None = None,
) -> tuple[str, dict[str, Any]]:
    until = due_span(Light.OVERDUE, today)[1] if within is None else days_after(today, within)
    return _due(connection, today, date.min, until, unit, plan)


_DUE_BETWEEN = "m.status = 'open' AND m.due IS NOT NULL AND m.due BETWEEN :since AND :until"


def count_due(
    connection: sqlite3.Connection,
    today: date,
    *,
    since: date = date.min,
    until: date,
    unit: str | None = None,
    plan: str | None = None,
) -> int:
    """How many open milestones (of a unit's tasks) are due between two days, both included: by index."""
    where, parameters = _due(connection, today, since, until, unit, plan)
    row = connection.execute(
        f"SELECT count(*) FROM milestone AS m WHERE {where}",  # noqa: S608 - constant conditions
        parameters,
    ).fetchone()
    return int(row[0])


def count_conflicts(connection: sqlite3.Connection) -> int:
    """How many milestones are in conflict (冲突待核): by index."""
    row = connection.execute(
        f"SELECT count(*) FROM milestone AS m WHERE {CONFLICT_SQL} AND {in_scope('m.task_no', None)}"  # noqa: S608
    ).fetchone()
    return int(row[0])


def tasks_in_conflict(connection: sqlite3.Connection) -> set[int]:
    """The tasks with a milestone in conflict: by index."""
    rows = connection.execute(
        f"SELECT DISTINCT m.task_no FROM milestone AS m WHERE {CONFLICT_SQL}"  # noqa: S608 - a constant condition
    )
    return {number for (number,) in rows}


def first_due(
    connection: sqlite3.Connection,
    today: date,
    *,
    since: date = date.min,
    until: date,
    most: int,
    unit: str | None = None,
    plan: str | None = None,
) -> list[MilestoneRow]:
    """The first open milestones due between two days, both included; the others are not looked at."""
    where, parameters = _due(connection, today, since, until, unit, plan)
    parameters |= {"most": most}
    # The places of tasks in their plans are looked up only for what is due by the day of the last one.
    last = connection.execute(
        f"SELECT max(due) FROM (SELECT m.due FROM milestone AS m WHERE {where} ORDER BY m.due LIMIT :most)",  # noqa: S608
        parameters,
    ).fetchone()[0]
    first = (
        f"m.id IN (SELECT m.id FROM milestone AS m WHERE {where} AND m.due <= :last "  # noqa: S608 - constant conditions
        f"ORDER BY m.due, {in_order(connection, 'm.task_no')}, m.id LIMIT :most)"
    )
    return list(_rows(connection, first, parameters | {"last": last}, today))


def _due(
    connection: sqlite3.Connection,
    today: date,
    since: date,
    until: date,
    unit: str | None,
    plan: str | None,
) -> tuple[str, dict[str, Any]]:
    parameters: dict[str, Any] = {"since": since.isoformat(), "until": until.isoformat(), "plan": plan}
    where = f"{_DUE_BETWEEN} AND {in_scope('m.task_no', plan)}"
    if unit is None:
        return where, parameters
    of_unit = unit_parameters(connection, unit, today)
    return f"{where} AND m.task_no IN ({UNIT_TASKS_SQL})", parameters | of_unit


def read_milestone(connection: sqlite3.Connection, today: date, identity: str) -> MilestoneRow:
    """One milestone by its id, in any case of letters; ``NotFound`` says where ids stand."""
    typed = clean_line(identity, limit=100)
    for row in _rows(connection, "m.id = :id", {"id": typed.lower()}, today):
        return _with_days(connection, measured(connection, row, today))
    raise NotFound(
        f"没有编号为“{typed}”的节点", "编号形如 2-1", "用 huaian-tui milestone list 查看全部节点编号"
    )


def _with_days(connection: sqlite3.Connection, row: MilestoneRow) -> MilestoneRow:
    """The same with the days of the last decision; one that names no own day counts from its recording."""
    said = connection.execute(
        "SELECT coalesce(occurred_on, substr(recorded_at, 1, 10)), substr(recorded_at, 1, 10) "
        "FROM record WHERE id = ?",
        (row.state.decided_by,),
    ).fetchone()
    if said is None:
        return row
    decided_on, recorded_on = map(date.fromisoformat, said)
    corrected = corrected_day(connection, row.state.decided_by or b"")
    return replace(row, decided_on=corrected or decided_on, recorded_on=recorded_on)


def target_of(connection: sqlite3.Connection, today: date, identity: str) -> Target | None:
    """The target of a milestone, by which its values are read."""
    return read_milestone(connection, today, identity).state.target


def open_twin(connection: sqlite3.Connection, task_no: int, title: str, due: date) -> str | None:
    """The id of a task's open milestone with this very title and day; None when there is none."""
    row = connection.execute(
        "SELECT id FROM milestone WHERE task_no = ? AND title = ? AND due = ? AND status = 'open'",
        (task_no, title, due.isoformat()),
    ).fetchone()
    return None if row is None else str(row[0])
