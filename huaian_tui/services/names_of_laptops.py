"""Names in lists that come from another laptop than usual: anybody can type any name (docs/信任.md).

A page of a list costs one reading by key where several laptops write, and nothing where one does; keys are
only looked at where a name stands on more than one origin.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from huaian_tui.domain.answers.milestones import ConflictSide
from huaian_tui.domain.answers.notes import EventRow, NoteRow
from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.errors import StoreRefused
from huaian_tui.store.engine.written_names import Written, named_origins, several_origins, written

Named = TypeVar("Named", EventRow, NoteRow, NoticeRow, ConflictSide)


def with_laptops(connection: sqlite3.Connection, rows: Iterable[Named]) -> list[Named]:
    """The same rows; ``laptop`` says which one a name comes from, where that is not the usual one."""
    rows = list(rows)
    found = other_laptops(connection, [one.record_id for one in rows])
    return [replace(one, laptop=found[one.record_id]) if one.record_id in found else one for one in rows]


def other_laptops(connection: sqlite3.Connection, records: Collection[bytes]) -> dict[bytes, str]:
    """Of these records those under a name of another laptop: by their ids its short name, or 未核实."""
    if not records or not several_origins(connection):
        return {}
    places = _doubted(connection, written(connection, records))
    if not places:
        return {}
    # Imported here: what reads packs comes with it, and most lists need none of that.
    from huaian_tui.exchange.trust.laptops import laptops_of_records

    try:
        return laptops_of_records(connection, places)
    except StoreRefused:
        return {}  # the file of known keys is damaged, which 信任 and every merge say


def _doubted(connection: sqlite3.Connection, places: Sequence[Written]) -> list[Written]:
    """Those whose name stands on other origins too."""
    bearing = dict[str, set[bytes]]()
    for name, origin in [(one.officer, one.origin) for one in named_origins(connection)]:
        bearing.setdefault(name, set()).add(origin)
    for one in places:
        bearing.setdefault(one.officer, set()).add(one.origin)
    return [one for one in places if len(bearing[one.officer]) > 1]
