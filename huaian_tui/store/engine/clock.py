"""Whether the computer's clock can be right: it is shown in records, never trusted for their order."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, time, timedelta

from huaian_tui import RELEASED_ON
from huaian_tui.domain.errors import StoreRefused
from huaian_tui.ledger.identity import SHANGHAI, day_number, id_milliseconds
from huaian_tui.store.engine.records import newest_id

TOLERANCE = timedelta(minutes=10)
"""Laptops whose records are merged differ by so much without anything being wrong."""

MANY_YEARS = timedelta(days=20 * 366)
"""A clock so far after the newest record, and after this program, cannot be right: nobody pauses so long."""

_A_YEAR = timedelta(days=400)


def clock_warning(connection: sqlite3.Connection | None, moment: datetime) -> str:
    """A Chinese line when ``moment`` is earlier than the newest record or than this program; else empty.

    Without a ledger (None) the clock is held against this program alone: a first start would write by it.
    """
    shown = moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    effect = "记录的先后不受影响，但记下的时间会不对，请先校准时钟"
    newest = None if connection is None else newest_id(connection)
    if connection is not None and newest is not None:
        last = _moment_of(newest)
        if last is None:
            return f"有一条记录的时间远在将来，电脑时钟现在是 {shown}；记录的先后不受影响，请运行 check 核对"
        if moment < last - TOLERANCE and not _is_judged(connection, moment):
            said = f"{last.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
            return f"电脑时钟（{shown}）早于台账里最新的记录（{said}）；{effect}"
    years = _years_ahead(newest, moment, _A_YEAR)
    if years:
        return (
            f"电脑时钟（{shown}）比台账里最新的记录和本程序的发布日都晚 {years} 年以上；"
            "如果时钟不对，请先校准：记下的时间和记录的先后都随它"
        )
    if moment.astimezone(SHANGHAI).date() < date.fromisoformat(RELEASED_ON):
        return f"电脑时钟（{shown}）早于本程序的发布日（{RELEASED_ON}）；{effect}"
    return ""


def _is_judged(connection: sqlite3.Connection, moment: datetime) -> bool:
    """Whether it is known of the newest records that their clock was fast: this one is right beside them."""
    last = connection.execute("SELECT max(day) FROM main.known_day").fetchone()[0]
    return last is not None and last <= day_number(moment.astimezone(SHANGHAI).date())


def refuse_impossible(newest: bytes | None, moment: datetime) -> None:
    """Refuse to write by a clock that cannot be right: all later records would follow it, on every laptop."""
    years = _years_ahead(newest, moment, MANY_YEARS)
    if years:
        shown = moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        raise StoreRefused(
            "没有保存",
            f"电脑时钟（{shown}）比台账里最新的记录和本程序的发布日都晚 {years} 年以上，不会是对的",
            "校准电脑时钟，再保存一次",
        )


def _years_ahead(newest: bytes | None, moment: datetime, by: timedelta) -> int:
    """By how many years a clock is after the newest record and this program's release; 0 if less."""
    last = datetime.combine(date.fromisoformat(RELEASED_ON), time(), SHANGHAI)
    if newest is not None:
        seen = _moment_of(newest)
        if seen is None:
            return 0
        last = max(last, seen)
    return max(1, (moment - last).days // 365) if moment - last > by else 0


def _moment_of(record_id: bytes) -> datetime | None:
    """When a record was made; None past the year 9999, which no date can say."""
    try:
        return datetime.fromtimestamp(id_milliseconds(record_id) / 1000, UTC).astimezone(SHANGHAI)
    except (OverflowError, ValueError, OSError):
        return None
