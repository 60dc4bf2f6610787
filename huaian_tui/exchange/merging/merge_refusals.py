"""Refusals that both ways of merging share."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.set_aside import is_of_another_origin


class IdTaken(Exception):
    """Records of these origins have ids that others bear: they are set aside (``store.engine.id_claims``)."""

    def __init__(self, origins: frozenset[bytes]) -> None:
        super().__init__()
        self.origins = origins


def id_taken(connection: sqlite3.Connection, records: Sequence[Record]) -> IdTaken:
    """Of records that could not be inserted: the origins of those whose ids are taken.

    The chain is right, so its place is free: that is what remains when they cannot be inserted.
    """
    found, met = set[bytes](), dict[bytes, bytes]()
    for one in records:
        if is_of_another_origin(connection, one) or met.setdefault(one.id, one.origin) != one.origin:
            found.add(one.origin)
    return IdTaken(frozenset(found))


def not_private(origin: bytes, seq: int) -> PackRefused:
    """The refusal of a record under a private origin that amends one of a public one."""
    return PackRefused(
        f"不能合并：来源 {origin.hex()[:8]} 第 {seq} 号记录不能收",
        "私有的来源只传送联系人，它却撤回或更正了别的记录",
        "请核对数据包的来源；台账没有改动",
    )


_UNCHANGED = "台账没有改动"
_OTHERS = "这一部分没有收，其余的照常合并"


def of_a_part(error: PackRefused) -> PackRefused:
    """The refusal of a part, which says that the others are merged."""
    return type(error)(error.title, error.message, error.way_out.replace(_UNCHANGED, _OTHERS))
