"""What the records screen lists: every record newest first, or what a search finds, names before records."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import monotonic
from typing import NamedTuple

from rich.cells import cell_len

from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.columns import Cell, Column, Marked, cells_of
from huaian_tui.domain.rules.lights import LIGHT_TITLES, Light, Status
from huaian_tui.domain.words.milestones import CANCELLED
from huaian_tui.store.engine.records import count_all, ids_until, newest_id, places_until
from huaian_tui.store.queries.time_line import read_events
from huaian_tui.store.search.filters import PLACE_TITLES
from huaian_tui.store.search.find_names import NamesAtOnce, names_at_once, search_names
from huaian_tui.store.search.find_records import (
    PartCount,
    SearchPage,
    count_part,
    read_marks,
    search_records,
)
from huaian_tui.store.search.query import Hit, Place, SearchQuery, matched_spans
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notes.text import kind_title, moment
from huaian_tui.tui.areas.units.text import KIND_WORDS
from huaian_tui.tui.list.growing_list import MORE_NAMES, marked
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.safe_text import ELLIPSIS as CUT
from huaian_tui.tui.session import LedgerSession

LEAST_ROOM = 16
"""Cells of a row's text on the narrowest terminal that shows its neighbours."""


class Line(NamedTuple):
    """What a line says; a name has its state or day where a record has the time of its recording."""

    when: Cell
    kind: Cell
    number: str
    text: Cell
    officer: Cell


TEXT_COLUMN: Column[Line] = Column("内容", lambda line: line.text, weight=1, min_width=LEAST_ROOM)

COLUMNS: tuple[Column[Line], ...] = (
    Column("登记时间", lambda line: line.when, width=11, priority=3),
    Column("类型", lambda line: line.kind, width=8, priority=2),
    Column("序号", lambda line: line.number, width=4, grows=True, right=True, priority=2),
    TEXT_COLUMN,
    Column("登记人", lambda line: line.officer, width=8, priority=4),
)

_STATES = {**KIND_WORDS, Status.CANCELLED: CANCELLED}
"""What stands before a name that has no light: the kind of a unit, or that a milestone was cancelled."""

NAMES_SHOWN = 6
"""So many names stand before the records; a line behind them lists the others."""

MOST_NAMES = 50
MOST_OF_ONE_PLACE = 500
"""Names that are asked for when only names are (种类 任务), and when all are to be listed."""

LONGEST_LOOKED_AT = 2_000
"""Characters of a text that a line may show."""

FIRST_RECORDS = 50
MORE_RECORDS = 100
MOST_COUNTED = 10_000
MOST_IN_A_FILE = 100_000
MOMENT = 0.2
"""Seconds after which what was found so far is shown, where what fits lies far apart."""


def place_key(hit: Hit) -> str:
    """The key of a row: a record's id, anything else with its place before it (``task:12``)."""
    return hit.key if hit.place is Place.RECORD else f"{hit.place.value}:{hit.key}"


def split_key(key: str) -> tuple[Place, str]:
    """The place of a row and its key there."""
    place, colon, own = key.partition(":")
    return (Place(place), own) if colon else (Place.RECORD, key)


class AllRecords:
    """Every record, newest first; each page is read when it comes into sight.

    What is recorded later does not belong to it, so that the rows do not move while they are read.
    """

    def __init__(
        self, session: LedgerSession, connection: sqlite3.Connection, *, shortened: bool = True
    ) -> None:
        """Count them (blocking). ``shortened``: as the list shows them, else as a file does."""
        self._session = session
        self._shortened = shortened
        self._count = count_all(connection)
        self._newest = newest_id(connection) or b""

    def count(self) -> int:
        """Number of records."""
        return self._count

    @property
    def first_key(self) -> str | None:
        """The key of the newest."""
        return self._newest.hex() or None

    def page(self, start: int, size: int) -> Sequence[ListRow]:
        """Rows from ``start``, at most ``size``."""

        look = Look(self._session.today, shortened=self._shortened)

        def query(connection: sqlite3.Connection) -> list[ListRow]:
            ids = ids_until(connection, self._newest, start, size)
            marks, events = read_marks(connection, ids), read_events(connection, ids)
            return [_event_row(event, event.gist, look, marks[event.record_id]) for event in events]

        return self._session.read(query)

    def keys(self) -> Sequence[str]:
        """The ids (hexadecimal)."""
        ids = self._session.read(lambda c: ids_until(c, self._newest, 0, self._count))
        return [one.hex() for one in ids]

    def places(self, keys: Iterable[str]) -> dict[str, int]:
        """Index of each of the records with these ids (hexadecimal)."""
        ids = [bytes.fromhex(key) for key in keys if ":" not in key]
        if not ids:
            return {}
        found = self._session.read(lambda c: places_until(c, self._newest, ids))
        return {one.hex(): place for one, place in found.items()}

    def whole(self) -> AllRecords:
        """The same with the times in full (blocking)."""
        return self._session.read(lambda c: AllRecords(self._session, c, shortened=False))


