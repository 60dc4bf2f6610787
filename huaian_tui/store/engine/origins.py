"""Origins: one writing incarnation of a ledger file (docs/decisions/004)."""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from huaian_tui.ledger.identity import ID_BYTES, SHANGHAI
from huaian_tui.store.engine.connection import file_of
from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN

if TYPE_CHECKING:
    from huaian_tui.store.keep.machine import Machine, Reached


class Head(NamedTuple):
    """How far an origin reaches here: its id, the number and hash of its last record, when it began (ISO).

    ``private``: its records are personal, and travel only when asked for.
    """

    id: bytes
    seq: int
    hash: bytes
    created_at: str
    private: bool = False


class Reach(NamedTuple):
    """How far an origin reaches here, for who goes on from there; ``newest`` is its last record's id.

    ``private`` is None for an origin that is not known.
    """

    seq: int
    hash: bytes
    mine: bool
    newest: bytes
    private: bool | None


def new_incarnation(connection: sqlite3.Connection, moment: datetime, *, private: bool = False) -> bytes:
    """Let this file write as a new origin from its next record on, and return that origin's id.

    ``private``: the one under which it writes what is personal.

    For a file that was restored or copied, inside the caller's transaction: going on under
    the old origin would issue the same numbers twice, and what the other file wrote under
    them could never be merged. What the old origin wrote stays, like a colleague's records.
    """
    connection.execute("UPDATE origin SET mine = 0 WHERE mine = 1 AND private = ?", (private,))
    origin = os.urandom(ID_BYTES)
    connection.execute(
        "INSERT INTO origin (id, mine, created_at, head_seq, head_hash, private) VALUES (?, 1, ?, 0, x'', ?)",
        (origin, moment.astimezone(SHANGHAI).isoformat(timespec="seconds"), private),
    )
    return origin


_UNMARKED = "FROM main.origin WHERE mine = 1 AND NOT EXISTS (SELECT 1 FROM main.own_origin)"
"""The file's own origin as long as no machine is known to have written any; later none is without a mark."""

# ---------------------------------------------------------------------- which one this machine writes as


class Began(StrEnum):
    """Why a file begins to write as a new origin, where that is to be said."""

    OTHER_MACHINE = "other machine"
    OLDER_COPY = "older copy"


def begin_origins(connection: sqlite3.Connection, moment: datetime, machine: Machine) -> None:
    """``begin_origin`` for a file that was put back: also for what is personal, if it has any of its own."""
    begin_origin(connection, moment, machine)
    if own_head(connection, private=True) is not None:
        begin_origin(connection, moment, machine, private=True)


def begin_origin(
    connection: sqlite3.Connection, moment: datetime, machine: Machine, *, private: bool = False
) -> bytes:
    """``new_incarnation`` for this machine, which is known by it from now on."""
    origin = new_incarnation(connection, moment, private=private)
    kept = machine.note(origin, 0, b"")
    _register(connection, origin, machine.mark if kept and machine.mark is not None else machine.file_mark)
    return origin


def _register(connection: sqlite3.Connection, origin: bytes, mark: bytes) -> None:
    connection.execute("INSERT INTO own_origin (origin, mark) VALUES (?, ?)", (origin, mark))


def choose_own(
    connection: sqlite3.Connection, moment: datetime, machine: Machine, *, private: bool = False
) -> Began | None:
    """Let this file go on as the origin that is this machine's here, or as a new one, and say why.

    Before the first record of an action, inside its transaction; ``private``: for what is personal. An
    origin is gone on with while the file holds all that this machine wrote as it: so the newest copy of a
    file takes its origin up again, wherever it was in between, and an older copy begins another.
    """
    adopt_unmarked(connection, machine)
    rows = connection.execute(
        "SELECT origin.id, origin.mine FROM own_origin AS own "  # noqa: S608 - marks
        "JOIN origin ON origin.id = own.origin "
        f"WHERE own.mark IN ({','.join('?' * len(machine.marks))}) AND origin.private = ? "
        "ORDER BY origin.mine DESC, origin.created_at DESC, origin.id",
        (*machine.marks, private),
    ).fetchall()
    for origin, mine in rows:
        if _is_newest(connection, origin, machine.reached(origin)):
            if not mine:
                connection.execute("UPDATE origin SET mine = 0 WHERE mine = 1 AND private = ?", (private,))
                connection.execute("UPDATE origin SET mine = 1 WHERE id = ?", (origin,))
            return None
    written = own_head(connection, private=private) is not None
    begin_origin(connection, moment, machine, private=private)
    if not written:
        return None
    return Began.OLDER_COPY if rows else Began.OTHER_MACHINE


