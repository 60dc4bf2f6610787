"""Whether plans, tasks and units stood on a past day as they stand at present: on most days they did.

A view of two tables cannot be read through in a join without being copied, which for 100,000 tasks is waited
for. So it is made only where it says something else than the table.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from huaian_tui.ledger.kinds.kind import Table
from huaian_tui.ledger.kinds.plans import PLANS
from huaian_tui.ledger.kinds.tasks import TASKS
from huaian_tui.ledger.kinds.units import UNITS


class Stood(NamedTuple):
    """How the rows of a table stood on a day, compared with the present.

    ``changed``: some were made or replaced later; ``replaced``: some stood then in other words.
    """

    changed: bool
    replaced: bool


def rarely_changed(connection: sqlite3.Connection, number: int) -> dict[Table, Stood]:
    """For each table of plans, tasks and units how its rows stood on a day (``day_number``).

    A record about a thing always replaces the row of its first table (it changes ``heads``): that one tells
    for all.
    """
    found = dict[Table, Stood]()
    for projection in (PLANS, TASKS, UNITS):
        first = projection.tables[0].name
        later = _exists(connection, f"main.{first} WHERE since > ? AND since > 0", number)
        replaced = _exists(connection, f"main.{first}_past WHERE until > ?", number)
        found |= dict.fromkeys(projection.tables, Stood(later or replaced, replaced))
    return found


def _exists(connection: sqlite3.Connection, rows: str, number: int) -> bool:
    return connection.execute(f"SELECT 1 FROM {rows} LIMIT 1", (number,)).fetchone() is not None  # noqa: S608
