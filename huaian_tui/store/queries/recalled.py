"""What an officer typed last into fields that often say the same again: bases, methods, units, contacts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from huaian_tui.domain.words.due_sources import without_source

MOST_RECALLED = 9
"""Different values of one field that are offered again, the newest first."""

_LOOKED_AT = 60
"""Newest records of a kind that are looked at: by index, however many there are."""

_BASED = (
    "milestone_set",
    "milestone_complete",
    "milestone_extend",
    "milestone_cancel",
    "milestone_reopen",
    "milestone_target",
)


class RecalledNotes(NamedTuple):
    """Of the last notes: methods, units (their ids, as they stood together), contacts."""

    methods: list[str]
    units: list[tuple[str, ...]]
    contacts: list[str]


def recalled_bases(connection: sqlite3.Connection, officer: str) -> list[str]:
    """The bases (依据) of this officer's last decisions; those that follow from a report are none of his.

    Without what the program added: where a date came from that was taken as proposed.
    """
    bodies = _newest(connection, officer, _BASED)
    return _different(without_source(str(body.get("basis", ""))) for body in bodies if "report" not in body)


def recalled_notes(connection: sqlite3.Connection, officer: str) -> RecalledNotes:
    """What this officer's last notes said of how, of whom and with whom."""
    bodies = [body for body in _newest(connection, officer, ("note",)) if "report" not in body]
    units = dict.fromkeys(tuple(map(str, body.get("units") or ())) for body in bodies)
    return RecalledNotes(
        _different(str(body.get("method", "")) for body in bodies),
        [one for one in units if one][:MOST_RECALLED],
        _different(str(body.get("contact", "")) for body in bodies),
    )


def _newest(connection: sqlite3.Connection, officer: str, kinds: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The bodies of the officer's newest records of these kinds, the newest first."""
    found = [
        row
        for kind in kinds
        for row in connection.execute(
            "SELECT id, officer, body FROM record WHERE kind = ? ORDER BY id DESC LIMIT ?", (kind, _LOOKED_AT)
        )
    ]
    for _, own, body in sorted(found, reverse=True):
        if own == officer:
            yield json.loads(body)


def _different(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value][:MOST_RECALLED]


def last_set(connection: sqlite3.Connection, officer: str) -> tuple[str, date | None]:
    """The basis and the own day of the milestone that this officer set last; "" and None without one."""
    rows = connection.execute(
        "SELECT officer, body, occurred_on FROM record WHERE kind = 'milestone_set' ORDER BY id DESC LIMIT ?",
        (_LOOKED_AT,),
    )
    for own, text, day in rows:
        body = json.loads(text)
        if own == officer and "report" not in body:
            basis = without_source(str(body.get("basis", "")))
            return basis, None if day is None else date.fromisoformat(day)
    return "", None
