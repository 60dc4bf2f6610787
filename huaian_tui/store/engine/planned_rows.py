"""What the plans say of their milestones, now and before: the rows from which a milestone's own are folded.

Names of tables are unqualified on purpose: a reader as of a past day may shadow ``planned_milestone``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from huaian_tui.ledger.kinds.milestone_rows import PLANNED_COLUMNS
from huaian_tui.ledger.replay import ALWAYS, NEVER, Planned

_COLUMNS = ", ".join(PLANNED_COLUMNS)
_PRESENT = f"SELECT {_COLUMNS}, since, {NEVER} FROM planned_milestone {{where}}"  # noqa: S608 - constant columns
_AS_SHOWN = f"SELECT {_COLUMNS} FROM planned_milestone {{where}}"  # noqa: S608
_SHADOWED = "SELECT 1 FROM temp.sqlite_master WHERE name = 'planned_milestone'"
_PAST = f"SELECT {_COLUMNS}, since, until FROM main.planned_milestone_past {{where}}"  # noqa: S608


def planned_rows(
    connection: sqlite3.Connection, identities: Sequence[str] | None = None
) -> Iterator[tuple[str, Planned]]:
    """(id, what the plan says of it) of milestones that a plan has or had, by id; of these or of all."""
    where, listed = "", tuple[str, ...]()
    if identities is not None:
        where, listed = f"WHERE id IN ({','.join('?' * len(identities))})", tuple(identities)
    if connection.execute(_SHADOWED).fetchone() is not None:  # what stood then stands by itself
        rows = connection.execute(f"{_AS_SHOWN.format(where=where)} ORDER BY 1", listed)
        for row in rows:
            yield row[0], [(ALWAYS, tuple(row))]
        return
    statement = _PRESENT.format(where=where)
    if connection.execute("SELECT 1 FROM main.planned_milestone_past LIMIT 1").fetchone() is not None:
        statement, listed = f"{statement} UNION ALL {_PAST.format(where=where)}", listed * 2
    rows = connection.execute(f"{statement} ORDER BY 1, {len(PLANNED_COLUMNS) + 1}", listed)
    for identity, group in groupby(rows, itemgetter(0)):
        yield identity, list(_history(group))


def _history(rows: Iterator[tuple[object, ...]]) -> Iterator[tuple[int, tuple[object, ...] | None]]:
    """(day, row from that day on); None from the day on which nothing follows the last one."""
    end: object = None
    for *row, since, until in rows:
        if end is not None and end != since:
            yield end, None  # type: ignore[misc]
        yield since or ALWAYS, tuple(row)  # type: ignore[misc]
        end = until
    if end != NEVER:
        yield end, None  # type: ignore[misc]
