"""What a unit is called on a day, and whose tasks it has once units were merged into it.

Records and slots of tasks name a unit by its id for life. A merged unit's open tasks pass to its successor
from the day of the merge; what was done before stays with the old one.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.answers.units import Confirmation, UnitNaming
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.store.engine.past_state import shows_past


class Held(NamedTuple):
    """Tasks that a unit has because they name ``source``: those open from ``since`` to before ``until``.

    ISO days; None has no bound. ``group``: the group through which, None where the task names a unit.
    """

    source: str
    since: str | None
    until: str | None
    group: str | None = None
    certain: bool = True


class Merge(NamedTuple):
    """A unit that is part of ``into`` from ``day`` (ISO) on."""

    into: str
    day: str


# ---------------------------------------------------------------------- names


_NAMES_NOW, _NAMES_SHOWN = "main.unit_name", "unit_name"
"""The names as they are known now, and as they were known on the past day that a connection shows."""


def names_on(connection: sqlite3.Connection, day: date, *, paper: bool = False) -> dict[str, tuple[str, str]]:
    """(short name, full name) of every unit on a day, by its id.

    ``paper``: as a paper of that day bears them, by what is known now, whatever the day of its data.
    """
    rows = connection.execute(
        f"SELECT unit, name, full_name FROM {_NAMES_NOW if paper else _NAMES_SHOWN} "  # noqa: S608
        "WHERE since_day IS NULL OR since_day <= ? ORDER BY unit, place",
        (day.isoformat(),),
    )
    return {unit: (name, full_name) for unit, name, full_name in rows}


def unit_name_on(
    connection: sqlite3.Connection, unit: str, day: date, *, paper: bool = False
) -> tuple[str, str]:
    """(short name, full name) of a unit on a day; what is no unit of this ledger is called as it is.

    ``paper``: as for ``names_on``.
    """
    row = connection.execute(
        f"SELECT name, full_name FROM {_NAMES_NOW if paper else _NAMES_SHOWN} "  # noqa: S608
        "WHERE unit = ? AND (since_day IS NULL OR since_day <= ?) ORDER BY place DESC LIMIT 1",
        (unit, day.isoformat()),
    ).fetchone()
    return (unit, unit) if row is None else (row[0], row[1])


def changed_names(connection: sqlite3.Connection, day: date) -> Mapping[str, str]:
    """Short names on a day of those units whose name differs from their id."""
    return {unit: name for unit, (name, _) in names_on(connection, day).items() if name != unit}


class FormerNames:
    """The short names of those units that bore several, read once, to be asked for many days."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._names: dict[str, list[tuple[str, str]]] = {}
        rows = connection.execute(
            "SELECT unit, name, since_day FROM unit_name WHERE unit IN "
            "(SELECT unit FROM unit_name WHERE place > 0) ORDER BY unit, place"
        )
        for unit, name, since in rows:
            self._names.setdefault(unit, []).append((name, since or ""))

    def on(self, units: Sequence[str], day: str) -> tuple[str, ...]:
        """What these units were called on an ISO day, in their order."""
        if not self._names:
            return tuple(units)
        return tuple(self._one(unit, day) for unit in units)

    def _one(self, unit: str, day: str) -> str:
        found = unit
        for name, since in self._names.get(unit, ()):
            if since <= day:
                found = name
        return found


def read_namings(connection: sqlite3.Connection, unit: str) -> tuple[UnitNaming, ...]:
    """All names of a unit one after the other, with their days."""
    rows = connection.execute(
        "SELECT name, full_name, since_day, until_day FROM unit_name WHERE unit = ? ORDER BY place", (unit,)
    )
    return tuple(UnitNaming(name, full, _day(since), _day(until)) for name, full, since, until in rows)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def other_names(connection: sqlite3.Connection, unit: str) -> tuple[str, ...]:
    """What else people call a unit: aliases and names of before; on a past day those known then."""
    if shows_past(connection):
        from huaian_tui.store.queries.names_then import names_known  # the present is read without it

        return names_known(connection, unit)
    keys = "SELECT key FROM unit_key WHERE unit = ? AND how IN ('alias', 'former') ORDER BY how, key"
    return tuple(key for (key,) in connection.execute(keys, (unit,)))