def _is_newest(connection: sqlite3.Connection, origin: bytes, reached: Reached | None) -> bool:
    """Whether a file holds all that this machine wrote as an origin; not if nothing is known any more."""
    if reached is None:
        return False
    return reached.seq == 0 or hash_at(connection, origin, reached.seq) == reached.hash


def adopt_unmarked(connection: sqlite3.Connection, machine: Machine) -> None:
    """An own origin of before there were marks is this machine's: the file was opened here first.

    In a transaction of the caller. What this machine knows of it already stays.
    """
    row = connection.execute(f"SELECT id, head_seq, head_hash {_UNMARKED}").fetchone()  # noqa: S608 - constant
    if row is None:
        return
    origin, seq, digest = row
    kept = machine.reached(origin) is not None or machine.note(origin, seq, digest)
    _register(connection, origin, machine.mark if kept and machine.mark is not None else machine.file_mark)


def has_unmarked(connection: sqlite3.Connection) -> bool:
    """Whether the file's own origin was begun before there were marks."""
    return connection.execute(f"SELECT 1 {_UNMARKED}").fetchone() is not None  # noqa: S608 - constant


def own_origin_problems(connection: sqlite3.Connection) -> list[str]:
    """A line for ``check`` when what this file calls its own origin was written by another file."""
    rows = connection.execute(
        "SELECT lower(hex(id)) FROM main.origin WHERE mine = 1 "
        "AND EXISTS (SELECT 1 FROM main.own_origin) AND id NOT IN (SELECT origin FROM main.own_origin)"
    )
    return [f"来源 {name[:8]} 不是本文件写的，却登记为本文件的来源：登记被改动过" for (name,) in rows]


def machine_of(connection: sqlite3.Connection, *, create: bool = True) -> Machine:
    """The machine on which this connection's file is open."""
    # Imported here: who only counts records, or looks for marks, does without.
    from huaian_tui.store.keep.machine import this_machine

    return this_machine(Path(file_of(connection)), create=create)


def origins_here(connection: sqlite3.Connection) -> list[bytes]:
    """Origins of this file that this machine wrote, or that no mark is known of."""
    marks = machine_of(connection, create=False).marks
    rows = connection.execute(
        f"SELECT origin FROM main.own_origin WHERE mark IN ({','.join('?' * len(marks))}) "  # noqa: S608 - marks
        f"UNION SELECT id {_UNMARKED}",
        marks,
    )
    return [origin for (origin,) in rows]


# ---------------------------------------------------------------------- heads


_HEAD = "SELECT id, head_seq, head_hash, created_at, private FROM origin"


def own_head(connection: sqlite3.Connection, *, private: bool = False) -> Head | None:
    """Where this file's own origin stands (``private``: that of what is personal); None before it began."""
    row = connection.execute(f"{_HEAD} WHERE mine = 1 AND private = ?", (private,)).fetchone()
    return None if row is None else _head(row)


def list_heads(connection: sqlite3.Connection, *, private: bool = False) -> list[Head]:
    """Every origin that has written, in order of their ids; the private ones too with ``private``."""
    rows = connection.execute(
        f"{_HEAD} WHERE head_seq > 0 AND id <> ? AND private <= ? ORDER BY id", (SHIPPED_ORIGIN, private)
    )
    return [_head(row) for row in rows]


def written_here(connection: sqlite3.Connection) -> int:
    """How many records this machine wrote in the file, by whichever program, without personal ones."""
    here = set(origins_here(connection))
    return sum(one.seq for one in list_heads(connection) if one.id in here)


