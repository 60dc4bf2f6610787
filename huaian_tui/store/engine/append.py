"""The append-only ledger of records: the only way to change shared state.

Every record gets an identity after all it has seen, a number in its origin and
a hash over the one before; the projections that follow from it are folded in
the same transaction (docs/decisions/002).
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from huaian_tui.domain.errors import HuaianError, StoreRefused
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.ledger.identity import SHANGHAI, next_id
from huaian_tui.ledger.kinds.registry import KINDS, is_private
from huaian_tui.ledger.record import Entry, Record, RecordKind, canonical_json, chain_hash
from huaian_tui.ledger.task_keys import SHIPPED_PLAN
from huaian_tui.store.engine import fold, known_days
from huaian_tui.store.engine.clock import refuse_impossible
from huaian_tui.store.engine.connection import explained, identity_of, transaction
from huaian_tui.store.engine.local_numbers import newest_number
from huaian_tui.store.engine.opening import Upgrading, open_reader, open_writer
from huaian_tui.store.engine.origins import (
    Began,
    choose_own,
    is_private_record,
    move_head,
    own_head,
    reach_of,
)
from huaian_tui.store.engine.readiness import has_plan
from huaian_tui.store.engine.records import insert_records, newest_id, read_record
from huaian_tui.store.engine.writing_now import announce
from huaian_tui.store.keep.machine import Machine, this_machine
from huaian_tui.store.search import text_index as search_index

Clock = Callable[[], datetime]
"""Gives the present moment, with its zone; injected, so that tests can set it."""

OfficerIn = Callable[[sqlite3.Connection], str]
"""Says in whose name is written to the ledger that is open: who that is may stand in its settings."""


class Ledger:
    """A writer on one ledger file, for one officer.

    Short-lived or long-lived; use it from one thread at a time. ``officer`` is
    the name that each record bears, or finds it in the ledger. ``upgrading`` as for ``open_writer``.
    """

    def __init__(
        self, path: Path, officer: str | OfficerIn, clock: Clock, upgrading: Upgrading | None = None
    ) -> None:
        self.path = path
        self._clock = clock
        self.written: list[bytes] = []
        """Ids of the records that this writer has appended and committed, in order."""
        self.began: Began | None = None
        """Why this writer began a new origin, once that is committed; what the officer is to be told."""
        self._file = identity_of(path)
        self.connection = open_writer(path, upgrading)
        try:
            name = officer if isinstance(officer, str) else officer(self.connection)
            self.officer = clean_line(name, limit=100, field="officer")
        except BaseException:
            self.connection.close()
            raise

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
        moment = self._clock()
        finished: Action | None = None
        try:
            with explained(self.path), transaction(self.connection):
                self._refuse_replaced()
                announce(self.path, self.officer, moment)
                action = Action(self.connection, self.officer, moment, self.path)
                yield action
                action.fold()
                finished = action
            self.written += action.ids
            action.note_reached()
            self.began = self.began or action.began
        except StoreRefused as refused:
            if finished is not None and self._holds(finished.last):
                raise StoreRefused(
                    "不能确定是否已保存",
                    "记录已经写入，但磁盘没有确认写牢",
                    "先在记录里核对有没有这一条，没有再存一次；请检查磁盘",
                ) from refused
            raise

    def _holds(self, record_id: bytes | None) -> bool:
        """Whether a record is in the file after a commit that reported an error (its last flush failed)."""
        try:
            with closing(open_reader(self.path)) as connection, explained(self.path):
                return record_id is not None and read_record(connection, record_id) is not None
        except StoreRefused:
            return False

    def _refuse_replaced(self) -> None:
        """A file that was put in the place of this one (restored) would not get the record."""
        if identity_of(self.path) != self._file:
            raise StoreRefused("没有保存", "台账文件刚被恢复或替换过", "再保存一次；如仍不行，重新打开程序")


class Action:
    """What is done inside one transaction; made by ``Ledger.action``."""

    def __init__(self, connection: sqlite3.Connection, officer: str, moment: datetime, path: Path) -> None:
        self.connection = connection
        self.began: Began | None = None
        """Why the file writes as a new origin from this action on; None if it goes on."""
        self._path = path
        self._machine: Machine | None = None
        self._private: bool | None = None
        self._officer = officer
        self._moment = moment
        self._written: list[tuple[int, Record]] = []
        self.ids: list[bytes] = []
        """Ids of the records that this action has appended, in order."""
        if not has_plan(connection):
            raise HuaianError("台账里还没有方案", "初始化没有完成", "运行 huaian-tui init")
        self._newest = newest_id(connection)
        refuse_impossible(self._newest, moment)
        known_days.judge_again(connection, self._newest, moment)

    @property
    def last(self) -> bytes | None:
        """The record that this action appended last; None when it appended none."""
        return self.ids[-1] if self.ids else None

    @property
    def is_personal(self) -> bool:
        """Whether what it has recorded is personal, so that nothing else can be recorded in it."""
        return bool(self._private)

    def own_origin(self) -> bytes:
        """The origin as which this machine writes in this file; one is begun where it has none here."""
        return self._head(private=False)[0]

    def append(self, entry: Entry, record_id: bytes | None = None) -> bytes:
        """Append one record and return its id (``record_id`` from ``new_id`` when it was needed before).

        What is personal goes under the private origin of the file, in an action of its own: no pack cuts
        an action in two.
        """
        return self._append([(record_id or self.new_id(), entry)])[0]

    def append_all(self, entries: Iterable[Entry]) -> list[bytes]:
        """Append many records, in this order, and return their ids."""
        return self._append([(self.new_id(), entry) for entry in entries])

    def _append(self, entries: Sequence[tuple[bytes, Entry]]) -> list[bytes]:
        if not entries:
            return []
        private = [self._is_private(entry) for _, entry in entries]
        if any(private) is not all(private):
            raise LookupError("what is personal is recorded in an action of its own")
        origin, written, previous = self._head(private[0])
        recorded_at = self._moment.astimezone(SHANGHAI).isoformat(timespec="milliseconds")
        numbered = list[tuple[int, Record]]()
        rid = 0
        for seq, (identity, entry) in enumerate(entries, start=written + 1):
            record = Record(
                id=identity,
                origin=origin,
                seq=seq,
                recorded_at=recorded_at,
                officer=self._officer,
                kind=str(entry.kind),
                plan=self._plan_of(entry),
                task_no=entry.task_no,
                milestone=entry.milestone,
                occurred_on=entry.occurred_on,
                body=canonical_json(entry.body),
                ref=entry.ref,
                hash=b"",
            )
            record = replace(record, hash=chain_hash(record, previous))
            previous = record.hash
            rid = rid + 1 if numbered else newest_number(self.connection, identity)
            numbered.append((rid, record))
        insert_records(self.connection, numbered)
        known_days.note_known(self.connection, numbered, self._moment)
        move_head(self.connection, origin, written + len(entries), previous)
        self._written += numbered
        ids = [identity for identity, _ in entries]
        self.ids += ids
        return ids

    def _plan_of(self, entry: Entry) -> str:
        """The plan a record belongs to: as it says, that of its task, else the shipped one.

        A closed plan is read-only: what is no record of the plan itself is refused.
        """
        plan = entry.plan
        if plan is None and entry.task_no is not None:
            row = self.connection.execute("SELECT plan FROM task WHERE no = ?", (entry.task_no,)).fetchone()
            plan = SHIPPED_PLAN if row is None else str(row[0])
        if plan is None:
            return SHIPPED_PLAN
        if str(entry.kind).startswith("plan_"):
            return plan
        row = self.connection.execute("SELECT closed_on, code FROM plan WHERE id = ?", (plan,)).fetchone()
        if row is not None and row[0] is not None:
            raise HuaianError(
                "方案已收官，不能再写", f"{row[1]} 于 {row[0]} 收官", f"先重新启用：plan reopen {row[1]}"
            )
        return plan

    def new_id(self) -> bytes:
        """An identity greater than every one this ledger has seen."""
        wall_ms = int(self._moment.timestamp() * 1000)
        try:
            self._newest = next_id(wall_ms, self._newest, secrets.token_bytes(8))
        except OverflowError:
            raise StoreRefused(
                "不能再记录",
                "台账里有一条记录的时间已到编号的尽头（公元 10889 年），后面没有编号可用",
                "校准电脑时钟，并恢复那条记录之前的备份（huaian-tui restore）",
            ) from None
        return self._newest

    def follow_arrived(self) -> None:
        """Once a merge has inserted records: what is appended now comes after them."""
        self._newest = newest_id(self.connection)

    def fold(self) -> None:
        """Fold what was written so far into the projections; the action's end does it anyway."""
        written, self._written = self._written, []
        fold.refresh(self.connection, [record for _, record in written])
        search_index.index_written(self.connection, written)

    def note_reached(self) -> None:
        """Once it is committed: this machine keeps how far it wrote."""
        private = bool(self._private)
        head = own_head(self.connection, private=private) if self.ids and self._machine is not None else None
        if head is not None and self._machine is not None:
            self._machine.note(head.id, head.seq, head.hash)

    def _is_private(self, entry: Entry) -> bool:
        """Whether a record is personal: by its kind, or since it corrects or takes back one that is."""
        if is_private(str(entry.kind), entry.body):
            return True
        if entry.kind == RecordKind.FORK_SETTLE:
            return reach_of(self.connection, bytes.fromhex(entry.body["origin"])).private is True
        kind = KINDS.get(str(entry.kind))
        joins = kind is not None and kind.joins and entry.ref is not None
        return joins and is_private_record(self.connection, entry.ref or b"")

    def _head(self, private: bool) -> tuple[bytes, int, bytes]:
        """The origin that is this machine's in this file, with the number and hash of its last record."""
        if self._private not in (None, private):
            raise LookupError("what is personal is recorded in an action of its own")
        if self._machine is None:
            self._private = private
            self._machine = this_machine(self._path, create=True)
            self.began = choose_own(self.connection, self._moment, self._machine, private=private)
        head = own_head(self.connection, private=private)
        if head is None:
            raise LookupError("choose_own leaves an origin")
        return head.id, head.seq, head.hash
