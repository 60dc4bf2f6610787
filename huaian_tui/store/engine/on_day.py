"""How things stood on a day, by what a connection knows: what the figures of a period are read from.

A decision counts from its own day on and a visit, reading, hand-in or answer from its day, whenever they
were recorded. What is later is left out in temporary tables that shadow those which the connection
sees, the present ones or those of a past day (``as_of``): the same queries answer as of that day.
Milestones on which there are later decisions are folded anew without them (``ledger.kinds.own_days``).
Notices stay as they are: no figure of a period is read from them.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from huaian_tui.ledger.identity import first_id_after
from huaian_tui.ledger.kinds.kind import By
from huaian_tui.ledger.kinds.own_days import counting_on
from huaian_tui.ledger.kinds.registry import tables
from huaian_tui.store.engine import fold_things, paces, task_states
from huaian_tui.store.engine.fold_rows import RowWriter

_OF_A_DAY = ("note", "reading", "handed_in", "notice_reply", "self_report")
"""Tables whose rows count from their own ``day`` on."""

_IN_MEMORY = 2
"""What ``PRAGMA temp_store`` answers for temporary tables that stay off the disk."""

_MANY = 2000
"""Of so many tasks all summaries are made anew, which is one statement."""

_LATER_DECIDED = """
SELECT DISTINCT milestone, task_no FROM record WHERE milestone NOTNULL AND (occurred_on > :day
  OR (occurred_on IS NULL AND (id >= :first OR rid IN (SELECT rid FROM main.known_day)))) ORDER BY milestone
"""


@contextmanager
def standing_on(connection: sqlite3.Connection, day: date) -> Iterator[None]:
    """While it lasts ``connection`` answers as things stood on ``day``; nothing may be written.

    What is to be said of the day itself (lights) is asked of the queries with ``today=day``.
    """
    if not connection.in_transaction and _temp_store(connection) != _IN_MEMORY:
        connection.execute("PRAGMA temp_store=MEMORY")  # no contents on the disk
    connection.execute("SAVEPOINT standing_on")
    try:
        _leave_out_later(connection, day)
        yield
    finally:
        connection.execute("ROLLBACK TO standing_on")
        connection.execute("RELEASE standing_on")


def _temp_store(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA temp_store").fetchone()[0])


def _leave_out_later(connection: sqlite3.Connection, day: date) -> None:
    named = {"day": day.isoformat(), "first": first_id_after(day)}
    decided = connection.execute(_LATER_DECIDED, named).fetchall()
    numbers = {number for _, number in decided}
    later = [name for name in _OF_A_DAY if _has_later(connection, name, named)]
    if "note" in later:
        visited = connection.execute("SELECT DISTINCT task_no FROM note WHERE day > :day", named)
        numbers |= {number for (number,) in visited}
    if "reading" in later:
        read = connection.execute(
            "SELECT DISTINCT m.task_no FROM reading AS r JOIN milestone AS m ON m.id = r.milestone "
            "WHERE r.day > :day",
            named,
        )
        numbers |= {number for (number,) in read}
    for name in later:
        _shadow(connection, name, "day <= :day", named)
    if decided:
        _refold(connection, [milestone for milestone, _ in decided], day, shadowed=later)
    if numbers:
        _shadow(connection, paces.TABLE)
        _shadow(connection, task_states.TABLE)
        if len(numbers) > _MANY:
            task_states.rebuild_task_states(connection)
        else:
            task_states.refresh_task_states(connection, numbers)


def _has_later(connection: sqlite3.Connection, name: str, named: Mapping[str, Any]) -> bool:
    found = connection.execute(f"SELECT 1 FROM {name} WHERE day > :day LIMIT 1", named)  # noqa: S608
    return found.fetchone() is not None


def _refold(connection: sqlite3.Connection, milestones: list[str], day: date, *, shadowed: list[str]) -> None:
    """Put what these milestones were on the day in the place of what they are."""
    for projection in fold_things.projections_of(By.MILESTONE):
        for table in projection.tables:
            if table.name not in shadowed:
                _shadow(connection, table.name)
    writer = RowWriter(connection, frozenset())
    for batch in fold_things.batches(milestones):
        things = [
            (projection, counting_on(records, day), planned)
            for projection, records, planned in fold_things.milestones(connection, batch)
        ]
        writer.replace(things, batch)


def _shadow(
    connection: sqlite3.Connection, name: str, kept: str = "1", named: Mapping[str, Any] | None = None
) -> None:
    """A temporary table in the place of what is seen under this name, with the rows that are kept.

    ``kept`` is a constant condition; its values stand in ``named``.
    """
    values = named or {}
    seen = connection.execute("SELECT type FROM temp.sqlite_master WHERE name = ?", (name,)).fetchone()
    if seen is not None and seen[0] == "table":
        connection.execute(f"DELETE FROM {name} WHERE NOT ({kept})", values)  # noqa: S608 - constant parts
        return
    columns = ", ".join(_columns(name))
    connection.execute(f"CREATE TEMP TABLE shadow_rows AS SELECT {columns} FROM {name} WHERE {kept}", values)  # noqa: S608
    if seen is not None:
        connection.execute(f"DROP VIEW temp.{name}")
    stored = connection.execute(
        "SELECT sql FROM main.sqlite_master WHERE tbl_name = ? AND sql NOTNULL "
        "AND type IN ('table', 'index') ORDER BY type DESC",
        (name,),
    ).fetchall()
    for (sql,) in stored:
        connection.execute(_temporary(sql))
    connection.execute(f"INSERT INTO temp.{name} ({columns}) SELECT {columns} FROM temp.shadow_rows")  # noqa: S608
    connection.execute("DROP TABLE temp.shadow_rows")


def _columns(name: str) -> tuple[str, ...]:
    if name == paces.TABLE:
        return paces.COLUMNS
    if name == task_states.TABLE:
        return task_states.COLUMNS
    return next(table.columns for table in tables() if table.name == name)


def _temporary(sql: str) -> str:
    """The same table or index in ``temp``, where nothing can be referred to."""
    sql = re.sub(r"^CREATE TABLE ", "CREATE TEMP TABLE ", sql)
    sql = re.sub(r"^CREATE (UNIQUE )?INDEX (\w+) ON ", r"CREATE \1INDEX temp.\2 ON ", sql)
    return re.sub(r" REFERENCES \w+ \(\w+\)", "", sql)
