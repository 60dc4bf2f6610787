"""The append-only ledger of records: the only way to change shared state.

Every record gets an identity after all it has seen, a number in its origin and
a hash over the one before; the projections that follow from it are folded in
the same transaction (DESIGN section 4).
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.hygiene import clean_line
from huaian_tui.domain.identity import SHANGHAI, next_id
from huaian_tui.domain.records import Entry, Record, canonical_json, chain_hash
from huaian_tui.store import fold
from huaian_tui.store.database import explained, open_writer, transaction

Clock = Callable[[], datetime]
"""Gives the present moment, with its zone; injected, so that tests can set it."""

_COLUMNS = (
    "id, origin, seq, recorded_at, officer, kind, plan, task_no, milestone, occurred_on, body, ref, hash"
)


class Ledger:
    """A writer on one ledger file, for one officer.

    Short-lived or long-lived; use it from one thread at a time. ``officer`` is
    the name that each record bears.
    """

    def __init__(self, path: Path, officer: str, clock: Clock) -> None:
        self.path = path
        self.officer = clean_line(officer, limit=100, field="officer")
        self._clock = clock
        self.connection = open_writer(path)

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        self.connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def action(self) -> Iterator[Action]:
        """One user action: reads and appends in one transaction, folded before it commits."""
        with explained(self.path), transaction(self.connection):
            action = Action(self.connection, self.officer, self._clock())
            yield action
            action.fold()


class Action:
    """What is done inside one transaction; made by ``Ledger.action``."""

    def __init__(self, connection: sqlite3.Connection, officer: str, moment: datetime) -> None:
        self.connection = connection
        self._officer = officer
        self._moment = moment
        self._written: list[Record] = []
        row = connection.execute("SELECT id FROM plan").fetchone()
        if row is None:
            raise HuaianError("台账里还没有方案", "初始化没有完成", "运行 huaian-tui init")
        self._plan: str = row[0]
        self._newest: bytes | None = connection.execute("SELECT max(id) FROM record").fetchone()[0]

    def append(self, entry: Entry, record_id: bytes | None = None) -> bytes:
        """Append one record and return its id (``record_id`` from ``new_id`` when it was needed before)."""
        origin, seq, previous = self._head()
        record = Record(
            id=record_id or self.new_id(),
            origin=origin,
            seq=seq + 1,
            recorded_at=self._moment.astimezone(SHANGHAI).isoformat(timespec="milliseconds"),
            officer=self._officer,
            kind=entry.kind.value,
            plan=self._plan,
            task_no=entry.task_no,
            milestone=entry.milestone,
            occurred_on=entry.occurred_on,
            body=canonical_json(entry.body),
            ref=entry.ref,
            hash=b"",
        )
        record = replace(record, hash=chain_hash(record, previous))
        _insert(self.connection, record)
        self.connection.execute(
            "UPDATE origin SET head_seq = ?, head_hash = ? WHERE id = ?", (record.seq, record.hash, origin)
        )
        self._written.append(record)
        return record.id

    def new_id(self) -> bytes:
        """An identity greater than every one this ledger has seen."""
        wall_ms = int(self._moment.timestamp() * 1000)
        self._newest = next_id(wall_ms, self._newest, secrets.token_bytes(8))
        return self._newest

    def fold(self) -> None:
        """Fold what was written so far into the projections; the action's end does it anyway."""
        written, self._written = self._written, []
        fold.refresh(self.connection, written)

    def _head(self) -> tuple[bytes, int, bytes]:
        """This file's own origin with the number and hash of its last record."""
        row = self.connection.execute("SELECT id, head_seq, head_hash FROM origin WHERE mine = 1").fetchone()
        if row is not None:
            return row[0], row[1], row[2]
        origin = secrets.token_bytes(16)
        self.connection.execute(
            "INSERT INTO origin (id, mine, created_at, head_seq, head_hash) VALUES (?, 1, ?, 0, x'')",
            (origin, self._moment.astimezone(SHANGHAI).isoformat(timespec="seconds")),
        )
        return origin, 0, b""


def _insert(connection: sqlite3.Connection, record: Record) -> None:
    # Never OR REPLACE: it would delete under the append-only trigger's eyes.
    connection.execute(
        f"INSERT INTO record ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",  # noqa: S608 - constant columns
        (
            record.id,
            record.origin,
            record.seq,
            record.recorded_at,
            record.officer,
            record.kind,
            record.plan,
            record.task_no,
            record.milestone,
            record.occurred_on,
            record.body,
            record.ref,
            record.hash,
        ),
    )


def read_records(
    connection: sqlite3.Connection, where: str = "1", parameters: Sequence[object] = (), order: str = "id"
) -> Iterator[Record]:
    """Records that fit a condition (constant SQL of the caller; values only as parameters)."""
    cursor: Iterable[tuple[object, ...]] = connection.execute(
        f"SELECT {_COLUMNS} FROM record WHERE {where} ORDER BY {order}",  # noqa: S608 - constant conditions
        parameters,
    )
    for row in cursor:
        yield Record(*row)  # type: ignore[arg-type]
