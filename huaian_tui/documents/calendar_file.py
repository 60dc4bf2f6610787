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

    An entry keeps its UID whenever it is exported: importing again changes what stands there. What stands
    no longer is an event of STATUS:CANCELLED with a greater SEQUENCE (RFC 5545, 3.8.1.11 and 3.8.7.4), which
    takes it away from calendars that had it. The name is said by NAME (RFC 7986, 5.1) and, for those that
    do not know it, X-WR-CALNAME.
    """
    # Imported here, and below: the library takes time to load and is needed where a calendar is written.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//huaian_tui//督查台账//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", printable(name))
    calendar.add("x-wr-calname", printable(name))
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    for entry in entries:
        calendar.add_component(_event(entry, made_at.astimezone(UTC).replace(microsecond=0)))
    made: bytes = calendar.to_ical()
    return made


def _event(entry: CalendarEntry, made_at: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", made_at)
    event.add("last-modified", made_at)
    event.add("sequence", entry.changes)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    if entry.cancelled:
        event.add("status", "CANCELLED")
    event.add("summary", printable(entry.summary))
    event.add("description", printable("\n".join(entry.lines)))
    event.add("categories", [entry.kind.word])
    event.add("transp", "TRANSPARENT")
    return event
