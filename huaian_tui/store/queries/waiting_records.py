"""Records that wait for a plan (等待方案) or a unit (等待单位) that has not arrived yet.

They take their place when it does.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from huaian_tui.store.engine.fold import ARRIVED

_WAITS = (
    "(record.plan NOT IN (SELECT id FROM plan) OR (record.task_no IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM task WHERE task.no = record.task_no))) "
    "AND NOT (record.plan IN (SELECT id FROM plan_withdrawn) "
    "AND (record.kind IN ('plan_set', 'plan_close', 'plan_reopen') "
    "OR EXISTS (SELECT 1 FROM record AS p WHERE p.kind = 'plan_set' AND p.plan = record.plan "
    "AND p.origin = record.origin AND p.recorded_at = record.recorded_at)))"
    " AND NOT (record.kind IN ('task_set', 'task_end', 'matter_number', 'task_tie') AND EXISTS ("
    "SELECT 1 FROM record AS gone WHERE gone.task_no = record.task_no AND gone.kind = 'task_end' "
    "AND json_extract(gone.body, '$.withdrawn')))"
)
"""Of a plan that was withdrawn waits what was written beside its import, perhaps on another laptop."""

_PLAIN = "SELECT record.rid, named.value AS unit FROM record, json_each(record.body, '$.{}') AS named"
_PART = (
    "SELECT record.rid, json_extract(named.value, '$.unit') AS unit "
    "FROM record, json_each(record.body, '$.{}') AS named"
)
_NAMING = (
    ("units", _PLAIN, ("note", "correction")),
    ("unit", _PLAIN, ("self_report", "contact_set", "unit_merge")),
    ("into", _PLAIN, ("unit_merge",)),
    ("members", _PART, ("unit_set",)),
    ("lead", _PART, ("task_set",)),
    ("support", _PART, ("task_set",)),
)
"""Where records name units: the part of the body, how it is read, the kinds that have it."""

MOST_LISTED = 200
"""Of units that are missing; a pack made to harm could name a million."""


class Waiting(NamedTuple):
    """What waits for one task of a plan, for the plan itself or for a unit: how many records, of whom, when.

    ``unit`` is the id of the unit; then ``plan`` is empty.
    """

    plan: str
    task_no: int | None
    records: int
    officers: tuple[str, ...]
    first: str
    last: str
    unit: str = ""


def list_waiting_records(connection: sqlite3.Connection) -> list[Waiting]:
    """All that waits, by plan and task, then by unit. Looks at every record: asked for by hand alone."""
    listed = "count(*), group_concat(DISTINCT officer), min(recorded_at), max(recorded_at)"
    rows = connection.execute(
        f"SELECT plan, task_no, {listed} "  # noqa: S608 - constants
        f"FROM record WHERE {_WAITS} GROUP BY plan, task_no ORDER BY plan, task_no"
    )
    found = [Waiting(plan, task_no, *_summed(*more)) for plan, task_no, *more in rows]
    rows = connection.execute(
        f"SELECT named.unit, {listed} FROM ({_named('1')}) AS named "  # noqa: S608
        "JOIN record ON record.rid = named.rid GROUP BY named.unit ORDER BY named.unit"
    )
    return [*found, *(Waiting("", None, *_summed(*more), unit=unit) for unit, *more in rows)]


def count_waiting_arrived(connection: sqlite3.Connection) -> int:
    """How many of the records that arrived wait for a plan; projections must be folded."""
    row = connection.execute(f"SELECT count(*) FROM record WHERE record.{ARRIVED} AND {_WAITS}")  # noqa: S608
    return int(row.fetchone()[0])


def units_waited_for(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The units that records which arrived name and that are not here; projections must be folded."""
    rows = connection.execute(
        f"SELECT DISTINCT unit FROM ({_named(f'record.{ARRIVED}')}) ORDER BY unit LIMIT ?",  # noqa: S608
        (MOST_LISTED,),
    )
    return tuple(unit for (unit,) in rows)


def _named(condition: str) -> str:
    """(local number, unit) of the records that name a unit which is not here, each once, as SQL."""
    return " UNION ".join(_naming(condition, *one) for one in _NAMING)


def _naming(condition: str, part: str, how: str, kinds: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return (
        f"{how.format(part)} WHERE {condition} AND record.kind IN ({listed}) "  # noqa: S608 - constants
        f"AND {_UNIT[how]} NOT IN (SELECT id FROM unit) "
        "AND record.plan NOT IN (SELECT id FROM plan_withdrawn)"
    )


_UNIT = {_PLAIN: "named.value", _PART: "json_extract(named.value, '$.unit')"}


def _summed(count: int, officers: str, first: str, last: str) -> tuple[int, tuple[str, ...], str, str]:
    return count, tuple(sorted(officers.split(","))), first[:10], last[:10]
