"""Records from a clock that is ahead of this computer's: what is said of them before they are taken."""

from __future__ import annotations

from datetime import datetime

from huaian_tui.exchange.packs.pack_format import PackRefused
from huaian_tui.ledger.identity import SHANGHAI


class AheadRefused(PackRefused):
    """Records from a clock that is far ahead, which nobody accepted."""


def ahead_words(records: int, until: datetime, wall: datetime) -> str:
    """One line: how far ahead, and that either of the two clocks is wrong."""
    there, here = until.astimezone(SHANGHAI), wall.astimezone(SHANGHAI)
    return (
        f"有 {records} 条记录的时间（最晚 {there:%Y-%m-%d}）比这台电脑的时钟（{here:%Y-%m-%d}）晚 "
        f"{_span(there, here)}：不是对方的时钟快了，就是这台电脑的时钟慢了"
    )


AHEAD_EFFECT = (
    "收下以后，今后每条记录的编号都排在它们之后，不能再改；截至某日的查询按收到的日期算，各电脑可能相差几天"
)
"""What accepting them means for good."""


def ahead_refused(records: int, until: datetime, wall: datetime) -> PackRefused:
    """The refusal of packs that hold such records, unless the officer says yes."""
    return AheadRefused(
        "没有合并：数据包里有时间在将来的记录",
        ahead_words(records, until, wall),
        "先核对两台电脑的时钟；确认要收，命令行加 --accept-ahead，界面上再按一次「合并」。台账没有改动",
    )


def _span(there: datetime, here: datetime) -> str:
    days = (there.date() - here.date()).days
    return f"{days // 365} 年" if days >= 365 else f"{days} 天"
