"""Which units were renamed or merged since a period began, or since the tasks of a paper were set."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from huaian_tui.domain.answers.unit_lists import NameChange
from huaian_tui.ledger.identity import day_of_id, day_of_number
from huaian_tui.store.queries.unit_history import Merge, read_merges, unit_name_on

_RENAMED = (
    "SELECT former.unit, former.name, former.full_name, new.name, new.full_name, new.since_day "
    "FROM main.unit_name AS new JOIN main.unit_name AS former "
    "ON former.unit = new.unit AND former.place = new.place - 1 "
    "WHERE new.since_day <= ? ORDER BY new.since_day, former.unit"
)
"""Names are those of a paper's day as they are known now, whatever the day of its data."""


@dataclass(slots=True)
class _Named:
    """A unit as the tasks name it: on what day the earliest of them was set, and what they print."""

    since: date = date.max
    printed: set[str] = field(default_factory=set)

    def add(self, other: _Named) -> None:
        self.since = min(self.since, other.since)
        self.printed |= other.printed


def name_changes(
    connection: sqlite3.Connection,
    tasks: Collection[int],
    last: date,
    first: date | None = None,
    unit: str | None = None,
) -> list[NameChange]:
    """The units of these tasks that were renamed or merged by ``last``, by the day.

    From ``first`` on; without it since the tasks that name them were set, or where they print a name of
    before. ``unit``: only what concerns this one, to which a paper is written.
    """
    named = _named(connection, tasks)
    merges = read_merges(connection, last)
    if unit is not None:
        named = _of_unit(named, merges, unit)
    found = [
        change
        for one, change in _changes(connection, named, merges, last)
        if (change.day >= first if first is not None else _is_new(named[one], change))
    ]
    return sorted(found, key=lambda one: (one.day, one.merged, one.before))


def _is_new(named: _Named, change: NameChange) -> bool:
    return named.since < change.day or any(change.before in printed for printed in named.printed)


def _named(connection: sqlite3.Connection, tasks: Collection[int]) -> dict[str, _Named]:
    """The units that the tasks name, by their ids."""
    listed = json.dumps(sorted(tasks))
    set_on = {
        number: day_of_number(day_of_id(first))
        for number, first in connection.execute(
            "SELECT r.task_no, min(r.id) FROM record AS r WHERE r.kind = 'task_set' "
            "AND r.task_no IN (SELECT value FROM json_each(?)) GROUP BY r.task_no",
            (listed,),
        )
    }
    found = defaultdict[str, _Named](_Named)
    for number, unit, raw in connection.execute(
        "SELECT task_no, unit, raw FROM task_unit WHERE task_no IN (SELECT value FROM json_each(?))",
        (listed,),
    ):
        found[unit].add(_Named(set_on.get(number, date.max), {raw}))
    return dict(found)


def _of_unit(named: Mapping[str, _Named], merges: Mapping[str, Merge], unit: str) -> dict[str, _Named]:
    """What is named of a unit and of what became part of it; named through a group it has its tasks too."""
    of_it = {one: what for one, what in named.items() if one == unit or unit in _path(merges, one)}
    whole = _Named()
    for what in named.values():
        whole.add(_Named(what.since, set()))
    return {unit: whole} | of_it


def _path(merges: Mapping[str, Merge], unit: str) -> list[str]:
    path = [unit]
    while path[-1] in merges:
        path.append(merges[path[-1]].into)
    return path


def _changes(
    connection: sqlite3.Connection, named: dict[str, _Named], merges: Mapping[str, Merge], last: date
) -> Iterator[tuple[str, NameChange]]:
    """(unit, change) of all that is named; what became part of another one names that too."""
    for unit, merge in merges.items():
        if unit in named:
            named.setdefault(merge.into, _Named()).add(named[unit])
            day = date.fromisoformat(merge.day)
            before, after = (unit_name_on(connection, one, day, paper=True)[0] for one in (unit, merge.into))
            yield unit, NameChange(before, after, day, merged=True)
    for unit, *words, day in connection.execute(_RENAMED, (last.isoformat(),)):
        if unit in named:
            before, full_before, after, full_after = words
            if before == after:
                before, after = full_before, full_after
            yield unit, NameChange(before, after, date.fromisoformat(day), merged=False)
