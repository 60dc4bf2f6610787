"""Whether the computer's clock can be right: it is shown in records, never trusted for their order."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime, timedelta

from huaian_tui import RELEASED_ON
from huaian_tui.ledger.identity import SHANGHAI, id_milliseconds
from huaian_tui.store.engine.records import newest_id

TOLERANCE = timedelta(minutes=10)
"""Laptops whose records are merged differ by so much without anything being wrong."""


def clock_warning(connection: sqlite3.Connection, moment: datetime) -> str:
    """A Chinese line when ``moment`` is earlier than the newest record or than this program; else empty."""
    shown = moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    effect = "记录的先后不受影响，但记下的时间会不对，请先校准时钟"
    newest = newest_id(connection)
    if newest is not None:
        last = _moment_of(newest)
        if last is None:
            return f"有一条记录的时间远在将来，电脑时钟现在是 {shown}；记录的先后不受影响，请运行 check 核对"
        if moment < last - TOLERANCE:
            said = f"{last.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
            return f"电脑时钟（{shown}）早于台账里最新的记录（{said}）；{effect}"
    if moment.astimezone(SHANGHAI).date() < date.fromisoformat(RELEASED_ON):
        return f"电脑时钟（{shown}）早于本程序的发布日（{RELEASED_ON}）；{effect}"
    return ""


def _moment_of(record_id: bytes) -> datetime | None:
    """When a record was made; None past the year 9999, which no date can say."""
    try:
        return datetime.fromtimestamp(id_milliseconds(record_id) / 1000, UTC).astimezone(SHANGHAI)
    except (OverflowError, ValueError, OSError):
        return None