def bearers(connection: sqlite3.Connection, folded: Collection[str]) -> list[tuple[str, str]]:
    """(name by its key, unit) of every unit that bears one of these names, which are keys (``search_key``).

    Short, full, former and other names are looked through.
    """
    from huaian_tui.domain.text.hygiene import search_key

    rows = connection.execute(
        "SELECT id, id FROM unit UNION SELECT name, id FROM unit UNION SELECT full_name, id FROM unit "
        "UNION SELECT name, unit FROM unit_name UNION SELECT full_name, unit FROM unit_name "
        "UNION SELECT name, unit FROM unit_called"
    )
    borne = {(search_key(name), unit) for name, unit in rows}
    return sorted(one for one in borne if one[0] in folded)


# ---------------------------------------------------------------------- merges


_MERGED = "merged_into IS NOT NULL AND EXISTS (SELECT 1 FROM unit AS known WHERE known.id = unit.merged_into)"


def read_merges(connection: sqlite3.Connection, day: date | None) -> dict[str, Merge]:
    """What was merged into what by a day (None: ever).

    Of a circle the merge that closed it, the last one by its day, does not count; nor does one into a unit
    that has not arrived.
    """
    rows = connection.execute(
        f"SELECT id, merged_into, merged_on FROM unit WHERE {_MERGED} AND merged_on <= ? "  # noqa: S608
        "ORDER BY merged_on, id",
        ("9999-12-31" if day is None else day.isoformat(),),
    )
    merges: dict[str, Merge] = {}
    for unit, into, on in rows:
        if unit not in _path(merges, into):
            merges[unit] = Merge(into, on)
    return merges


def _path(merges: Mapping[str, Merge], unit: str) -> list[str]:
    """The unit and what it became part of, one after the other."""
    path = [unit]
    while path[-1] in merges:
        path.append(merges[path[-1]].into)
    return path


def unit_circles(connection: sqlite3.Connection) -> set[str]:
    """Units whose merge closes a circle, so that it does not count."""
    rows = connection.execute(f"SELECT id FROM unit WHERE {_MERGED} AND merged_on NOT NULL")  # noqa: S608
    return {unit for (unit,) in rows} - read_merges(connection, None).keys()


def successor_of(connection: sqlite3.Connection, unit: str, day: date) -> Merge | None:
    """What a unit has become part of by a day, at any remove, and since when; None: it stands for itself."""
    merges = read_merges(connection, day)
    if unit not in merges:
        return None
    return Merge(_path(merges, unit)[-1], merges[unit].day)


def refuse_merged(connection: sqlite3.Connection, unit: str, day: date) -> None:
    """Refuse a unit that was merged away by a day, and name what it has become part of."""
    merge = successor_of(connection, unit, day)
    if merge is not None:
        name, now = unit_name_on(connection, unit, day)[0], unit_name_on(connection, merge.into, day)[0]
        raise HuaianError(
            f"{name}已自 {merge.day} 起并入{now}",
            f"现在的单位：{now}",
            f"用 huaian-tui unit {now} 查看；它并入前的情况用 huaian-tui unit {name} --history",
        )


def refuse_gone(connection: sqlite3.Connection, unit: str, day: date, field: str = "unit") -> None:
    """Refuse a unit that was merged away by a day where it would get something new to do."""
    merge = successor_of(connection, unit, day)
    if merge is not None:
        name, now = unit_name_on(connection, unit, day)[0], unit_name_on(connection, merge.into, day)[0]
        raise InputRefused(
            f"{name}已自 {merge.day} 起并入{now}", "并走的单位不再接新的任务", f"请写{now}", field=field
        )


