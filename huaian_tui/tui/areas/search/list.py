"""What the search screen lists: its columns, its lines, and every record where nothing is asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len

from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.columns import Cell, Column, Marked, cells_of
from huaian_tui.domain.rules.lights import LIGHT_TITLES, Light, Status
from huaian_tui.domain.words.days import moment
from huaian_tui.domain.words.milestones import CANCELLED
from huaian_tui.domain.words.other_laptops import other_laptop_mark
from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.domain.words.units import KIND_WORDS
from huaian_tui.services.names_of_laptops import with_laptops
from huaian_tui.store.engine.records import count_all, ids_until, newest_id, places_until
from huaian_tui.store.queries.time_line import read_events
from huaian_tui.store.search.filters import PLACE_TITLES
from huaian_tui.store.search.record_hits import read_marks
from huaian_tui.store.search.search_terms import Hit, Place, matched_spans
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notes.text import event_title
from huaian_tui.tui.list.growing_list import MORE_NAMES, marked
from huaian_tui.tui.list.source import ListRow
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
    plan: str = ""


TEXT_COLUMN: Column[Line] = Column("内容", lambda line: line.text, weight=1, min_width=LEAST_ROOM)

COLUMNS: tuple[Column[Line], ...] = (
    Column("登记时间", lambda line: line.when, width=11, priority=3),
    Column("类型", lambda line: line.kind, width=8, priority=2),
    Column("序号", lambda line: line.number, width=4, grows=True, right=True, priority=2),
    TEXT_COLUMN,
    Column("登记人", lambda line: line.officer, width=8, priority=4),
    Column(PLAN_COLUMN, lambda line: line.plan, width=14, priority=5),
)

_STATES = {**KIND_WORDS, Status.CANCELLED: CANCELLED}
"""What stands before a name that has no light: the kind of a unit, or that a milestone was cancelled."""

LONGEST_LOOKED_AT = 2_000
"""Characters of a text that a line may show."""


def place_key(hit: Hit) -> str:
    """The key of a row: a record's id, anything else with its place before it (``task:12``)."""
    return hit.key if hit.place is Place.RECORD else f"{hit.place.value}:{hit.key}"


def split_key(key: str) -> tuple[Place, str]:
    """The place of a row and its key there."""
    place, colon, own = key.partition(":")
    return (Place(place), own) if colon else (Place.RECORD, key)


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


def more_names_row(count: int, *, more_names: bool) -> ListRow:
    """The line behind the first names: how many others there are; ``more_names``: and perhaps more."""
    said = f"{count} 个以上" if more_names else f"{count} 个"
    line = Line("", "名称", "", f"另有 {said}，按{keys_said('open')}列出", "")
    return ListRow(MORE_NAMES, cells_of(line, COLUMNS))


def event_row(event: EventRow, text: str, look: Look, mark: str = "") -> ListRow:
    """A record as a line of the list; ``mark`` (（已撤回）) stands before the text, wherever that begins.

    Before it stands from which laptop it comes, where that is not the usual one of the name.
    """
    line = Line(
        look.moment(event.recorded_at),
        look.marked(event_title(event)),
        "" if event.named is None else event.named.label,
        look.around(text, other_laptop_mark(event.laptop) + mark),
        look.marked(event.officer),
        "" if event.named is None else event.named.short,
    )
    return ListRow(event.record_id.hex(), cells_of(line, COLUMNS))


def name_row(hit: Hit, look: Look) -> ListRow:
    """A task, unit, milestone or notice as a line of the list, its state or day in the first column."""
    number = hit.label
    title = hit.title.removeprefix(f"{number} ") if number else hit.title
    if hit.text and hit.text not in title and not matched_spans(title, look.words):
        title = f"{title}：{hit.text}"
    light = hit.kind if hit.kind in set(Light) else ""
    state = LIGHT_TITLES[Light(light)] if light else _STATES.get(hit.kind, "")
    text = look.around(title)
    if hit.place is Place.MILESTONE and hit.day:  # the day is no part of its name: no word is found in it
        due = f"（{hit.day}）"
        text = Marked(text.text + due, text.spans) if isinstance(text, Marked) else f"{text}{due}"
    line = Line(state or hit.day, PLACE_TITLES[hit.place], number, text, hit.officer, hit.plan)
    return ListRow(place_key(hit), cells_of(line, COLUMNS), light)


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
            events = with_laptops(connection, events)
            return [event_row(event, event.gist, look, marks[event.record_id]) for event in events]

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
