"""Records that wait for a plan (等待方案) or a unit (等待单位) that has not arrived yet.

They take their place when it does.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from huaian_tui.domain.matters import matter_no
from huaian_tui.domain.words.items import item
from huaian_tui.ledger.kinds.matters import HANDED
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

_ON_WITHDRAWN = (
    "record.kind NOT IN ('task_set', 'task_end', 'matter_number', 'task_tie') "
    "AND record.task_no NOT IN (SELECT no FROM task) AND EXISTS ("
    "SELECT 1 FROM record AS gone WHERE gone.task_no = record.task_no AND gone.kind = 'task_end' "
    "AND json_extract(gone.body, '$.withdrawn'))"
)
"""What is written about a task or matter that another laptop withdrew without knowing of it."""

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


class OnWithdrawnPlan(NamedTuple):
    """A plan that was withdrawn while others wrote about it: how many records, and how many just came.

    ``by`` and ``on`` (ISO day) say who withdrew it when; ``named`` is what takes it up again: its code, or
    its id where another plan bears the code by now.
    """

    plan: str
    code: str
    title: str
    records: int
    arrived: int
    by: str
    on: str
    named: str


class Waiting(NamedTuple):
    """What waits for one task of a plan, for the plan itself or for a unit: how many records, of whom, when.

    ``unit`` is the id of the unit; then ``plan`` is empty. ``withdrawn``: the task was withdrawn;
    ``gone``: the plan was, so that it will not come by itself.
    """

    plan: str
    task_no: int | None
    records: int
    officers: tuple[str, ...]
    first: str
    last: str
    unit: str = ""
    withdrawn: bool = False
    gone: OnWithdrawnPlan | None = None


class OnWithdrawn(NamedTuple):
    """A task or matter that was withdrawn while others wrote about it: its number and text, how many records.

    ``by`` and ``on`` (ISO day) say who withdrew it when; ``record`` is the withdrawal, for taking it back.
    """

    no: str
    text: str
    records: int
    by: str
    on: str
    record: bytes


def list_waiting_records(connection: sqlite3.Connection) -> list[Waiting]:
    """All that waits, by plan and task, then by unit. Looks at every record: asked for by hand alone."""
    listed = "count(*), group_concat(DISTINCT officer), min(recorded_at), max(recorded_at)"
    rows = connection.execute(
        f"SELECT plan, task_no, {listed} "  # noqa: S608 - constants
        f"FROM record WHERE {_WAITS} GROUP BY plan, task_no ORDER BY plan, task_no"
    )
    found = [Waiting(plan, task_no, *_summed(*more)) for plan, task_no, *more in rows]
    gone = _on_withdrawn(connection)
    plans = {one.plan: one for one in _on_withdrawn_plans(connection, "0")}
    found = [one._replace(withdrawn=one.task_no in gone, gone=plans.get(one.plan)) for one in found]
    rows = connection.execute(
        f"SELECT named.unit, {listed} FROM ({_named()}) AS named "  # noqa: S608
        "JOIN record ON record.rid = named.rid GROUP BY named.unit ORDER BY named.unit"
    )
    return [*found, *(Waiting("", None, *_summed(*more), unit=unit) for unit, *more in rows)]


def count_waiting_arrived(connection: sqlite3.Connection) -> int:
    """How many of the records that arrived wait for a plan; projections must be folded.

    Those about a task that was withdrawn wait for nothing that could arrive (``withdrawn_of_arrived``).
    """
    row = connection.execute(
        f"SELECT count(*) FROM record WHERE record.{ARRIVED} AND {_WAITS} AND NOT ({_ON_WITHDRAWN})"  # noqa: S608
    )
    return int(row.fetchone()[0])


def withdrawn_of_arrived(connection: sqlite3.Connection) -> tuple[OnWithdrawn, ...]:
    """Tasks withdrawn while others wrote about them, where the withdrawal or such a record arrived."""
    arrived = {
        number
        for (number,) in connection.execute(
            f"SELECT DISTINCT task_no FROM record WHERE record.{ARRIVED} AND task_no IS NOT NULL"  # noqa: S608
        )
    }
    gone = _on_withdrawn(connection, arrived) if arrived else {}
    return tuple(_told(connection, number, gone[number]) for number in sorted(gone))[:MOST_LISTED]


def _on_withdrawn(connection: sqlite3.Connection, among: Collection[int] | None = None) -> dict[int, int]:
    """Task → records that were written about it, of the withdrawn ones; ``among``: of these tasks alone."""
    ends = connection.execute(
        "SELECT DISTINCT task_no FROM record WHERE kind = 'task_end' "
        "AND json_extract(body, '$.withdrawn') AND task_no NOT IN (SELECT no FROM task)"
    )
    found = dict[int, int]()
    for (number,) in ends.fetchall():
        if among is None or number in among:
            count = f"SELECT count(*) FROM record WHERE record.task_no = ? AND {_ON_WITHDRAWN}"  # noqa: S608
            records = int(connection.execute(count, (number,)).fetchone()[0])
            found |= {number: records} if records else {}
    return found


def plans_withdrawn_of_arrived(connection: sqlite3.Connection) -> tuple[OnWithdrawnPlan, ...]:
    """Plans withdrawn while others wrote about them, where the withdrawal or such a record arrived."""
    rows = connection.execute(
        f"SELECT DISTINCT plan FROM record WHERE record.{ARRIVED} "  # noqa: S608
        "AND plan IN (SELECT id FROM plan_withdrawn)"
    )
    touched = {plan for (plan,) in rows}
    found = _on_withdrawn_plans(connection, f"record.{ARRIVED}") if touched else []
    return tuple(one for one in found if one.plan in touched)[:MOST_LISTED]


def _on_withdrawn_plans(connection: sqlite3.Connection, arrived: str) -> list[OnWithdrawnPlan]:
    """Plans that were withdrawn and have records apart from their import; ``arrived`` says which came now."""
    counted = connection.execute(
        f"SELECT record.plan, count(*), total({arrived}) FROM record "  # noqa: S608 - constants
        f"WHERE record.plan IN (SELECT id FROM plan_withdrawn) AND {_WAITS} AND NOT ({_ON_WITHDRAWN}) "
        "GROUP BY record.plan ORDER BY record.plan"
    )
    return [_told_plan(connection, plan, records, int(came)) for plan, records, came in counted.fetchall()]


def _told_plan(connection: sqlite3.Connection, plan: str, records: int, came: int) -> OnWithdrawnPlan:
    code, title, taken = connection.execute(
        "SELECT code, title, EXISTS (SELECT 1 FROM plan WHERE plan.code = gone.code) "
        "FROM plan_withdrawn AS gone WHERE id = ?",
        (plan,),
    ).fetchone()
    by, on = connection.execute(
        "SELECT officer, substr(recorded_at, 1, 10) FROM record WHERE kind IN ('plan_close', 'plan_set') "
        "AND plan = ? AND json_extract(body, '$.withdrawn') ORDER BY id DESC LIMIT 1",
        (plan,),
    ).fetchone()
    return OnWithdrawnPlan(plan, code, title, records, came, by, on, plan if taken else code)


def _told(connection: sqlite3.Connection, task: int, records: int) -> OnWithdrawn:
    end, by, on = connection.execute(
        "SELECT id, officer, substr(recorded_at, 1, 10) FROM record WHERE task_no = ? AND kind = 'task_end' "
        "AND json_extract(body, '$.withdrawn') ORDER BY id DESC LIMIT 1",
        (task,),
    ).fetchone()
    said = connection.execute(
        "SELECT body FROM record WHERE task_no = ? AND kind = 'task_set' ORDER BY id DESC LIMIT 1", (task,)
    ).fetchone()
    body = {} if said is None else json.loads(said[0])
    handed = body.get(HANDED)
    no = matter_no(handed["year"], handed["number"]) if handed else item(str(body.get("no") or ""))
    return OnWithdrawn(no, str(body.get("text") or ""), records, by, on, end)


def units_waited_for(connection: sqlite3.Connection, kinds: AbstractSet[str]) -> tuple[str, ...]:
    """The units that records which arrived name and that are not here; projections must be folded.

    ``kinds`` are those of the records that arrived: most merges bring few of those that name units.
    """
    # Few of the ledger's records: not all of a kind are gone through.
    naming = [
        _naming(f"record.{ARRIVED}", "+record.kind", *one) for one in _NAMING if not kinds.isdisjoint(one[2])
    ]
    if not naming:
        return ()
    rows = connection.execute(
        f"SELECT DISTINCT unit FROM ({' UNION ALL '.join(naming)}) ORDER BY unit LIMIT ?",  # noqa: S608
        (MOST_LISTED,),
    )
    return tuple(unit for (unit,) in rows)


def _named() -> str:
    """(local number, unit) of the records that name a unit which is not here, each once, as SQL."""
    return " UNION ".join(_naming("1", "record.kind", *one) for one in _NAMING)


def _naming(condition: str, kind: str, part: str, how: str, kinds: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{one}'" for one in kinds)
    return (
        f"{how.format(part)} WHERE {condition} AND {kind} IN ({listed}) "  # noqa: S608 - constants
        f"AND {_UNIT[how]} NOT IN (SELECT id FROM unit) "
        "AND record.plan NOT IN (SELECT id FROM plan_withdrawn)"
    )


_UNIT = {_PLAIN: "named.value", _PART: "json_extract(named.value, '$.unit')"}


def _summed(count: int, officers: str, first: str, last: str) -> tuple[int, tuple[str, ...], str, str]:
    return count, tuple(sorted(officers.split(","))), first[:10], last[:10]
