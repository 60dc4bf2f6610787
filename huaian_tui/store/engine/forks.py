"""Forks of chains: which branch counts in this ledger, and exchanging it for another.

``follow_forks`` brings the ledger to what ``ledger.branches`` says of all that is known, in the transaction
of whoever has just written or merged. The records of the branch that counts no longer are kept beside
(``set_aside``), everything is folded anew, past days too: a past day says what follows from the records that
count, on every laptop alike (docs/decisions/044).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from huaian_tui.domain.words.trust import KeyState
from huaian_tui.ledger.branches import OWN, Change, Chosen, Head, Link, Settlement, Tree, signed_links
from huaian_tui.ledger.identity import SHANGHAI, day_number
from huaian_tui.ledger.kinds.registry import KINDS, is_private
from huaian_tui.ledger.record import Record, RecordKind
from huaian_tui.ledger.record_lines import kept_record
from huaian_tui.store.engine import fold, known_days
from huaian_tui.store.engine.id_claims import Holder, IdClaims
from huaian_tui.store.engine.local_numbers import Numbering
from huaian_tui.store.engine.origins import (
    hash_at,
    machine_of,
    move_head,
    origins_here,
    own_reach,
    reach_of,
)
from huaian_tui.store.engine.records import COLUMNS, insert_records
from huaian_tui.store.engine.set_aside import (
    Aside,
    has_any_aside,
    links_aside,
    moment_text,
    no_longer_aside,
    origins_with_aside,
    record_aside,
    set_aside,
)
from huaian_tui.store.engine.signed_heads import HeldHead, keep_signed_aside, signed_of, sort_signed
from huaian_tui.store.search.name_index import rebuild_names
from huaian_tui.store.search.text_index import rebuild_within

_KEEPS = "record_never_goes"
"""The trigger that lets no record go."""

_IN_BOTH = (RecordKind.RETRACTION, RecordKind.FORK_SETTLE)
"""Kinds of records that stand under private origins and under others."""

_ROUNDS = 20
"""What gave way may free an id that another branch waits for, and so on; the rest waits for the next time."""


class Exchanged(NamedTuple):
    """An origin of which another branch counts now: from which number on, the local numbers that went and
    those that came."""

    origin: bytes
    seq: int
    went: tuple[int, ...]
    came: tuple[int, ...]


def forks_of(connection: sqlite3.Connection, origin: bytes) -> list[Chosen]:
    """The forks of one origin with the branch that counts at each, by number."""
    return _tree(connection, origin, _settlements(connection)).forks()


def all_forks(connection: sqlite3.Connection) -> list[tuple[bytes, Chosen]]:
    """The forks of all origins; none costs next to nothing."""
    if not has_any_aside(connection):
        return []
    settlements = _settlements(connection)
    return [
        (origin, fork)
        for origin in origins_with_aside(connection)
        for fork in _tree(connection, origin, settlements).forks()
    ]


def said_of(connection: sqlite3.Connection, origin: bytes, before: bytes) -> list[bytes]:
    """The settlements of one fork that are known here, by their ids."""
    known = {said.id for of, said in _settlements(connection) if (of, said.before) == (origin.hex(), before)}
    return sorted(known)


def settled_by_arrived(connection: sqlite3.Connection) -> set[bytes]:
    """The origins that settlements among what a merge brought are about."""
    rows = connection.execute(
        f"SELECT DISTINCT json_extract(body, '$.origin') FROM record WHERE {fold.ARRIVED} AND +kind = ?",  # noqa: S608
        (RecordKind.FORK_SETTLE,),
    )
    return {bytes.fromhex(origin) for (origin,) in rows}


def follow_forks(connection: sqlite3.Connection, moment: datetime) -> list[Exchanged]:
    """Let the right branch of each origin count, inside the caller's transaction; what was exchanged.

    All that was appended in the transaction must be folded before. Afterwards everything is.
    """
    if not has_any_aside(connection):
        return []
    settlements = _settlements(connection)
    claims = IdClaims(connection, settlements)
    done = list[Exchanged]()
    for _ in range(_ROUNDS):
        before = len(done)
        for origin in origins_with_aside(connection):
            change = _tree(connection, origin, settlements).change()
            if change is not None:
                done += _followed(connection, claims, origin, change, moment)
        if len(done) == before:
            break
    if done:
        fold.rebuild(connection)
        rebuild_names(connection)
        rebuild_within(connection)
    return done


def _followed(
    connection: sqlite3.Connection, claims: IdClaims, origin: bytes, change: Change, moment: datetime
) -> list[Exchanged]:
    """Let as much of a branch count as may: not beyond an id that a record bears which stays."""
    path = _of_one_sort(connection, origin, change.kept, change.path)
    fitting = claims.fitting(origin, change.kept, path)
    if not fitting.path:
        return []
    done = [_give_way(connection, one, moment) for one in fitting.gives_way]
    done.append(_exchange(connection, origin, Change(change.kept, fitting.path), moment))
    return done


# ---------------------------------------------------------------------- what is known


def holder_of(connection: sqlite3.Connection, origin: bytes, fork: Chosen) -> tuple[Holder, bool] | None:
    """The record that has the id of one that was set aside for it, and whether it is known which of the two
    counts; None at a fork of another kind."""
    if not fork.apart:
        return None
    claims = IdClaims(connection, _settlements(connection))
    holder = claims.holder(origin, fork.seq - 1, fork.counts)
    return None if holder is None else (holder, claims.is_decided(origin, fork.counts, holder))


def _tree(
    connection: sqlite3.Connection, origin: bytes, settlements: Sequence[tuple[str, Settlement]]
) -> Tree:
    aside = links_aside(connection, origin)
    counted = list(_behind_forks(connection, origin, aside))
    heads = [(one.signed.key, one.signed.seq, one.signed.hash) for one in _standing(connection, origin)]
    if origin in origins_here(connection):  # what this machine wrote its key stands for
        own = own_reach(connection, origin)
        heads += [] if own is None else [(OWN, own.seq, own.hash)]
    on_chain = {digest for _, seq, digest in heads if hash_at(connection, origin, seq) == digest}
    signed = defaultdict[bytes, set[bytes]](set)
    for key, seq, digest in heads:
        for link in signed_links([(seq, digest)], counted, aside, on_chain):
            signed[link].add(key)
    said = [one for of, one in settlements if of == origin.hex()]
    reach = reach_of(connection, origin)
    return Tree(counted, aside, signed, said, Head(reach.seq, reach.hash))


def _standing(connection: sqlite3.Connection, origin: bytes) -> list[HeldHead]:
    """The signed heads of an origin by keys that count here: of keys that were compared, or this laptop's
    own, where there are such, else of all that are not revoked."""
    # Imported here: only where a chain has forked.
    from huaian_tui.store.keep.known_keys import states_of_keys
    from huaian_tui.store.keep.laptop_key import own_public_key

    machine = machine_of(connection, create=False)
    held, states, own = signed_of(connection, origin), states_of_keys(machine), own_public_key(machine)
    sure = [one for one in held if one.signed.key == own or states.get(one.signed.key) is KeyState.ACCEPTED]
    return sure or [one for one in held if states.get(one.signed.key) is not KeyState.REVOKED]


def _behind_forks(connection: sqlite3.Connection, origin: bytes, aside: Iterable[Link]) -> Iterator[Link]:
    """The records that count and stand right behind one that another record continues too."""
    links = list(aside)
    inside = {one.hash for one in links}
    for seq, before in sorted({(one.seq, one.before) for one in links if one.before not in inside}):
        digest = hash_at(connection, origin, seq)
        if digest is not None and (hash_at(connection, origin, seq - 1) or b"") == before:
            yield Link(seq, digest, before)


_KEYS = """SELECT s.key FROM main.signed_head AS s JOIN main.record AS last
ON last.origin = s.origin AND last.seq = s.seq AND last.hash = s.hash WHERE s.origin = ? AND s.seq >= ?"""


def _settlements(connection: sqlite3.Connection) -> list[tuple[str, Settlement]]:
    """What officers said about forks, each with the origin it is about (hexadecimal).

    Also what they said on a branch that does not count: else a settlement could undo itself. Such a one
    has nobody's signature here.
    """
    columns = ", ".join(f"r.{name}" for name in COLUMNS.split(", "))
    rows = connection.execute(
        f"SELECT {columns} FROM main.record AS r WHERE r.kind = ?",  # noqa: S608 - constants
        (RecordKind.FORK_SETTLE,),
    )
    own = set(origins_here(connection))
    found = list[tuple[str, Settlement] | None]()
    for record in [Record(*row) for row in rows]:
        keys = {key for (key,) in connection.execute(_KEYS, (record.origin, record.seq))}
        found.append(_settlement(record, frozenset(keys | ({OWN} if record.origin in own else set()))))
    lines = connection.execute(
        "SELECT origin, line FROM main.set_aside_record WHERE line LIKE ?",
        (f'%"kind":"{RecordKind.FORK_SETTLE}"%',),
    )
    for origin, line in lines:
        record = kept_record(line, origin)
        if record.kind == RecordKind.FORK_SETTLE:
            found.append(_settlement(record, frozenset()))
    return [one for one in found if one is not None]


def _settlement(record: Record, keys: frozenset[bytes]) -> tuple[str, Settlement] | None:
    body = record.content()
    try:
        before, branch = bytes.fromhex(body["before"]), bytes.fromhex(body["branch"])
        seen = frozenset(bytes.fromhex(one) for one in body["seen"])
    except ValueError:
        return None  # of a newer program
    return body["origin"], Settlement(record.id, before, branch, seen, keys, record.officer, body["seq"])


# ---------------------------------------------------------------------- exchanging


def _exchange(connection: sqlite3.Connection, origin: bytes, change: Change, moment: datetime) -> Exchanged:
    coming = [one for digest in change.path if (one := record_aside(connection, origin, digest)) is not None]
    own = _signed_by_own(connection, origin)
    went = _put_aside(connection, origin, change.kept, moment)
    keep_signed_aside(connection, own)
    no_longer_aside(connection, origin, change.path)
    came = _put_in(connection, coming)
    last = coming[-1].record
    if not change.kept:
        sorts = [sort for one in coming if (sort := _personal(one.record)) is not None]
        if sorts:
            connection.execute("UPDATE main.origin SET private = ? WHERE id = ?", (sorts[0], origin))
    move_head(connection, origin, last.seq, last.hash)
    sort_signed(connection, origin)
    _note_arrival(connection, origin, (change.kept + 1, last.seq), moment)
    return Exchanged(origin, change.kept + 1, tuple(went), tuple(came))


def _personal(record: Record) -> bool | None:
    """Whether what a record says is personal; None of one that stands under origins of either sort."""
    if record.kind in _IN_BOTH or record.kind not in KINDS:
        return None
    return is_private(record.kind, record.content())


def _of_one_sort(
    connection: sqlite3.Connection, origin: bytes, kept: int, path: Sequence[bytes]
) -> tuple[bytes, ...]:
    """As much of a branch as is all personal, or all not, like what is kept of its origin before it."""
    sort = reach_of(connection, origin).private if kept else None
    fitting = list[bytes]()
    for digest in path:
        aside = record_aside(connection, origin, digest)
        personal = None if aside is None else _personal(aside.record)
        sort = personal if sort is None else sort
        if personal is not None and personal is not sort:
            break
        fitting.append(digest)
    return tuple(fitting)


def _give_way(connection: sqlite3.Connection, holder: Holder, moment: datetime) -> Exchanged:
    """Set aside a record whose id is another's, with all that follows it in its origin."""
    origin, kept = holder.origin, holder.seq - 1
    own = _signed_by_own(connection, origin)
    went = _put_aside(connection, origin, kept, moment)
    keep_signed_aside(connection, own)
    move_head(connection, origin, kept, hash_at(connection, origin, kept) or b"")
    sort_signed(connection, origin)
    _forget_arrival(connection, origin, holder.seq)
    return Exchanged(origin, holder.seq, tuple(went), ())


