"""Refusals that both ways of merging share."""

from __future__ import annotations

from huaian_tui.exchange.pack_format import PackRefused
from huaian_tui.ledger.record import Record


def id_taken(first: Record) -> PackRefused:
    """The refusal of records, from this one on, one of which has an id that is taken.

    The chain is right, so its place is free: that is what remains when it cannot be inserted.
    """
    return PackRefused(
        "不能合并：有记录的编号与另一条记录相同",
        f"在来源 {first.origin.hex()[:8]} 第 {first.seq} 号记录之后",
        "请对方运行 huaian-tui check 后重新导出；台账没有改动",
    )


def not_private(origin: bytes, seq: int) -> PackRefused:
    """The refusal of a record under a private origin that amends one of a public one."""
    return PackRefused(
        f"不能合并：来源 {origin.hex()[:8]} 第 {seq} 号记录不能收",
        "私有的来源只传送联系人，它却撤回或更正了别的记录",
        "请核对数据包的来源；台账没有改动",
    )
