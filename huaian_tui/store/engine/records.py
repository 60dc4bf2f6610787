"""Records themselves: reading them whole, counting them, writing new ones with their local numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter

from huaian_tui.ledger.identity import id_milliseconds
from huaian_tui.ledger.record import Columns, Record

COLUMNS = (
    "id, origin, seq, recorded_at, officer, kind, plan, task_no, milestone, occurred_on, body, ref, hash"
)
"""All that a record says, in the order of ``Record`` and ``Columns``; not its local number."""

FEW_PLACES = 1_000
"""So many places are counted from one to the next; for more all ids are read in one go."""

# Never OR REPLACE: it would delete under the append-only trigger's eyes.
_INSERT = f"INSERT INTO record (rid, {COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608 - constant columns
values_of: Callable[[Record], Columns] = attrgetter(*COLUMNS.split(", "))
"""The fields of a record as a row."""
_SELECT = f"SELECT {COLUMNS} FROM record"  # noqa: S608 - constant columns


def read_record(connection: sqlite3.Connection, record_id: bytes) -> Record | None:
    """The record with this id; None when the ledger does not hold it."""
    row = connection.execute(f"{_SELECT} WHERE id = ?", (record_id,)).fetchone()
    return None if row is None else Record(*row)


def read_records(connection: sqlite3.Connection) -> Iterator[Record]:
    """All records that people wrote by their ids, which is the order in which they were made."""
    for row in connection.execute(f"{_SELECT} WHERE +rid >= 0 ORDER BY id"):
        yield Record(*row)


def records_of_origin(connection: sqlite3.Connection, origin: bytes, first: int = 1) -> Iterator[Record]:
    """The records of one origin from a number on, by their numbers."""
    for row in rows_of_origin(connection, origin, first):
        yield Record(*row)


def rows_of_origin(connection: sqlite3.Connection, origin: bytes, first: int = 1) -> Iterable[Columns]:
    """``records_of_origin`` as plain rows, for passes over very many."""
    return connection.execute(f"{_SELECT} WHERE origin = ? AND seq >= ? ORDER BY seq", (origin, first))


def count_all(connection: sqlite3.Connection) -> int:
    """How many records there are; those of the shipped plan are not counted, here and below."""
    # Not together with newest_id: SQLite would look at every row instead of counting them.
    return int(connection.execute("SELECT count(*) FROM record WHERE rid >= 0").fetchone()[0])


def newest_id(connection: sqlite3.Connection) -> bytes | None:
    """The greatest id; None in a ledger in which nobody has written yet."""
    found: bytes | None = connection.execute("SELECT max(id) FROM record").fetchone()[0]
    return found if found is not None and id_milliseconds(found) else None


def ids_until(connection: sqlite3.Connection, newest: bytes, start: int, size: int) -> list[bytes]:
    """Ids of records up to ``newest``, that one first: ``size`` of them from the ``start``-th on."""
    rows = connection.execute(
        "SELECT id FROM record WHERE id <= ? AND +rid >= 0 ORDER BY id DESC LIMIT ? OFFSET ?",
        (newest, size, start),
    )
    return [identity for (identity,) in rows]


def places_until(
    connection: sqlite3.Connection, newest: bytes, record_ids: Iterable[bytes]
) -> dict[bytes, int]:
    """Where records stand among those up to ``newest``, that one at 0; left out: what is not among them."""
    wanted = sorted({one for one in record_ids if one <= newest}, reverse=True)
    if len(wanted) > FEW_PLACES:
        asked, every = set(wanted), ids_until(connection, newest, 0, -1)
        return {one: place for place, one in enumerate(every) if one in asked}
    places, place, after = dict[bytes, int](), 0, newest
    for one in wanted:
        if connection.execute("SELECT 1 FROM record WHERE id = ?", (one,)).fetchone() is None:
            continue
        # From the last one on: all together look once at the records that are newer than the oldest.
        between = connection.execute("SELECT count(*) FROM record WHERE id > ? AND id <= ?", (one, after))
        place += int(between.fetchone()[0])
        places[one], after = place, one
    return places


def insert_records(connection: sqlite3.Connection, numbered: Iterable[tuple[int | None, Record]]) -> None:
    """Write records with their local numbers (None: the next); heads and projections are the caller's."""
    connection.executemany(_INSERT, ((rid, *values_of(record)) for rid, record in numbered))
