"""How far every origin was ever seen to reach here, kept outside the ledger: what an older copy of it lacks.

One small file a ledger, in the data folder beside the mark of this machine, named after the first origin as
which the ledger wrote. It is brought up to date after a merge and a check that found nothing, never by a
save: what this machine wrote itself it notes anyway (``store.keep.machine``). ``check`` and ``doctor``
compare. Nobody who can change this folder too is found out by it: it detects, it does not prevent.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from huaian_tui.store.engine.migrations import file_version
from huaian_tui.store.engine.origins import hash_at, list_heads, machine_of, origins_here
from huaian_tui.store.engine.set_aside import is_aside
from huaian_tui.store.keep.machine import Machine
from huaian_tui.store.keep.private_files import private_folder, read_small, replace_with

_FOLDER = "anchors"
_MOST_BYTES = 4 << 20
_SINCE = 20
"""Schema of which ledgers keep branches that were set aside; of older ones nothing is said."""

OLDER_COPY = "台账是较旧的副本，或有记录被删去"
REWRITTEN = "记录被整条改写过，或分叉后换过一支"


class Anchor(NamedTuple):
    """A head that was seen: number and hash; ``by``: on whose word it is known, empty: it was here."""

    seq: int
    hash: bytes
    by: str = ""


class ToldHead(NamedTuple):
    """What a sender signed of an origin's head: whose laptop says so."""

    origin: bytes
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Standing:
    """How a ledger stands to what was seen of it; lines in words.

    ``off``: records are not those that were seen; ``behind``: such as were seen are not here.
    """

    off: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What the file says: heads that were here, and heads that others told of, by origin."""

    heads: dict[bytes, Anchor]
    told: dict[bytes, Anchor]


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
        known = kept.told.get(origin)
        if known is None or anchor.seq >= known.seq:
            kept.told[origin] = anchor
    news = {origin: one for origin, one in kept.told.items() if not _goes_on(connection, origin, one)}
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
        if reached is not None and reached.seq and (before is None or before.seq <= reached.seq):
            kept.heads[origin] = Anchor(reached.seq, reached.hash)
    off, behind = list[str](), list[str]()
    for origin, anchor in sorted([*kept.heads.items(), *kept.told.items()]):
        if _goes_on(connection, origin, anchor):
            continue
        here = _reach(connection, origin)
        if anchor.seq > here:
            behind.append(_behind_words(origin, anchor, here))
        else:
            off.append(_off_words(origin, anchor))
    return Standing(tuple(off), tuple(behind))


def _behind_words(origin: bytes, anchor: Anchor, here: int) -> str:
    name = origin.hex()[:8]
    if anchor.by:
        return f"据{anchor.by}的电脑，来源 {name} 已到第 {anchor.seq} 号，本台账只到第 {here} 号：还没有收到"
    return f"来源 {name} 在这台电脑上到过第 {anchor.seq} 号，现在只到第 {here} 号：{OLDER_COPY}"


def _off_words(origin: bytes, anchor: Anchor) -> str:
    seen = f"{anchor.by}的电脑签名的" if anchor.by else "这台电脑见过的"
    return f"来源 {origin.hex()[:8]} 第 {anchor.seq} 号记录与{seen}不同：{REWRITTEN}"


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
    told = {origin.hex(): [one.seq, one.hash.hex(), one.by] for origin, one in sorted(kept.told.items())}
    return json.dumps({"heads": heads, "told": told}, ensure_ascii=False).encode()


def _read(file: Path) -> _Kept:
    try:
        said = json.loads(read_small(file, _MOST_BYTES) or b"{}")
        return _Kept(_anchors(said.get("heads", {})), _anchors(said.get("told", {})))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return _Kept({}, {})


def _anchors(said: dict[str, list[str | int]]) -> dict[bytes, Anchor]:
    return {
        bytes.fromhex(origin): Anchor(int(one[0]), bytes.fromhex(str(one[1])), *map(str, one[2:3]))
        for origin, one in said.items()
    }