def head_lines(connection: sqlite3.Connection) -> tuple[str, ...]:
    """How far each origin reaches here, as a paper keeps it: id, number and hash, hexadecimal, with blanks.

    What was known is told by these for ever, whatever arrives later; nothing of private origins.
    """
    return tuple(f"{one.id.hex()} {one.seq} {one.hash.hex()}" for one in list_heads(connection))


def _head(row: tuple[bytes, int, bytes, str, int]) -> Head:
    return Head(*row[:4], private=bool(row[4]))


def is_private_record(connection: sqlite3.Connection, record_id: bytes) -> bool:
    """Whether a record that is here was written under a private origin."""
    row = connection.execute(
        "SELECT o.private FROM record AS r JOIN origin AS o ON o.id = r.origin WHERE r.id = ?", (record_id,)
    ).fetchone()
    return row is not None and bool(row[0])


def reach_of(connection: sqlite3.Connection, origin: bytes) -> Reach:
    """How far an origin reaches here: number 0 for one that is not known."""
    row = connection.execute(
        "SELECT o.head_seq, o.head_hash, o.mine, coalesce(last.id, x''), o.private FROM origin AS o "
        "LEFT JOIN record AS last ON last.origin = o.id AND last.seq = o.head_seq WHERE o.id = ?",
        (origin,),
    ).fetchone()
    if row is None:
        return Reach(0, b"", False, b"", None)
    seq, digest, mine, newest, private = row
    return Reach(seq, digest, bool(mine), newest, bool(private))


def own_reach(connection: sqlite3.Connection, origin: bytes) -> Reach | None:
    """How far an origin that this machine wrote reaches; None where its key does not stand for that.

    What came by a pack into an older copy of the file, and not as far as this machine noted that it had
    written, need not be what it wrote.
    """
    reach, noted = reach_of(connection, origin), machine_of(connection, create=False).reached(origin)
    if noted is None or noted.seq <= reach.seq:
        return reach
    came = connection.execute(
        "SELECT 1 FROM main.arrival WHERE origin = ? AND last_seq >= ?", (origin, reach.seq)
    ).fetchone()
    return reach if came is None else None


def hash_at(connection: sqlite3.Connection, origin: bytes, seq: int) -> bytes | None:
    """The hash of one record of an origin; None when it is not here."""
    row = connection.execute("SELECT hash FROM record WHERE origin = ? AND seq = ?", (origin, seq)).fetchone()
    return None if row is None else row[0]


def seq_of(connection: sqlite3.Connection, origin: bytes, digest: bytes) -> int:
    """The number of the record of an origin with this hash; 0 when it is not here."""
    row = connection.execute(
        "SELECT seq FROM record WHERE origin = ? AND hash = ?", (origin, digest)
    ).fetchone()
    return 0 if row is None else int(row[0])


def officer_at(connection: sqlite3.Connection, origin: bytes, seq: int) -> str | None:
    """Who wrote one record of an origin; None when it is not here."""
    row = connection.execute(
        "SELECT officer FROM record WHERE origin = ? AND seq = ?", (origin, seq)
    ).fetchone()
    return None if row is None else row[0]


def first_from(connection: sqlite3.Connection, origin: bytes, bound: bytes) -> int | None:
    """The number of an origin's first record whose id is not below ``bound``; None without one."""
    row = connection.execute(
        "SELECT min(seq) FROM record WHERE origin = ? AND id >= ?", (origin, bound)
    ).fetchone()
    return None if row[0] is None else int(row[0])


def move_head(connection: sqlite3.Connection, origin: bytes, seq: int, digest: bytes) -> None:
    """Note the number and hash of an origin's last record, just written."""
    connection.execute("UPDATE origin SET head_seq = ?, head_hash = ? WHERE id = ?", (seq, digest, origin))


def count_written(connection: sqlite3.Connection) -> int:
    """How many records there are by the heads of their origins: it grows with every one, merged ones too."""
    return int(
        connection.execute(
            "SELECT coalesce(sum(head_seq), 0) FROM main.origin WHERE id <> ?", (SHIPPED_ORIGIN,)
        ).fetchone()[0]
    )
