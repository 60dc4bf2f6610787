"""What records have said of a unit one after the other, and when its full name was confirmed by them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from huaian_tui.domain.answers.units import Confirmation


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
