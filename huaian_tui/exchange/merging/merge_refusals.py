"""Refusals that both ways of merging share."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.exchange.trust.trust_words import NotTrusted
from huaian_tui.ledger.record import Record
from huaian_tui.store.engine.set_aside import is_of_another_origin


class IdTaken(NotTrusted):
    """A record has the id of another origin's: one of the two was copied from the other."""

    @property
    def of_a_part(self) -> IdTaken:
        """The same where the rest of the pack comes."""
        way_out = self.way_out.replace("台账没有改动", "其余来源照常合并")
        return IdTaken(self.title, self.message, way_out, self.origin)


def id_taken(connection: sqlite3.Connection, records: Sequence[Record]) -> IdTaken:
    """The refusal of records one of which has an id that is taken.

    The chain is right, so its place is free: that is what remains when they cannot be inserted.
    """
    found = next((one for one in records if is_of_another_origin(connection, one)), records[0])
    return IdTaken(
        "不能合并：有记录的编号与另一条记录相同",
        f"来源 {found.origin.hex()[:8]} 第 {found.seq} 号；其中一条是把另一条换个来源抄的",
        "请核对数据包是怎么来的，问写记录的同事哪个来源是他的；台账没有改动",
        found.origin,
    )


def not_private(origin: bytes, seq: int) -> PackRefused:
    """The refusal of a record under a private origin that amends one of a public one."""
    return PackRefused(
        f"不能合并：来源 {origin.hex()[:8]} 第 {seq} 号记录不能收",
        "私有的来源只传送联系人，它却撤回或更正了别的记录",
        "请核对数据包的来源；台账没有改动",
    )