def _signed_by_own(connection: sqlite3.Connection, origin: bytes) -> list[HeldHead]:
    """Where this machine wrote what counts no longer: its key goes on standing for it."""
    if origin not in origins_here(connection):
        return []
    # Imported here: branches are exchanged seldom.
    from huaian_tui.store.keep.laptop_key import laptop_key

    key, reach = laptop_key(machine_of(connection)), own_reach(connection, origin)
    if key is None or reach is None:
        return []
    return [HeldHead(origin, key.sign_head(origin, reach.seq, reach.hash))]


def _put_aside(connection: sqlite3.Connection, origin: bytes, kept: int, moment: datetime) -> list[int]:
    """Keep what counted after this number beside, and take it out; the local numbers that became free."""
    rows = connection.execute(
        f"SELECT rid, {COLUMNS} FROM main.record WHERE origin = ? AND seq > ? ORDER BY seq",  # noqa: S608
        (origin, kept),
    ).fetchall()
    before, now = hash_at(connection, origin, kept) or b"", moment_text(moment)
    going = list[Aside]()
    for row in rows:
        record = Record(*row[1:])
        going.append(Aside(record, before, now))
        before = record.hash
    set_aside(connection, going)
    numbers = [(int(row[0]),) for row in rows]
    connection.executemany("DELETE FROM main.known_day WHERE rid = ?", numbers)
    connection.executemany(
        "DELETE FROM main.foreign_setting WHERE id = ?", [(one.record.id,) for one in going]
    )
    (keeps,) = connection.execute(
        "SELECT sql FROM main.sqlite_master WHERE type = 'trigger' AND name = ?", (_KEEPS,)
    ).fetchone()
    connection.execute(f"DROP TRIGGER main.{_KEEPS}")
    connection.executemany("DELETE FROM main.record WHERE rid = ?", numbers)
    connection.execute(keeps)
    return [number for (number,) in numbers]


