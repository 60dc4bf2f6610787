"""Which milestones a list shows and in which order, as compact keys; their rows are read by the page.

All is decided by SQLite: a ledger of 100,000 tasks has some 170,000 milestones, and a Python
object for each would take a hundred megabytes and a second.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.rules.milestone_state import (
    DONE,
    DONE_WORDS,
    SOURCE_RULE,
    DueSource,
)
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.ordering import Sort, by_text
from huaian_tui.domain.words.milestones import ASSUMED, CANCELLED, CONFLICT, asks_conflict
from huaian_tui.domain.words.paces import Pace
from huaian_tui.domain.words.verdicts import VERDICTS, Verdict
from huaian_tui.store.queries.compact_numbers import Numbers
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.forecast_verdicts import AMONG, listed_as
from huaian_tui.store.queries.milestone_paces import of_pace
from huaian_tui.store.queries.milestones import DONE_WORD_SQL, of_light, read_rows
from huaian_tui.store.queries.plan_scope import in_order, in_scope, plan_asked
from huaian_tui.store.queries.slot_names import first_names
from huaian_tui.store.queries.sql_parts import (
    CANCELLED_RANK,
    CONFLICT_SQL,
    MILESTONE_RANK_SQL,
    PACE_SQL,
    UNIT_TASKS_SQL,
    day_parameters,
    unit_parameters,
)
from huaian_tui.store.queries.units import find_units
from huaian_tui.store.search.sql_folded import with_folded
from huaian_tui.store.search.sql_holds import holds_call

_SOURCE_PLACES: dict[DueSource, int | None] = {"none": None, "quotation": 0, "decision": 1, "assumption": 2}
"""The surest date first, none last."""

_STATES = (
    {light.word: of_light(light) for light in Light}
    | {word: f"m.status = 'done' AND {DONE_WORD_SQL} = '{word}'" for word in DONE_WORDS if word != DONE}
    | {
        CANCELLED: "m.status = 'cancelled'",
        CONFLICT: CONFLICT_SQL,
        ASSUMED: "m.assumed",
        Pace.ON_PACE.word: of_pace(Pace.ON_PACE),
        Light.BEHIND.word: f"CASE WHEN :behind IS NULL THEN {of_pace(Pace.BEHIND)} "
        f"ELSE {of_light(Light.BEHIND)} END",
    }
)

_FORETOLD = {word: verdict for verdict, word in VERDICTS.items()}

STATE_WORDS = frozenset(_STATES) | frozenset(_FORETOLD)
"""Words that ask for a state of the milestone itself, not for a text of its task."""

_PRESSING = (
    f"NOT ({CONFLICT_SQL}), {MILESTONE_RANK_SQL}, CASE WHEN m.status = 'open' THEN m.due END, "
    "m.completed_on IS NULL, m.completed_on DESC"
)
"""In conflict, overdue, due soon, on track (each by date), undated, done (newest first), cancelled."""

_SQL_ORDERS = {
    "no": ("m.task_no",),
    "due": ("m.due",),
    "overdue": (
        "CASE WHEN m.status = 'open' AND m.due < :today THEN julianday(:today) - julianday(m.due) END",
    ),
    "light": (f"NOT ({CONFLICT_SQL})", MILESTONE_RANK_SQL, "m.due"),
    "source": (
        SOURCE_RULE.sql(
            {"due": "m.due", "assumed": "m.assumed", "due_decided": "m.due_decided"}, _SOURCE_PLACES
        ),
    ),
}
"""What the orders that SQL does compare; without a value last, ties by task and id."""

_TEXT_ORDERS = {
    "title": "m.title",
    "lead": "(SELECT u.raw FROM task_unit AS u WHERE u.task_no = m.task_no AND u.role = 'lead' "
    "ORDER BY u.position LIMIT 1)",
}
"""What the orders by Chinese text compare (``domain.text.ordering``)."""

MILESTONE_ORDERS = frozenset(_SQL_ORDERS) | frozenset(_TEXT_ORDERS)
"""The keys of a ``Sort`` that ``find_milestones`` knows; any other is a bug of the caller."""

_AS_TYPED = "*[^a-z0-9一-鿿“”、。-]*"
"""GLOB for a text that folding may change; of any other the folded form is the text itself."""


@dataclass(frozen=True, slots=True)
class MilestoneFilter:
    """What milestones are wanted; None or empty means any.

    Each word of ``text`` is a state (逾期), the milestone's number, or stands in its title, phrase or
    date, or in its task: texts, units, pinyin, initials, row number. ``since`` and ``until`` are the
    days in which it is due, both included. ``finished``: done and cancelled ones too. ``conflict``: only
    those on which officers decided apart (冲突待核). ``plan``: as of ``TaskFilter``. ``pace``: only those
    that keep pace by their newest reading, or do not. ``verdict``: only those of which a forecast says this.
    """

    unit: str | None = None
    light: Light | None = None
    conflict: bool = False
    since: date | None = None
    until: date | None = None
    text: str = ""
    finished: bool = True
    plan: str | None = None
    pace: Pace | None = None
    verdict: Verdict | None = None


class MilestoneKeys:
    """Ids of milestones in order, with their tasks and how many there are of each light.

    Some thirty bytes each: one text of all ids, where each begins, its hash, its task.
    """

    def __init__(self, found: Iterable[tuple[str, int, int]]) -> None:
        """``found`` are id, task and place of the light (``MILESTONE_RANK_SQL``)."""
        text, starts, tasks, hashes = bytearray(), array("L"), array("q"), array("q")
        counts = [0] * (CANCELLED_RANK + 1)
        for identity, task_no, rank in found:
            starts.append(len(text))
            text += identity.encode()
            tasks.append(task_no)
            hashes.append(hash(identity))
            counts[rank] += 1
        starts.append(len(text))
        self._text, self._starts = bytes(text), starts
        self._tasks, self._hashes = Numbers(tasks), Numbers(hashes)
        self._counts = tuple(counts)

    def __len__(self) -> int:
        return len(self._tasks)

    def __iter__(self) -> Iterator[str]:
        return map(self._id, range(len(self)))

    def _id(self, place: int) -> str:
        return self._text[self._starts[place] : self._starts[place + 1]].decode()

    def ids(self, start: int, size: int) -> list[str]:
        """The ids from ``start``, at most ``size``."""
        return [self._id(place) for place in range(start, min(start + size, len(self)))]

    def position(self, identity: str) -> int | None:
        """The place of the milestone with this id."""
        place = self._hashes.place(hash(identity))
        if place is None or self._id(place) == identity:
            return place
        # Two ids with one hash of 64 bits: as good as never, but not another milestone for all that.
        return next((at for at, one in enumerate(self) if one == identity), None)

    def task_of(self, identity: str) -> int | None:
        """The task of the milestone with this id; None when it is not among these."""
        place = self.position(identity)
        return None if place is None else self._tasks[place]

    def place_of_task(self, task_no: int) -> int | None:
        """The place of the first milestone of a task; None without one."""
        return self._tasks.place(task_no)

    def count(self, light: Light) -> int:
        """How many are of this light; cancelled ones are of none."""
        return self._counts[light.rank]

    @property
    def cancelled(self) -> int:
        """How many no longer count."""
        return self._counts[CANCELLED_RANK]


def find_milestones(
    connection: sqlite3.Connection,
    today: date,
    wanted: MilestoneFilter,
    order: Sort | None = None,
) -> MilestoneKeys:
    """The milestones that fit, in the order asked for, else the pressing ones first."""
    where, parameters = _conditions(connection, today, wanted)
    compared = _TEXT_ORDERS.get(order.key, "''") if order else "''"
    sql = (
        f"SELECT m.id, m.task_no, {MILESTONE_RANK_SQL}, {compared} FROM milestone AS m "  # noqa: S608 - constant parts
        f"JOIN task_state AS s ON s.task_no = m.task_no WHERE {where} ORDER BY {_order_by(connection, order)}"
    )
    rows = connection.execute(sql, day_parameters(connection, today) | parameters)
    if order is not None and order.key in _TEXT_ORDERS:
        # By what the column shows: units by their names of the day.
        now = first_names(connection, today, order.key) if order.key == "lead" else {}

        def said(row: Sequence[Any]) -> str:
            return now.get(row[1], row[-1] or "")

        return MilestoneKeys(row[:3] for row in by_text(rows, said, descending=order.descending))
    return MilestoneKeys(row[:3] for row in rows)


_LIGHT_OF = f"CASE {MILESTONE_RANK_SQL} {{}} END".format(
    " ".join(f"WHEN {light.rank} THEN '{light.value}'" for light in Light)
)


def listed_sql(
    connection: sqlite3.Connection, today: date, wanted: MilestoneFilter
) -> tuple[str, dict[str, Any]]:
    """A SELECT of the milestones that fit, in no order: task, light, date, plan, id, pace; its parameters."""
    where, parameters = _conditions(connection, today, wanted)
    sql = (
        f"SELECT m.task_no AS task_no, {_LIGHT_OF} AS light, m.due AS due, s.plan AS plan, "  # noqa: S608
        f"m.id AS id, ({PACE_SQL}) AS pace FROM milestone AS m "
        f"JOIN task_state AS s ON s.task_no = m.task_no WHERE {where}"
    )
    return sql, day_parameters(connection, today) | parameters


def count_milestones(connection: sqlite3.Connection, today: date, wanted: MilestoneFilter) -> int:
    """How many milestones fit."""
    where, parameters = _conditions(connection, today, wanted)
    sql = (
        "SELECT count(*) FROM milestone AS m JOIN task_state AS s ON s.task_no = m.task_no "  # noqa: S608
        f"WHERE {where}"
    )
    (number,) = connection.execute(sql, day_parameters(connection, today) | parameters).fetchone()
    return int(number)


def _order_by(connection: sqlite3.Connection, order: Sort | None) -> str:
    by = f"{in_order(connection, 's.task_no')}, m.id"
    if order is None:
        return f"{_PRESSING}, {by}"
    if order.key in _TEXT_ORDERS:
        return by
    way = "DESC" if order.descending else "ASC"
    if order.key == "no":
        return f"{in_order(connection, 's.task_no', way)}, m.id"
    compared = [f"({one}) IS NULL, {one} {way}" for one in _SQL_ORDERS[order.key]]
    return ", ".join([*compared, by])


def _conditions(
    connection: sqlite3.Connection, today: date, wanted: MilestoneFilter
) -> tuple[str, dict[str, Any]]:
    """The WHERE of a filter and its parameters."""
    text, named = plan_asked(connection, wanted.text)
    wanted = replace(wanted, text=text, plan=named or wanted.plan)
    conditions, parameters = [in_scope("s.task_no", wanted.plan)], dict[str, Any](plan=wanted.plan)
    if wanted.unit is not None:
        conditions.append(f"m.task_no IN ({UNIT_TASKS_SQL})")
        parameters |= unit_parameters(connection, wanted.unit, today)
    if wanted.light is not None:
        conditions.append(of_light(wanted.light))
    if wanted.conflict:
        conditions.append(CONFLICT_SQL)
    if wanted.pace is not None:
        conditions.append(of_pace(wanted.pace))
    if wanted.verdict is not None:
        conditions.append(AMONG.format("foretold"))
        parameters["foretold"] = listed_as(connection, today, wanted.verdict)
    if wanted.since is not None and wanted.until is not None:
        conditions.append("m.due BETWEEN :since AND :until")
        parameters |= {"since": wanted.since.isoformat(), "until": wanted.until.isoformat()}
    if not wanted.finished:
        conditions.append("m.status = 'open'")
    for place, word in enumerate(dict.fromkeys(search_key(wanted.text).split())):
        name = f"word{place}"
        if word in _FORETOLD:
            conditions.append(AMONG.format(name))
            parameters[name] = listed_as(connection, today, _FORETOLD[word])
            continue
        if word in STATE_WORDS:
            conditions.append(f"({_STATES[word]})")
            continue
        said = _holds(name, holds_call(connection, word))
        conditions.append(f"({said} OR {CONFLICT_SQL})" if asks_conflict(word) else said)
        of_tasks = _tasks_with(connection, today, word, wanted.plan)
        parameters |= {name: word, f"{name}_tasks": json.dumps(of_tasks)}
        with_folded(connection)
    return " AND ".join(conditions), parameters


def _holds(name: str, holds: str) -> str:
    """The condition that a milestone or its task has a word; ``folded`` is called where it may matter."""
    said = " OR ".join(
        f"{holds}(CASE WHEN {text} GLOB '{_AS_TYPED}' THEN folded({text}) ELSE {text} END, :{name}) > 0"
        for text in ("m.title", "m.phrase")
    )
    tasks = f"m.task_no IN (SELECT value FROM json_each(:{name}_tasks))"  # noqa: S608 - our own name
    return f"({tasks} OR m.id = :{name} OR instr(m.due, :{name}) > 0 OR {said})"


def _tasks_with(connection: sqlite3.Connection, today: date, word: str, plan: str | None) -> list[int]:
    """Tasks in which the word stands; where it means one unit, also what that unit does through a group."""
    found = find_tasks(connection, today, TaskFilter(text=word, states=False, plan=plan))
    units = find_units(connection, word)
    if len(units) == 1:
        found += find_tasks(connection, today, TaskFilter(unit=units[0].name, plan=plan))
    return found


def read_milestones(connection: sqlite3.Connection, today: date, ids: Sequence[str]) -> list[MilestoneRow]:
    """The rows of these milestones in the order asked for; unknown ids are left out."""
    found = {row.id: row for row in read_rows(connection, today, ids)}
    return [found[identity] for identity in ids if identity in found]
