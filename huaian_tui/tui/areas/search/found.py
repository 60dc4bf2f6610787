"""What a search finds, names before records, read as far as it is looked at."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic

from huaian_tui.services.names_of_laptops import with_laptops
from huaian_tui.store.queries.time_line import read_events
from huaian_tui.store.search.find_names import NamesAtOnce, names_at_once, search_names
from huaian_tui.store.search.find_records import (
    PartCount,
    SearchPage,
    count_part,
    search_records,
)
from huaian_tui.store.search.search_terms import Hit, Place, SearchQuery
from huaian_tui.tui.areas.search.list import Look, event_row, more_names_row, name_row, place_key
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.session import LedgerSession

MODES = {
    Place.TASK: "tasks",
    Place.UNIT: "units",
    Place.MILESTONE: "milestones",
    Place.NOTICE: "notices",
}
"""The screens on which the things with names stand."""

NO_TASK = "这一条不属于某一项任务"

NAMES_SHOWN = 6
"""So many names stand before the records; a line behind them lists the others."""

MOST_NAMES = 50
MOST_OF_ONE_PLACE = 500
"""Names that are asked for when only names are (种类 任务), and when all are to be listed."""

FIRST_RECORDS = 50
MORE_RECORDS = 100
MOST_COUNTED = 10_000
MOST_IN_A_FILE = 100_000
MOMENT = 0.2
"""Seconds after which what was found so far is shown, where what fits lies far apart."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has found so far.

    ``all_names``: every name is listed, else the first few. ``names`` and ``records`` count what was
    read of each, ``shown`` the names in the list, ``more_names`` that there are more than were read;
    ``names_known``: no other reading of the names would find others.
    ``more``: where the next page of records goes on, None at the end. ``total`` is the number
    of records once ``counted``, None for more than ``MOST_COUNTED``.
    """

    query: SearchQuery
    look: Look
    rows: tuple[ListRow, ...] = ()
    names: int = 0
    shown: int = 0
    records: int = 0
    more: bytes | None = None
    more_names: bool = False
    names_known: bool = True
    counted: bool = False
    total: int | None = None
    all_names: bool = False

    @property
    def heads(self) -> int:
        """Lines before the records: the names, and the one that stands for those not listed."""
        return self.shown + (self.shown < self.names)

    def goes_on_like(self, other: Found) -> bool:
        """Whether the next page of the other is the next page of this."""
        return (self.query, self.more) == (other.query, other.more)

    def under_names_of(self, other: Found) -> Found:
        """These records under the names of the other."""
        rows = other.rows[: other.heads] + self.rows[self.heads :]
        return replace(
            self,
            rows=rows,
            names=other.names,
            shown=other.shown,
            more_names=other.more_names,
            names_known=other.names_known,
        )


class FoundRows(MemorySource):
    """The rows of what was found so far."""

    def __init__(self, session: LedgerSession, found: Found) -> None:
        super().__init__(found.rows)
        self._session = session
        self._found = found

    def whole(self) -> MemorySource:
        """All that fits, also what has not been read yet, in full (blocking)."""
        return MemorySource(self._session.read(lambda c: read_whole(c, self._found)))


def is_everything(query: SearchQuery) -> bool:
    """Whether nothing is asked for, so that every record is listed."""
    return query == SearchQuery(text=query.text) and not query.words()


def find(
    connection: sqlite3.Connection, query: SearchQuery, look: Look, records: int, *, all_names: bool = False
) -> Found:
    """Names (``all_names``, else the first few) and the first records that fit: a page, or fewer far apart.

    More than ``FIRST_RECORDS`` are asked for to have again what was listed, and are worth waiting for.
    Nothing is the answer only when nothing fits, however long it takes to know that.
    """
    all_names = all_names or query.kind in set(Place)
    names = names_at_once(connection, look.today, query, _most(all_names))
    found = _named(Found(query, look, all_names=all_names), names)
    page = search_records(connection, query, records, today=look.today)
    found = _grown(connection, found, page)
    if not found.rows and not found.names_known:
        found = find_all_names(connection, found)
    least = records if records > FIRST_RECORDS else 0
    while found.more is not None and (not found.rows or found.records < least):
        found = find_more(connection, found)
    return found


def find_all_names(connection: sqlite3.Connection, found: Found) -> Found:
    """The same with every name, where a moment was not enough for them."""
    names = search_names(connection, found.look.today, found.query, _most(found.all_names))
    return _named(found, NamesAtOnce(tuple(names), complete=True))


def find_more(connection: sqlite3.Connection, found: Found) -> Found:
    """What comes behind: a page of records, or as many as are found in a moment."""
    wanted, until = found.records + MORE_RECORDS, monotonic() + MOMENT
    while found.more is not None and found.records < wanted:
        today = found.look.today
        page = search_records(connection, found.query, wanted - found.records, found.more, today)
        found = _grown(connection, found, page)
        if monotonic() > until:
            break
    return found


def _grown(connection: sqlite3.Connection, found: Found, page: SearchPage) -> Found:
    """With the records of a page behind it."""
    rows = _record_rows(connection, page.hits, found.look)
    return replace(found, rows=(*found.rows, *rows), records=found.records + len(rows), more=page.next_before)


def _named(found: Found, read: NamesAtOnce) -> Found:
    """With these names over its records; of many only the first are shown, and a line for the others."""
    names = _each_once(read.hits)
    shown = names if found.all_names or len(names) <= NAMES_SHOWN + 1 else names[:NAMES_SHOWN]
    more_names = not read.complete or len(read.hits) == _most(found.all_names)
    rows = [name_row(hit, found.look) for hit in shown]
    if len(shown) < len(names):
        rows.append(more_names_row(len(names) - len(shown), more_names=more_names))
    return replace(
        found,
        rows=(*rows, *found.rows[found.heads :]),
        names=len(names),
        shown=len(shown),
        more_names=more_names,
        names_known=read.complete,
    )


def read_whole(connection: sqlite3.Connection, found: Found) -> list[ListRow]:
    """Every name and record that fits, as a file shows them; ``MOST_IN_A_FILE`` records at most."""
    look = replace(found.look, shortened=False)
    names = search_names(connection, look.today, found.query, MOST_OF_ONE_PLACE)
    rows = [name_row(hit, look) for hit in _each_once(names)]
    most, before = len(rows) + MOST_IN_A_FILE, None
    while len(rows) < most:
        page = search_records(connection, found.query, MORE_RECORDS, before, look.today)
        marks = {hit.key: hit.mark for hit in page.hits}
        events = with_laptops(connection, read_events(connection, [bytes.fromhex(key) for key in marks]))
        rows += [event_row(event, event.gist, look, marks[event.record_id.hex()]) for event in events]
        before = page.next_before
        if before is None:
            break
    return rows


def _most(all_names: bool) -> int:
    return MOST_OF_ONE_PLACE if all_names else MOST_NAMES


def _each_once(hits: Sequence[Hit]) -> list[Hit]:
    """Each thing once, by the name that fits best."""
    found = dict[str, Hit]()
    for hit in hits:
        found.setdefault(place_key(hit), hit)
    return list(found.values())


def count_on(connection: sqlite3.Connection, found: Found, so_far: int, before: bytes | None) -> PartCount:
    """Count for a moment how many records fit, from ``before`` on; ``so_far`` have been counted."""
    return count_part(connection, found.query, MOST_COUNTED - so_far, before, found.look.today)


def caption(found: Found) -> str:
    """How many names and records there are: ``名称 3，记录 1,234 条``."""
    parts = list[str]()
    if found.names:
        names = f"{found.names} 个以上" if found.more_names else f"{found.names} 个"
        parts.append(f"名称 {names}" + ("" if found.shown == found.names else f"（列前 {found.shown} 个）"))
    if found.records or not found.names:
        parts.append(f"记录 {_records_said(found)}")
    return "，".join(parts)


def _records_said(found: Found) -> str:
    if found.more is None:
        return f"{found.records:,} 条"
    if found.counted:
        return "1 万条以上" if found.total is None else f"{found.total:,} 条"
    return f"{found.records} 条以上"


def _record_rows(connection: sqlite3.Connection, hits: Sequence[Hit], look: Look) -> list[ListRow]:
    events = with_laptops(connection, read_events(connection, [bytes.fromhex(hit.key) for hit in hits]))
    found = {hit.key: hit for hit in hits}
    rows = list[ListRow]()
    for event in events:
        hit = found[event.record_id.hex()]
        rows.append(event_row(event, hit.text, look, hit.mark))
    return rows