def _put_in(connection: sqlite3.Connection, coming: Sequence[Aside]) -> list[int]:
    """Let records count; their local numbers."""
    numbering = Numbering(connection)
    numbered = [(numbering.take(one.record.id), one.record) for one in coming]
    insert_records(connection, numbered)
    for (number, record), one in zip(numbered, coming, strict=True):
        known_days.note_known(connection, [(number, record)], datetime.fromisoformat(one.arrived_at))
    connection.executemany(
        "INSERT OR IGNORE INTO main.foreign_setting (id, decided) VALUES (?, 0)",
        [(one.record.id,) for one in coming if one.record.kind == RecordKind.SETTING],
    )
    return [number for number, _ in numbered]


def _note_arrival(
    connection: sqlite3.Connection, origin: bytes, came: tuple[int, int], moment: datetime
) -> None:
    """What counts from now on came today, for papers of days before."""
    first, last = came
    _forget_arrival(connection, origin, first)
    day = day_number(moment.astimezone(SHANGHAI).date())
    connection.execute("INSERT INTO main.arrival VALUES (?, ?, ?, ?)", (origin, first, last, day))


def _forget_arrival(connection: sqlite3.Connection, origin: bytes, first: int) -> None:
    """Of records from this number on nothing is to be said any more of when they came."""
    connection.execute("DELETE FROM main.arrival WHERE origin = ? AND first_seq >= ?", (origin, first))
    connection.execute(
        "UPDATE main.arrival SET last_seq = ?2 - 1 WHERE origin = ?1 AND last_seq >= ?2", (origin, first)
    )