@dataclass(frozen=True, slots=True)
class Look:
    """How rows show: the words that are marked, and the cells of the column that has to show the first.

    Not ``shortened``: as a file shows them, nothing marked and nothing left out.
    """

    today: date
    words: tuple[str, ...] = ()
    room: int = LEAST_ROOM
    shortened: bool = True

    def marked(self, text: str) -> Cell:
        """A cell whose words are marked."""
        return marked(text, self.words) if self.shortened else text

    def around(self, text: str, mark: str = "") -> Cell:
        """A long text from shortly before the first word on, if that would not be seen otherwise.

        ``mark`` stands in front in any case.
        """
        if not self.shortened:
            return mark + text
        line = " ".join(text[:LONGEST_LOOKED_AT].split())
        spans = matched_spans(line, self.words)
        room = max(self.room - cell_len(mark), LEAST_ROOM // 2)
        if spans and cell_len(line[: spans[0][1]]) > room - len(CUT):
            first = spans[0][0]
            while first and cell_len(line[first - 1 : spans[0][0]]) <= room // 4:
                first -= 1
            line = CUT + line[first:].removeprefix(CUT)
        return self.marked(mark + line)

    def moment(self, recorded_at: str) -> str:
        """``11-22 14:03`` in the present year, else the day."""
        shown = moment(recorded_at)
        if not self.shortened:
            return shown
        return shown[5:] if shown[:4] == str(self.today.year) else shown[:10]


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
    rows = [_name_row(hit, found.look) for hit in shown]
    if len(shown) < len(names):
        rows.append(_more_names_row(len(names) - len(shown), more_names=more_names))
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
    rows = [_name_row(hit, look) for hit in _each_once(names)]
    most, before = len(rows) + MOST_IN_A_FILE, None
    while len(rows) < most:
        page = search_records(connection, found.query, MORE_RECORDS, before, look.today)
        marks = {hit.key: hit.mark for hit in page.hits}
        events = read_events(connection, [bytes.fromhex(key) for key in marks])
        rows += [_event_row(event, event.gist, look, marks[event.record_id.hex()]) for event in events]
        before = page.next_before
        if before is None:
            break
    return rows


def _more_names_row(count: int, *, more_names: bool) -> ListRow:
    said = f"{count} 个以上" if more_names else f"{count} 个"
    line = Line("", "名称", "", f"另有 {said}，按{keys_said('open')}列出", "")
    return ListRow(MORE_NAMES, cells_of(line, COLUMNS))


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
    events = read_events(connection, [bytes.fromhex(hit.key) for hit in hits])
    found = {hit.key: hit for hit in hits}
    rows = list[ListRow]()
    for event in events:
        hit = found[event.record_id.hex()]
        rows.append(_event_row(event, hit.text, look, hit.mark))
    return rows


def _event_row(event: EventRow, text: str, look: Look, mark: str = "") -> ListRow:
    """A record as a line of the list; ``mark`` (（已撤回）) stands before the text, wherever that begins."""
    line = Line(
        look.moment(event.recorded_at),
        look.marked(kind_title(event.kind)),
        "" if event.task_no is None else str(event.task_no),
        look.around(text, mark),
        look.marked(event.officer),
    )
    return ListRow(event.record_id.hex(), cells_of(line, COLUMNS))


def _name_row(hit: Hit, look: Look) -> ListRow:
    """A task, unit, milestone or notice as a line of the list, its state or day in the first column."""
    number = "" if hit.task_no is None else str(hit.task_no)
    title = hit.title.removeprefix(f"{number} ") if number else hit.title
    if hit.text and hit.text not in title and not matched_spans(title, look.words):
        title = f"{title}：{hit.text}"
    light = hit.kind if hit.kind in set(Light) else ""
    state = LIGHT_TITLES[Light(light)] if light else _STATES.get(hit.kind, "")
    text = look.around(title)
    if hit.place is Place.MILESTONE and hit.day:  # the day is no part of its name: no word is found in it
        due = f"（{hit.day}）"
        text = Marked(text.text + due, text.spans) if isinstance(text, Marked) else f"{text}{due}"
    line = Line(state or hit.day, PLACE_TITLES[hit.place], number, text, hit.officer)
    return ListRow(place_key(hit), cells_of(line, COLUMNS), light)
