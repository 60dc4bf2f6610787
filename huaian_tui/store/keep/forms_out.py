"""Which feedback forms (反馈表) went out from this laptop: a small note beside the ledger.

Not records: a form that was made may never have been sent. The note only helps to say, before a unit is
renamed or merged, that a form with its old name is out.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

from huaian_tui.store.keep.private_files import read_small, replace_with

_MOST_BYTES = 1_000_000
_MOST_FORMS = 2000
"""The newest are kept."""


def forms_file(database: Path) -> Path:
    """Where the note about one ledger file is."""
    return database.with_name(f"{database.name}.forms")


def note_forms_out(database: Path, units: Iterable[str], day: date) -> None:
    """Note that a form was made for each of these units (ids); a disk that refuses it is no matter."""
    new = [[unit, day.isoformat()] for unit in units]
    kept = [one for one in _read(database) if one not in new]
    with suppress(OSError):
        replace_with(forms_file(database), json.dumps([*kept, *new][-_MOST_FORMS:]).encode())


def forms_out(database: Path, units: Collection[str]) -> list[date]:
    """The days on which forms were made for these units (ids), each once, the oldest first."""
    days = set[date]()
    for unit, day in _read(database):
        if unit in units:
            with suppress(ValueError):
                days.add(date.fromisoformat(day))
    return sorted(days)


def last_forms_out(database: Path) -> dict[str, date]:
    """The day on which the last form was made for each unit (its id)."""
    days = dict[str, date]()
    for unit, text in _read(database):
        with suppress(ValueError):
            day = date.fromisoformat(text)
            days[unit] = max(day, days.get(unit, day))
    return days


def _read(database: Path) -> list[list[str]]:
    data = read_small(forms_file(database), _MOST_BYTES)
    try:
        noted = json.loads(data) if data is not None else []
    except (ValueError, RecursionError):
        return []
    listed = noted if isinstance(noted, list) else []
    return [one for one in listed if isinstance(one, list) and [type(part) for part in one] == [str, str]]
