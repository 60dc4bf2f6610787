"""The calendar of an office as a file that calendars read (iCalendar, RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from huaian_tui.documents.standard_words import printable
from huaian_tui.domain.answers.calendar import CalendarEntry

if TYPE_CHECKING:
    from icalendar import Event

SUFFIX = ".ics"


def calendar_file(entries: Iterable[CalendarEntry], name: str, made_at: datetime) -> bytes:
    """The entries as days of a calendar; ``name`` is what it is called, ``made_at`` when this was so.

    An entry keeps its UID whenever it is exported: importing again changes what stands there.
    """
    # Imported here, and below: the library takes time to load and is needed where a calendar is written.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//huaian_tui//督查台账//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", printable(name))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for entry in entries:
        calendar.add_component(_event(entry, made_at.astimezone(UTC).replace(microsecond=0)))
    made: bytes = calendar.to_ical()
    return made


def _event(entry: CalendarEntry, made_at: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{entry.kind}-{entry.key}@huaian-tui")
    event.add("dtstamp", made_at)
    event.add("last-modified", made_at)
    event.add("sequence", entry.changes)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", _one_line(f"{entry.kind.word}：{entry.title}"))
    event.add("description", printable("\n".join(entry.lines)))
    event.add("categories", [entry.kind.word])
    event.add("transp", "TRANSPARENT")
    return event


def _one_line(text: str) -> str:
    return printable(" ".join(text.split()))
