"""Forks as people see them: the branches of each with who wrote on them, and which counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import NamedTuple

from huaian_tui.domain.answers.forks import BranchRow, ForkRow
from huaian_tui.ledger.branches import Chosen, Link
from huaian_tui.ledger.gist import gist
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.forks import all_forks, holder_of
from huaian_tui.store.engine.id_claims import Holder
from huaian_tui.store.engine.origins import hash_at
from huaian_tui.store.engine.records import records_of_origin
from huaian_tui.store.engine.set_aside import has_any_aside, links_aside, records_aside
from huaian_tui.store.engine.signed_heads import signed_of

MOST_OFFICERS = 5
"""Named of one branch."""


class _Said(NamedTuple):
    """What is told of a record on a branch."""

    officer: str
    recorded_at: str
    line: str


def list_forks(connection: sqlite3.Connection, origins: Collection[bytes] | None = None) -> list[ForkRow]:
    """All forks of these origins (None: of all), those that wait first; none costs next to nothing."""
    found = [
        _row(connection, origin, fork)
        for origin, fork in all_forks(connection)
        if origins is None or origin in origins
    ]
    return sorted(found, key=lambda one: (not one.open, one.origin, one.seq, one.before))


def count_open_forks(connection: sqlite3.Connection) -> int:
    """How many forks somebody has to settle."""
    return sum(fork.open for fork in list_forks(connection))


def fork_of_record(connection: sqlite3.Connection, record: bytes) -> ForkRow | None:
    """The fork behind which this record stands and counts; None for all others, which costs little."""
    if not has_any_aside(connection):
        return None
    row = connection.execute("SELECT origin, seq FROM record WHERE id = ?", (record,)).fetchone()
    if row is None:
        return None
    behind = [
        one for one in list_forks(connection, {row[0]}) if one.counted is not None and one.seq <= row[1]
    ]
    return max(behind, key=lambda one: one.seq, default=None)


def _row(connection: sqlite3.Connection, origin: bytes, fork: Chosen) -> ForkRow:
    inside = {one.hash: one for one in links_aside(connection, origin)}
    on_chain = any(one.hash not in inside for one in fork.branches)
    branches = [_branch(connection, origin, one, fork, inside) for one in fork.branches]
    taken = holder_of(connection, origin, fork)
    if taken is not None:
        return _apart(connection, origin, fork, branches, taken)
    return ForkRow(
        origin,
        fork.seq,
        fork.before,
        tuple(branches),
        fork.settled,
        fork.disputed,
        # A fork of a branch that does not count harms nobody until that branch is chosen.
        fork.open and on_chain,
        _is_private(connection, origin),
        one_key=fork.one_key,
    )


def _is_private(connection: sqlite3.Connection, origin: bytes) -> bool:
    row = connection.execute("SELECT private FROM origin WHERE id = ?", (origin,)).fetchone()
    return row is not None and bool(row[0])


def _apart(
    connection: sqlite3.Connection,
    origin: bytes,
    fork: Chosen,
    branches: list[BranchRow],
    taken: tuple[Holder, bool],
) -> ForkRow:
    """Records that were set aside since another origin's record bears an id of theirs."""
    holder, decided = taken
    keys = [one.signed for one in signed_of(connection, holder.origin)]
    signed = any(
        one.seq >= holder.seq and hash_at(connection, holder.origin, one.seq) == one.hash for one in keys
    )
    records = list(records_of_origin(connection, holder.origin, holder.seq))
    other = _told(holder.hash, records, counts=True, signed=signed, origin=holder.origin)
    private = _is_private(connection, origin) or _is_private(connection, holder.origin)
    return ForkRow(
        origin, fork.seq, fork.before, (*branches, other), decided, False, not decided, private, True
    )


def _branch(
    connection: sqlite3.Connection, origin: bytes, first: Link, fork: Chosen, inside: dict[bytes, Link]
) -> BranchRow:
    counts = first.hash not in inside
    records = (
        list(records_of_origin(connection, origin, first.seq))
        if counts
        else _beyond(connection, origin, first.hash)
    )
    return _told(first.hash, records, counts=counts, signed=first.hash in fork.signed)


def _told(
    first: bytes, records: Sequence[Record], *, counts: bool, signed: bool, origin: bytes = b""
) -> BranchRow:
    said = [_Said(one.officer, one.recorded_at, gist(one.kind, one.content())) for one in records]
    officers = tuple(dict.fromkeys(one.officer for one in said if one.officer))
    return BranchRow(
        first=first,
        records=len(said),
        officers=officers[:MOST_OFFICERS],
        since=min((one.recorded_at for one in said), default=""),
        until=max((one.recorded_at for one in said), default=""),
        gist=said[0].line if said else "",
        counts=counts,
        signed=signed,
        origin=origin,
    )


def _beyond(connection: sqlite3.Connection, origin: bytes, first: bytes) -> Sequence[Record]:
    """A record that does not count and all that follow it, on every branch."""
    reached, found = {first}, list[Record]()
    for one in records_aside(connection, origin):
        if one.record.hash == first or one.before in reached:
            reached.add(one.record.hash)
            found.append(one.record)
    return found
