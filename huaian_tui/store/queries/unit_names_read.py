"""Names that plans print and that are read as a unit on an assumption."""

from __future__ import annotations

import sqlite3


def units_read_as(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """(name as printed, unit that it is taken for), in the order of the units."""
    return connection.execute(
        "SELECT c.name, c.unit FROM unit_called AS c JOIN unit AS u ON u.id = c.unit "
        "WHERE c.how = 'assumption' ORDER BY u.made, c.place"
    ).fetchall()


def open_tasks_that_print(connection: sqlite3.Connection, name: str) -> list[int]:
    """The tasks of plans that are not closed in which a unit is named so, on an assumption."""
    rows = connection.execute(
        "SELECT DISTINCT slot.task_no FROM task_unit AS slot JOIN task AS t ON t.no = slot.task_no "
        "JOIN plan AS p ON p.id = t.plan WHERE slot.raw = ? AND slot.assumption <> '' "
        "AND t.ended_on IS NULL AND p.closed_on IS NULL ORDER BY t.place, t.no",
        (name,),
    )
    return [int(number) for (number,) in rows]
