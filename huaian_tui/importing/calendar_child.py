"""The child process that parses one calendar: ``python -m`` this module, the file on stdin, JSON on stdout.

It has little memory and time, so that a file made to harm harms only this process.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from typing import Any

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.apart_child import answered, bounded, given

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 50
MOST_EVENTS = 100_000
MOST_SEQUENCE = 1 << 30
_LONGEST = 2000


def _parsed() -> bytes:
    from icalendar import Calendar

    data = given()
    if not data.rstrip().upper().endswith(b"END:VCALENDAR"):
        raise HuaianError("", "不是日历文件，或后面缺了一段")
    try:
        calendars = Calendar.from_ical(data, multiple=True)
        events = [event for one in calendars for event in one.walk("VEVENT")]
    except (ValueError, IndexError, KeyError, TypeError):
        raise HuaianError("", "文件已损坏，或不是日历文件") from None
    if len(events) > MOST_EVENTS:
        raise HuaianError("", f"超过 {MOST_EVENTS} 项")
    rows = [row for row in map(_row, events) if row is not None]
    return json.dumps(rows).encode("ascii")


def _row(event: Any) -> list[Any] | None:
    """UID, sequence, day, summary, description, whether it is cancelled; None for what says no day."""
    try:
        day = event.decoded("dtstart")
        sequence = int(event.get("sequence", 0))
    except (ValueError, KeyError, TypeError):
        return None
    if isinstance(day, datetime):
        day = day.date()
    uid = str(event.get("uid", ""))
    if not isinstance(day, date) or not uid or not 0 <= sequence <= MOST_SEQUENCE:
        return None
    summary, description = str(event.get("summary", "")), str(event.get("description", ""))
    cancelled = str(event.get("status", "")).upper() == "CANCELLED"
    return [uid[:_LONGEST], sequence, day.isoformat(), summary[:_LONGEST], description[:_LONGEST], cancelled]


if __name__ == "__main__":
    bounded(MEMORY_BYTES, CPU_SECONDS)
    sys.exit(answered(_parsed))
