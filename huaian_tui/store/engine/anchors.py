"""How far every origin was ever seen to reach here, kept outside the ledger: what an older copy of it lacks.

One small file a ledger, in the data folder beside the mark of this machine, named after the first origin as
which the ledger wrote. It is brought up to date after a merge and a check that found nothing, never by a
save: what this machine wrote itself it notes anyway (``store.keep.machine``). ``check`` and ``doctor``
compare. Nobody who can change this folder too is found out by it: it detects, it does not prevent.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from huaian_tui.domain.words.trust import KeyState
from huaian_tui.ledger.signed_head import SignedHead
from huaian_tui.store.engine.migrations import file_version
from huaian_tui.store.engine.origins import hash_at, list_heads, machine_of, origins_here
from huaian_tui.store.engine.set_aside import is_aside
from huaian_tui.store.engine.signed_heads import list_signed_heads
from huaian_tui.store.keep.known_keys import states_of_keys
from huaian_tui.store.keep.machine import Machine
from huaian_tui.store.keep.private_files import private_folder, read_small, replace_with

_FOLDER = "anchors"
_MOST_BYTES = 16 << 20
_MOST_TOLD = 4_000
"""Heads that others told of: whoever tells ever more of them must not make the file too large to be read."""

_MOST_LINES = 5
"""Of what one key told: the rest is counted."""

_SINCE = 20
"""Schema of which ledgers keep branches that were set aside; of older ones nothing is said."""

OLDER_COPY = "台账是较旧的副本，或有记录被删去"
REWRITTEN = "记录被整条改写过，或分叉后换过一支"


class Anchor(NamedTuple):
    """A head that was seen: number and hash; ``by``: on whose word it is known, and the ``key`` that signed
    that; empty: it was here."""

    seq: int
    hash: bytes
    by: str = ""
    key: bytes = b""


class ToldHead(NamedTuple):
    """What a sender signed of an origin's head: whose laptop says so."""

    origin: bytes
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ledger stands to what was seen of it; lines in words.

    ``off``: records are not those that were seen; ``behind``: such as were seen are not here. ``rewritten``
    are those of ``off`` of which no other laptop's word is needed.
    """

    off: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says: heads that were here by origin, and heads that others told of by origin and key."""

    heads: dict[bytes, Anchor]
    told: dict[tuple[bytes, bytes], Anchor]


def note_anchors(connection: sqlite3.Connection, told: Iterable[ToldHead] = ()) -> None:
    """Keep how far every origin reaches here, and what others told; that no disk keeps it stops nothing.

    What was seen further than it reaches now, or otherwise, stays as it is: that is what is looked for. A
    head that lies on a branch that was set aside gives way: what became of it is known.
    """
    machine = machine_of(connection, create=False)
    file = _file(connection, machine)
    if machine.mark is None or file is None:
        return
    kept = _read(file)
    for one in list_heads(connection, private=True):
        before = kept.heads.get(one.id)
        if before is None or _goes_on(connection, one.id, before):
            kept.heads[one.id] = Anchor(one.seq, one.hash)
    for origin, anchor in told:
        known = kept.told.get((origin, anchor.key))
        if known is None or anchor.seq >= known.seq:
            kept.told[origin, anchor.key] = anchor
    revoked = _revoked(machine)
    news = {
        (origin, key): one
        for (origin, key), one in kept.told.items()
        if key not in revoked and not _goes_on(connection, origin, one)
    }
    news = dict(sorted(news.items(), key=lambda one: not _reach(connection, one[0][0]))[:_MOST_TOLD])
    with suppress(OSError):
        private_folder(file.parent)
        replace_with(file, _written(_Kept(kept.heads, news)))


def standing_of(connection: sqlite3.Connection) -> Standing:
    """How the ledger stands to what this machine has seen of it; nothing is changed."""
    if file_version(connection) < _SINCE:
        return Standing()
    machine = machine_of(connection, create=False)
    file = _file(connection, machine)
    kept = _Kept({}, {}) if file is None else _read(file)
    for origin in origins_here(connection):
        reached, before = machine.reached(origin), kept.heads.get(origin)
        if reached is None or not reached.seq or (before is not None and before.seq > reached.seq):
            continue
        here = _reach(connection, origin)
        if before is None or before.seq > here or _goes_on(connection, origin, before):
            kept.heads[origin] = Anchor(reached.seq, reached.hash)
    revoked = _revoked(machine)
    told = [(origin, one) for (origin, key), one in kept.told.items() if key not in revoked]
    off, behind, rewritten = _Lines(), _Lines(), list[str]()
    for origin, anchor in sorted([*kept.heads.items(), *told]):
        if _goes_on(connection, origin, anchor):
            continue
        here = _reach(connection, origin)
        if anchor.seq > here:
            behind.add(anchor, _behind_words(origin, anchor, here))
        else:
            off.add(anchor, _off_words(origin, anchor))
            rewritten += [] if anchor.key else [_off_words(origin, anchor)]
    for origin, signed in list_signed_heads(connection):
        anchor = Anchor(signed.seq, signed.hash)
        seen = kept.heads.get(origin)
        if (seen is None or _goes_on(connection, origin, seen)) and not _goes_on(connection, origin, anchor):
            off.add(anchor, _unlike_signed(origin, signed))
            rewritten.append(_unlike_signed(origin, signed))
    return Standing(off.all(), behind.all(), tuple(rewritten))


