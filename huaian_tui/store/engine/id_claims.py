"""Two records with one id: one of them was copied under another origin, and which came first proves nothing.

An id is free: nothing in it says whose it is. So the record that comes second is verified and set aside like
a branch, and which of the two counts is asked for here, each time that forks are followed:

1. the one that an officer settled on (``fork_settle``, as of a fork). Against what a key has signed that is
   heard only of this machine and of laptops whose words were compared: who copies would bring it along;
2. else the one whose origin is known better: written here, by a key whose words were compared, by a key met
   at first sight, by none. A key met at first sight takes nothing from what was here before it was known;
3. else the one that was here first, until an officer settles it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

from huaian_tui.domain.errors import StoreRefused
from huaian_tui.domain.words.trust import KeyState
from huaian_tui.ledger.branches import OWN, Settlement
from huaian_tui.ledger.identity import SHANGHAI, day_number
from huaian_tui.store.engine.origins import hash_at, machine_of, origins_here
from huaian_tui.store.engine.readiness import SHIPPED_ORIGIN
from huaian_tui.store.engine.set_aside import record_aside
from huaian_tui.store.engine.signed_heads import signed_of
from huaian_tui.store.keep.known_keys import KnownKeys, read_known_keys


class Standing(IntEnum):
    """How well it is known whose an origin is."""

    NOBODY = 0
    MET = 1
    CHECKED = 2
    HERE = 3


class Holder(NamedTuple):
    """The record that bears an id here: its origin, number and hash."""

    origin: bytes
    seq: int
    hash: bytes


class Fitting(NamedTuple):
    """How much of a branch may count: its first hashes, and the records of other origins that give way."""

    path: tuple[bytes, ...]
    gives_way: tuple[Holder, ...]


class IdClaims:
    """Asked of one ledger, with all settlements that are known (and the origin of each, hexadecimal)."""

    def __init__(
        self, connection: sqlite3.Connection, settlements: Sequence[tuple[str, Settlement]] = ()
    ) -> None:
        self._connection = connection
        self._settlements = settlements
        machine = machine_of(connection, create=False)
        try:
            self._known = read_known_keys(machine)
        except StoreRefused:
            self._known = KnownKeys()  # who changes trust is told of it
        self._here = frozenset(origins_here(connection))

    def fitting(self, origin: bytes, kept: int, path: Iterable[bytes]) -> Fitting:
        """What of a branch may count that goes on behind number ``kept``: up to an id that is taken."""
        taken, gives_way = list[bytes](), dict[bytes, Holder]()
        for digest in path:
            holder = self.holder(origin, kept, digest)
            if holder is not None:
                if not self.prevails(origin, digest, (*taken, digest), holder):
                    break
                first = gives_way.get(holder.origin, holder)
                gives_way[holder.origin] = min(first, holder, key=lambda one: one.seq)
            taken.append(digest)
        return Fitting(tuple(taken), tuple(gives_way.values()))

    def holder(self, origin: bytes, kept: int, digest: bytes) -> Holder | None:
        """The record that would stay and has the id of this one, which was set aside; None: it is free."""
        aside = record_aside(self._connection, origin, digest)
        if aside is None:
            return None
        row = self._connection.execute(
            "SELECT origin, seq, hash FROM main.record WHERE id = ?1 AND (origin <> ?2 OR seq <= ?3)",
            (aside.record.id, origin, kept),
        ).fetchone()
        return None if row is None else Holder(*row)

    def prevails(self, origin: bytes, digest: bytes, branch: Sequence[bytes], holder: Holder) -> bool:
        """Whether a record that was set aside counts instead of ``holder``.

        ``branch`` are the hashes of the branch on which it stands, up to itself.
        """
        if holder.origin in (origin, SHIPPED_ORIGIN):
            return False
        mine, his = self._standing(origin, digest), self._standing(holder.origin, holder.hash, holder.seq)
        said = self._said(origin, branch, his)
        against = self._said(holder.origin, self._chain_of(holder), mine)
        if said or against:
            return said > against
        if mine is Standing.MET and his is Standing.NOBODY:
            return self._was_known_before(origin, digest, holder)
        return mine > his

    def is_decided(self, origin: bytes, digest: bytes, holder: Holder) -> bool:
        """Whether it is known which of the two counts: by a settlement, or by whose they are."""
        mine, his = self._standing(origin, digest), self._standing(holder.origin, holder.hash, holder.seq)
        said = self._said(origin, (digest,), his) or self._said(holder.origin, self._chain_of(holder), mine)
        return bool(said) or his > mine

    # ------------------------------------------------------------------ settled

    def _chain_of(self, holder: Holder) -> list[bytes]:
        """The hashes that settlements name on the chain that counts, up to this record."""
        numbers = {one.seq for of, one in self._settlements if of == holder.origin.hex()}
        found = (hash_at(self._connection, holder.origin, seq) for seq in numbers if seq <= holder.seq)
        return [one for one in found if one is not None]

    def _said(self, origin: bytes, branch: Sequence[bytes], against: Standing) -> bytes:
        """The newest settlement for a branch that is heard against a record so well known; else empty."""
        heard = (
            one.id
            for of, one in self._settlements
            if of == origin.hex()
            and one.branch in branch
            and (against is Standing.NOBODY or self._settler(one) >= max(against, Standing.CHECKED))
        )
        return max(heard, default=b"")

    def _settler(self, settlement: Settlement) -> Standing:
        if OWN in settlement.keys:
            return Standing.HERE
        return max((self._of_key(one) for one in settlement.keys), default=Standing.NOBODY)

    # ------------------------------------------------------------------ known

    def _of_key(self, key: bytes) -> Standing:
        held = self._known.of(key)
        if held is None or held.state is KeyState.SEEN:
            return Standing.MET
        return Standing.CHECKED if held.state is KeyState.ACCEPTED else Standing.NOBODY

    def _standing(self, origin: bytes, digest: bytes, seq: int | None = None) -> Standing:
        """Of a record: on the chain that counts with its number, else set aside."""
        if origin == SHIPPED_ORIGIN or (origin in self._here and seq is not None):
            return Standing.HERE
        keys = self._keys(origin, digest, seq)
        if origin in self._here:
            return Standing.HERE if keys else Standing.NOBODY
        return max((self._of_key(one) for one in keys), default=Standing.NOBODY)

    def _keys(self, origin: bytes, digest: bytes, seq: int | None) -> list[bytes]:
        """The keys that signed a chain which holds this record."""
        heads = [one.signed for one in signed_of(self._connection, origin)]
        if seq is not None:
            return [
                one.key
                for one in heads
                if one.seq >= seq and hash_at(self._connection, origin, one.seq) == one.hash
            ]
        return [one.key for one in heads if self._leads_to(origin, one.hash, digest)]

    def _leads_to(self, origin: bytes, head: bytes, digest: bytes) -> bool:
        """Whether a head that was set aside goes back to a record on its branch."""
        rows = self._connection.execute(
            "WITH RECURSIVE back(hash) AS (SELECT ?2 UNION SELECT before FROM main.set_aside_record AS s "
            "JOIN back ON s.origin = ?1 AND s.hash = back.hash) SELECT 1 FROM back WHERE hash = ?3 "
            "AND EXISTS (SELECT 1 FROM main.set_aside_record WHERE origin = ?1 AND hash = ?2)",
            (origin, head, digest),
        )
        return rows.fetchone() is not None

    def _was_known_before(self, origin: bytes, digest: bytes, holder: Holder) -> bool:
        """Whether a key of the record was known here before the day on which the other one came."""
        row = self._connection.execute(
            "SELECT day FROM main.arrival WHERE origin = ? AND first_seq <= ? AND last_seq >= ?",
            (holder.origin, holder.seq, holder.seq),
        ).fetchone()
        if row is None:
            return False
        seen = (self._known.of(key) for key in self._keys(origin, digest, None))
        days = [datetime.fromisoformat(one.first_seen) for one in seen if one is not None and one.first_seen]
        return any(day_number(one.astimezone(SHANGHAI).date()) < row[0] for one in days)
