"""Heads that papers kept: whether the ledger still holds the records of their drafting and of their issue."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from huaian_tui.domain.words.ledger_fingerprint import moment_words
from huaian_tui.ledger.record import RecordKind
from huaian_tui.store.engine.origins import hash_at, reach_of
from huaian_tui.store.engine.set_aside import is_aside

_LINES = (
    "SELECT DISTINCT h.value FROM main.record AS r, json_each(r.body, ?) AS h "
    "WHERE r.kind = ? ORDER BY h.value"
)
_KEPT = (
    (RecordKind.NOTICE_DRAFT, "$.composed_heads", moment_words(issued=False)),
    (RecordKind.NOTICE_ISSUE, "$.issued_heads", moment_words(issued=True)),
)
_PARTS = 3


def paper_problems(connection: sqlite3.Connection) -> list[str]:
    """A line for ``check`` for each origin whose records are others than a paper saw."""
    found = dict[bytes, tuple[int, str]]()
    for kind, part, moment in _KEPT:
        lines = [line for (line,) in connection.execute(_LINES, (part, kind))]
        for origin, seq in _others(connection, lines):
            found[origin] = min((seq, moment), found.get(origin, (seq, moment)), key=lambda one: one[0])
    return [
        f"来源 {origin.hex()[:8]} 第 {seq} 号记录与文书{moment}的不同：记录被整条改写过"
        for origin, (seq, moment) in sorted(found.items())
    ]


def holds_heads(connection: sqlite3.Connection, lines: Iterable[str]) -> bool:
    """Whether all records that these heads (``origins.head_lines``) stand for are here as they were."""
    heads = list(_heads(lines))
    return all(_is_here(connection, one) for one in heads)


def _others(connection: sqlite3.Connection, lines: Iterable[str]) -> Iterator[tuple[bytes, int]]:
    """Heads in whose place another record stands; one that has not come yet is none."""
    for origin, seq, digest in _heads(lines):
        if seq <= reach_of(connection, origin).seq and not _is_here(connection, (origin, seq, digest)):
            yield origin, seq


def _is_here(connection: sqlite3.Connection, head: tuple[bytes, int, bytes]) -> bool:
    origin, seq, digest = head
    return hash_at(connection, origin, seq) == digest or is_aside(connection, origin, digest)


def _heads(lines: Iterable[str]) -> Iterator[tuple[bytes, int, bytes]]:
    for line in lines:
        parts = str(line).split(" ")
        try:
            if len(parts) == _PARTS:
                yield bytes.fromhex(parts[0]), int(parts[1]), bytes.fromhex(parts[2])
        except ValueError:
            continue  # of a newer program, or altered: its own chain says so