def held_by(connection: sqlite3.Connection, unit: str, day: date | None) -> list[Held]:
    """Whose slots are a unit's on a day: its own, those of what was merged into it, those of its groups.

    ``day`` None: whatever the day, so that a paper of before the merge counts for both.
    """
    merges = read_merges(connection, day)
    held = list(_merged(merges, unit))
    through = list[Held]()
    for one in held:
        groups = connection.execute(
            "SELECT group_name, certain FROM group_member WHERE unit = ?", (one.source,)
        ).fetchall()
        for group, certain in groups:
            for of_group in _merged(merges, group):
                both = Held(of_group.source, *_overlap(one, of_group), group, bool(certain))
                through.append(both)
    every = [*held, *through]
    return [one._replace(since=None, until=None) for one in every] if day is None else every


def unit_with_merged(connection: sqlite3.Connection, unit: str, day: date | None = None) -> list[str]:
    """The ids of a unit and of all that became part of it by a day (None: ever): it has their history."""
    return [one.source for one in _merged(read_merges(connection, day), unit)]


def _merged(merges: Mapping[str, Merge], unit: str) -> Iterator[Held]:
    """The unit itself, then what became part of it, at any remove."""
    until = merges[unit].day if unit in merges else None
    waiting = [Held(unit, None, until)]
    while waiting:
        held = waiting.pop(0)
        yield held
        for other, merge in merges.items():
            if merge.into == held.source:
                waiting.append(Held(other, max(merge.day, held.since or ""), until))


def _overlap(one: Held, other: Held) -> tuple[str | None, str | None]:
    """(since, until) of what lies in both."""
    since = max(one.since or "", other.since or "") or None
    ends = [until for until in (one.until, other.until) if until is not None]
    return since, min(ends, default=None)


# ---------------------------------------------------------------------- what records have said


def full_name_confirmed(connection: sqlite3.Connection, unit: str) -> Confirmation | None:
    """When the full name of a unit, once open, was confirmed; None while it is open, and where it never was.

    A name given by a renaming is told by that.
    """
    return _confirmed(said_of(connection, unit))


def confirmed_full_names(connection: sqlite3.Connection) -> list[tuple[str, Confirmation]]:
    """(full name, when it was confirmed) of the units whose name was open once, in their order."""
    said: dict[str, list[tuple[date, Mapping[str, Any]]]] = {}
    for recorded_at, text in connection.execute(
        "SELECT r.recorded_at, r.body FROM record AS r WHERE r.kind = 'unit_set' ORDER BY r.id"
    ):
        body = json.loads(text)
        said.setdefault(body["unit"], []).append((date.fromisoformat(recorded_at[:10]), body))
    units = connection.execute("SELECT id, full_name FROM unit WHERE full_name_certain = 1 ORDER BY made")
    found = ((full_name, _confirmed(said.get(unit, ()))) for unit, full_name in units)
    return [(full_name, confirmed) for full_name, confirmed in found if confirmed is not None]


def _confirmed(said: Iterable[tuple[date, Mapping[str, Any]]]) -> Confirmation | None:
    found, before = None, None
    for day, body in said:
        certain = bool(body.get("full_name_certain"))
        if before is not None and certain != bool(before.get("full_name_certain")):
            renamed = before.get("former", []) != body.get("former", [])
            found = None if not certain or renamed else Confirmation(day, basis_of(body))
        before = body
    return found


def said_of(connection: sqlite3.Connection, unit: str) -> Iterator[tuple[date, Mapping[str, Any]]]:
    """(day of recording, what it says) of every record that says how a unit stands, the oldest first."""
    rows = connection.execute(
        "SELECT r.recorded_at, r.body FROM record AS r WHERE r.kind = 'unit_set' "
        "AND json_extract(r.body, '$.unit') = ? ORDER BY r.id",
        (unit,),
    )
    for recorded_at, body in rows:
        yield date.fromisoformat(recorded_at[:10]), json.loads(body)


def basis_of(body: Mapping[str, Any]) -> str:
    """The basis that a record gives; empty without one."""
    return str(body.get("basis", ""))
