"""Reading records themselves, whole: one, those of one origin, all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from huaian_tui.ledger.record import Columns, Record

COLUMNS = (
    "id, origin, seq, recorded_at, officer, kind, plan, task_no, milestone, occurred_on, body, ref, hash"
)
"""All that a record says, in the order of ``Record`` and ``Columns``; not its local number."""

_SELECT = f"SELECT {COLUMNS} FROM record"  # noqa: S608 - constant columns


def read_record(connection: sqlite3.Connection, record_id: bytes) -> Record | None:
    """The record with this id; None when the ledger does not hold it."""
    row = connection.execute(f"{_SELECT} WHERE id = ?", (record_id,)).fetchone()
    return None if row is None else Record(*row)


def read_records(connection: sqlite3.Connection) -> Iterator[Record]:
    """All records by their ids, which is the order in which they were made."""
    for row in connection.execute(f"{_SELECT} ORDER BY id"):
        yield Record(*row)


def records_of_origin(connection: sqlite3.Connection, origin: bytes, first: int = 1) -> Iterator[Record]:
    """The records of one origin from a number on, by their numbers."""
    for row in rows_of_origin(connection, origin, first):
        yield Record(*row)


def rows_of_origin(connection: sqlite3.Connection, origin: bytes, first: int = 1) -> Iterable[Columns]:
    """``records_of_origin`` as plain rows, for passes over very many."""
    return connection.execute(f"{_SELECT} WHERE origin = ? AND seq >= ? ORDER BY seq", (origin, first))


def note_text_before(connection: sqlite3.Connection, note: bytes, correction: bytes) -> Record:
    """What a note said until a correction: the note itself or the correction before; the note is there."""
    row = connection.execute(
        f"{_SELECT} WHERE (id = ?1 OR (ref = ?1 AND kind = 'correction')) AND id < ?2 "
        "ORDER BY id DESC LIMIT 1",
        (note, correction),
    ).fetchone()
    return Record(*row)
