"""Notices whose figures are of a past day: which day that may be, and what makes them differ from then."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.domain.errors import InputRefused
from huaian_tui.store.queries.arrivals import arrived_since, count_wrong_clocks

_MOST_NAMED = 5
"""Officers of a merge that are named; of more it says how many."""


def past_day_of_data(as_of: date | None, today: date) -> date | None:
    """The day of the data; refused when it has not come. None: the figures are of now."""
    if as_of is not None and as_of > today:
        raise InputRefused(
            "数据截至日不能晚于今天",
            f"填的是 {as_of.isoformat()}，今天是 {today.isoformat()}",
            "请填今天或更早的日期，或去掉 --as-of",
            field="as_of",
        )
    return as_of


def differences_of(connection: sqlite3.Connection, as_of: date | None) -> tuple[str, ...]:
    """Why a paper as of a day may differ from one composed on it; ``connection`` reads as of that day."""
    if as_of is None:
        return ()
    told = list[str]()
    for one in arrived_since(connection, as_of):
        names = "、".join(one.officers[:_MOST_NAMED])
        more = f"等 {len(one.officers)} 人" if len(one.officers) > _MOST_NAMED else ""
        told.append(
            f"数据截至 {as_of.isoformat()}，含 {one.day.isoformat()} 才合并进来的 {one.records} 条记录"
            f"（{names}{more}）；当天拟的文书没有这些记录"
        )
    if wrong := count_wrong_clocks(connection):
        told.append(
            f"台账里有 {wrong} 条记录写于时钟不准的电脑，按到达本机的日子计；各台电脑截至同一天的数字可能不同"
        )
    return tuple(told)
