"""Whether a unit is asked again for what it was asked for already (政府督查工作条例 art. 15, 减负规定)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from huaian_tui.domain.answers.notices import NoticeRow
from huaian_tui.domain.dates.reporting_period import quarter_of
from huaian_tui.domain.notices import NOTICE_TITLES
from huaian_tui.store.queries.notices import issued_between
from huaian_tui.store.queries.paper_names import asks_named
from huaian_tui.store.queries.unit_groups import group_members

WINDOW_DAYS = 30
"""Asking again within so many days, or within the same quarter, is told."""

_OFTEN = 2
"""So many papers to one unit in the window are worth a remark."""


def repeated_asks(connection: sqlite3.Connection, notice: NoticeRow, today: date) -> Iterator[str]:
    """One line for each earlier notice of the window that asked the same of the same unit."""
    for earlier in _earlier(connection, notice, today):
        asks = [one for one in notice.asks if one in set(earlier.asks)]
        units = _shared_units(connection, notice, earlier)
        if asks and units:
            yield _line(earlier, asks_named(connection, asks), units, today)


def times_asked(connection: sqlite3.Connection, notice: NoticeRow, today: date) -> Iterator[str]:
    """One line for each unit that got several papers with a 反馈时限 in the window."""
    if notice.reply_due is None:
        return
    asking = [one for one in _earlier(connection, notice, today) if one.reply_due is not None]
    for unit in notice.units:
        count = sum(unit in one.units for one in asking)
        if count >= _OFTEN:
            since = _window(today).isoformat()
            yield f"{since} 以来已向{notice.name_of(unit)}发过{count}份要求反馈的文书，请考虑合并"


def _window(today: date) -> date:
    return min(quarter_of(today).first, today - timedelta(days=WINDOW_DAYS))


def _earlier(connection: sqlite3.Connection, notice: NoticeRow, today: date) -> list[NoticeRow]:
    found = issued_between(connection, _window(today), today)
    return [one for one in found if one.record_id != notice.record_id]


def _shared_units(connection: sqlite3.Connection, notice: NoticeRow, earlier: NoticeRow) -> list[str]:
    """Units of this notice that the earlier one went to, itself or through a group."""
    reached = _with_members(connection, earlier.units)
    return [unit for unit in notice.units if _with_members(connection, [unit]) & reached]


def _with_members(connection: sqlite3.Connection, units: Sequence[str]) -> set[str]:
    """The units and the certain members of those that are groups."""
    found = set(units)
    for unit in units:
        found |= {name for name, certain in group_members(connection, unit) if certain}
    return found


def _line(earlier: NoticeRow, asks: Sequence[str], units: Sequence[str], today: date) -> str:
    issued = earlier.issued_on.isoformat() if earlier.issued_on else ""
    answered = {reply.unit for reply in earlier.replies}
    if set(units) <= answered:
        state = "该单位已反馈，不宜再要"
    elif earlier.reply_due is not None and earlier.reply_due >= today:
        state = f"反馈时限 {earlier.reply_due.isoformat()} 未到，不宜再要"
    else:
        state = "尚未反馈；属于催办、督办升级的可以再发"
    title = NOTICE_TITLES.get(earlier.kind, "文书")
    named = "、".join(map(earlier.name_of, units))
    asked = f"{named}反馈同样的事项（{'、'.join(asks)}）"
    return f"{issued} 的{title}{earlier.number}已要求{asked}，{state}"