class _Lines:
    """Lines of words, of which one key may give only some."""

    def __init__(self) -> None:
        self._lines = list[str]()
        self._by = Counter[bytes]()
        self._teller = dict[bytes, str]()

    def add(self, anchor: Anchor, words: str) -> None:
        self._by[anchor.key] += bool(anchor.key)
        self._teller.setdefault(anchor.key, _teller(anchor))
        if self._by[anchor.key] <= _MOST_LINES:
            self._lines.append(words)

    def all(self) -> tuple[str, ...]:
        more = [
            f"{self._teller[key]}另说到 {count - _MOST_LINES} 个来源"
            for key, count in self._by.items()
            if count > _MOST_LINES
        ]
        return (*self._lines, *more)


def _revoked(machine: Machine) -> set[bytes]:
    """Keys whose word counts no more; none where the file that says so cannot be read."""
    return {key for key, state in states_of_keys(machine).items() if state is KeyState.REVOKED}


def _teller(anchor: Anchor) -> str:
    """Whose laptop says so, by the digits with which it can be revoked: any name can be typed."""
    return f"{anchor.by}的电脑（密钥 {anchor.key.hex()[:8]}）"


def _behind_words(origin: bytes, anchor: Anchor, here: int) -> str:
    name = origin.hex()[:8]
    if anchor.key:
        return f"据{_teller(anchor)}，来源 {name} 已到第 {anchor.seq} 号，本台账只到第 {here} 号：还没有收到"
    return f"来源 {name} 在这台电脑上到过第 {anchor.seq} 号，现在只到第 {here} 号：{OLDER_COPY}"


def _off_words(origin: bytes, anchor: Anchor) -> str:
    words = f"来源 {origin.hex()[:8]} 第 {anchor.seq} 号记录与"
    if not anchor.key:
        return f"{words}这台电脑见过的不同：{REWRITTEN}"
    key = anchor.key.hex()[:8]
    return (
        f"{words}{anchor.by}的电脑签名的不同（密钥 {key}）：{REWRITTEN}；"
        f"请打电话问他，不是他的电脑就 trust revoke {key}"
    )


def _unlike_signed(origin: bytes, signed: SignedHead) -> str:
    """The ledger's own signed head is of a record that is another one now."""
    key = signed.key.hex()[:8]
    return f"来源 {origin.hex()[:8]} 第 {signed.seq} 号记录与收下时的签名（密钥 {key}）不符：{REWRITTEN}"


def _goes_on(connection: sqlite3.Connection, origin: bytes, anchor: Anchor) -> bool:
    """Whether a head that was seen is here: on the chain that counts, or on a branch that was set aside."""
    if hash_at(connection, origin, anchor.seq) == anchor.hash:
        return True
    return is_aside(connection, origin, anchor.hash)


def _reach(connection: sqlite3.Connection, origin: bytes) -> int:
    row = connection.execute("SELECT head_seq FROM main.origin WHERE id = ?", (origin,)).fetchone()
    return 0 if row is None else int(row[0])


# ---------------------------------------------------------------------- the file


def _file(connection: sqlite3.Connection, machine: Machine) -> Path | None:
    """Named after the first origin as which the ledger wrote; None while it has written nothing."""
    row = connection.execute(
        "SELECT own.origin FROM main.own_origin AS own JOIN main.origin AS o ON o.id = own.origin "
        "WHERE o.private = 0 ORDER BY o.created_at, o.id LIMIT 1"
    ).fetchone()
    return None if row is None else machine.folder / _FOLDER / f"{row[0].hex()}.json"


def _written(kept: _Kept) -> bytes:
    heads = {origin.hex(): [one.seq, one.hash.hex()] for origin, one in sorted(kept.heads.items())}
    told = [
        [origin.hex(), one.seq, one.hash.hex(), one.by, key.hex()]
        for (origin, key), one in sorted(kept.told.items())
    ]
    return json.dumps({"heads": heads, "signed": told}, ensure_ascii=False).encode()


def _read(file: Path) -> _Kept:
    try:
        said = json.loads(read_small(file, _MOST_BYTES) or b"{}")
        return _Kept(_anchors(said.get("heads", {})), _told(said.get("signed", [])))
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return _Kept({}, {})


def _anchors(said: dict[str, list[str | int]]) -> dict[bytes, Anchor]:
    return {
        bytes.fromhex(origin): Anchor(int(one[0]), bytes.fromhex(str(one[1]))) for origin, one in said.items()
    }


def _told(said: list[tuple[str, int, str, str, str]]) -> dict[tuple[bytes, bytes], Anchor]:
    return {
        (bytes.fromhex(origin), bytes.fromhex(key)): Anchor(
            int(seq), bytes.fromhex(digest), str(by), bytes.fromhex(key)
        )
        for origin, seq, digest, by, key in said
    }
