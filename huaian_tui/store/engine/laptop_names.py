"""Under which names records arrived, and where one stands (names of origins: ``written_names``)."""

from __future__ import annotations

import sqlite3

from huaian_tui.store.engine.fold import ARRIVED


def officers_of(connection: sqlite3.Connection, origin: bytes) -> tuple[str, ...]:
    """Who wrote under an origin, most records first."""
    rows = connection.execute(
        "SELECT officer FROM main.record WHERE origin = ? GROUP BY officer ORDER BY count(*) DESC, officer",
        (origin,),
    )
    return tuple(officer for (officer,) in rows)


def all_officers(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Everybody who wrote into the ledger."""
    return tuple(name for (name,) in connection.execute("SELECT DISTINCT officer FROM main.record"))


def names_of_arrived(connection: sqlite3.Connection) -> list[tuple[str, bytes, int]]:
    """(officer, origin, records) of the records that arrived."""
    return connection.execute(
        f"SELECT officer, origin, count(*) FROM record WHERE {ARRIVED} "  # noqa: S608 - a constant condition
        "GROUP BY officer, origin ORDER BY officer, origin"
    ).fetchall()


def place_of_record(connection: sqlite3.Connection, record_id: bytes) -> tuple[bytes, int, str] | None:
    """Origin, number and officer of a record; None when it is not here."""
    row: tuple[bytes, int, str] | None = connection.execute(
        "SELECT origin, seq, officer FROM main.record WHERE id = ?", (record_id,)
    ).fetchone()
    return row
