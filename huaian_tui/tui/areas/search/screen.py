"""记录 (F7): one field over everything; without a word all records, newest first, to read in full."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widget import Widget

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.queries.plan_scope import plans_in_use
from huaian_tui.store.search.filters import SEARCH_FACETS, Filter, search_query
from huaian_tui.store.search.find_records import PartCount
from huaian_tui.store.search.search_terms import Place, SearchQuery
from huaian_tui.tui.actions.registry import action, bindings_for, keys_said
from huaian_tui.tui.areas.search import found as search_found
from huaian_tui.tui.areas.search.detail import Detail, copied_texts, read_detail
from huaian_tui.tui.areas.search.found import FIRST_RECORDS, MODES, NO_TASK, Found, FoundRows
from huaian_tui.tui.areas.search.list import (
    COLUMNS,
    LEAST_ROOM,
    TEXT_COLUMN,
    AllRecords,
    Look,
    split_key,
)
from huaian_tui.tui.areas.search.record_text import cannot_be, notice_of, why_not_corrected
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.clipboard import copy_text
from huaian_tui.tui.frame.facet_screen import FacetScreen
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.frame.plan_choice import say_plans
from huaian_tui.tui.frame.typed_at_once import TypedAtOnceScreen
from huaian_tui.tui.list.acted_on import ActedOn, act_on, act_on_one
from huaian_tui.tui.list.growing_list import MORE_NAMES, GrowingList
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.virtual_list import VirtualList

if TYPE_CHECKING:
    from huaian_tui.store.search.facet_counts import Asked, FacetCounts

NOTHING_YET = "还没有记录。选一项任务，写第一条"
NOTHING_FOUND = f"没有符合条件的内容。按 {keys_said('back')} 清除查找"
PLACEHOLDER = "任务、单位、节点、文书和记录里的字；名称也可打拼音"

MOST_COPIED = 100
"""Of more marked rows the lines are copied: no terminal takes the full texts of so many."""

COUNT_PAUSE = 0.1
"""Seconds between two moments of counting: it must not hold up what an officer does meanwhile."""
TYPING_PAUSE = 0.12
"""Seconds that the detail waits while one types: it would be read for each key, and nobody reads it yet."""


class RecordsScreen(TypedAtOnceScreen, FacetScreen):
    """The field, what it finds at the left, the chosen one in full at the right (narrow: over the list)."""

    ACTION_ID = "show_records"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "GrowingList"
    HINTS = ("note", "correct", "retract", "filter", "search_filters")
    BINDINGS = bindings_for("open", *HINTS, "columns", "export_list", "back")

    def __init__(self) -> None:
        super().__init__(self._facets)
        self._chosen: Detail | None = None
        """What stands in the detail."""
        self._detail_timer: Timer | None = None
        self._found: Found | None = None
        """What is listed of a search; None while all records are, and while a search runs."""
        self._all_names_of: SearchQuery | None = None
        """The query of which every name is listed, not only the first few."""
        self._first_of_others: int | None = None
        """Where the first of the names will stand that Enter on the line for them has asked for."""
        self._reading_from: bytes | None = None
        """Where the page begins that is being read behind what is listed."""

    def compose_body(self) -> Iterable[Widget]:
        """The field, list, detail."""
        all_filters = action("search_filters").key_label
        yield FilterBar(
            PLACEHOLDER,
            label="查找",
            facets=SEARCH_FACETS,
            today=lambda: self.ledger_app.session.today,
            looks_back=True,
            hint=f"几个词用空格隔开；逾期、电话、9月 等按 Tab 作筛选；{all_filters} 全部条件",
        )
        with Horizontal(id="records-body"):
            yield GrowingList(COLUMNS, empty_text=NOTHING_YET, measure="条", marks=Marks(), kept_as="records")
            yield DetailPane()

    @property
    def records(self) -> GrowingList:
        """The list."""
        return self.query_one(GrowingList)

    # ------------------------------------------------------------------ finding

    def go_to(self, place: str) -> None:
        """``place`` is the id of a record (hexadecimal); what may hide it is taken away."""
        self.remove_class("-reading")
        self.ask_for("")
        self.find(place)
        self.set_focus(self.records)

    def _facets(self, connection: sqlite3.Connection, asked: Asked) -> FacetCounts:
        from huaian_tui.store.search.record_facets import count_records_by_facet

        return count_records_by_facet(connection, self.ledger_app.session.today, asked)

    def _query(self) -> SearchQuery:
        return search_query(self.bar.text, self.bar.filters)

    def find(self, key: str | None = None, *, other_rows: bool = False) -> None:
        """Read anew what is asked for, as far as it was read before."""
        query, wanted = self._query(), FIRST_RECORDS
        if self._found is not None and not other_rows:
            wanted = max(wanted, self._found.records)
        self._found = self._reading_from = self._first_of_others = None
        self.records.expect(key, other_rows=other_rows)
        session, all_names = self.ledger_app.session, query == self._all_names_of
        look = Look(session.today, query.words(), self._room())

        def search(connection: sqlite3.Connection) -> tuple[Found | AllRecords, int]:
            plans = len(plans_in_use(connection))
            if search_found.is_everything(query):
                return AllRecords(session, connection), plans
            return search_found.find(connection, query, look, wanted, all_names=all_names), plans

        for former in ("all-names", "count", "more"):  # what the former search still reads ends
            session.next_turn(f"{self.ACTION_ID}:{former}")
        show = partial(self._show, key=key, from_top=other_rows)
        self.read(search, show, group="find", lists=[self.records])

    def _room(self) -> int:
        """Cells in which a row shows its text."""
        place = COLUMNS.index(TEXT_COLUMN)
        return next((spot.width for spot in self.records.shown_columns if spot.index == place), LEAST_ROOM)

    def _show(self, read: tuple[Found | AllRecords, int], *, key: str | None, from_top: bool) -> None:
        (found, plans), shown = read, self.records
        say_plans(shown, plans)
        shown.counted = isinstance(found, AllRecords)
        if isinstance(found, AllRecords):
            shown.empty_text = NOTHING_YET
            shown.set_caption("")
            newest = found.first_key if from_top else None
            shown.set_source(found, key=key or newest)
            return
        self._found = found
        shown.empty_text = NOTHING_FOUND
        best = found.rows[0].key if found.rows and from_top else None
        shown.set_caption(search_found.caption(found))
        shown.set_source(FoundRows(self.ledger_app.session, found), key=key or best)
        if not found.names_known:
            show = partial(self._show_all_names, found, from_top=from_top)
            self._read_all_names(found, show)
        if found.more is not None:
            self._count(found)

    def _read_all_names(self, found: Found, show: Callable[[Found], None]) -> None:
        """The names that a moment was not enough for, as long as they are what is asked for."""
        if self._found is None or self._found.look is not found.look:
            return
        again = partial(self._read_all_names, found, show)
        self.read(lambda c: search_found.find_all_names(c, found), show, group="all-names", again=again)

    def _show_all_names(self, before: Found, found: Found, *, from_top: bool) -> None:
        """The names that a moment was not enough for; a cursor left on the best, or on the first of them, is
        brought there."""
        now = self._found
        if now is None or now.look is not before.look:
            return
        self._found = now.under_names_of(found)
        rows, place = self._found.rows, 0 if from_top else self._first_of_others
        left = place is not None and self.records.cursor == min(place, self.records.count - 1)
        key = rows[place].key if place is not None and left and place < len(rows) else None
        self.records.set_caption(search_found.caption(self._found))
        self.records.set_source(FoundRows(self.ledger_app.session, self._found), key=key)

    def _count(self, found: Found, so_far: int = 0, before: bytes | None = None) -> None:
        """Count the records that fit, a moment at a time, as long as they are what is asked for."""
        if self._found is None or self._found.look is not found.look:
            return
        self.read(
            lambda c: search_found.count_on(c, found, so_far, before),
            partial(self._counted, found, so_far),
            group="count",
            again=partial(self._count, found, so_far, before),
        )

    def _counted(self, found: Found, so_far: int, part: PartCount) -> None:
        if self._found is None or self._found.look is not found.look:
            return
        total = so_far + part.number
        if part.next_before is not None:
            self.set_timer(COUNT_PAUSE, partial(self._count, found, total, part.next_before))
            return
        known = total if total <= search_found.MOST_COUNTED else None
        self._found = replace(self._found, counted=True, total=known)
        self.records.set_caption(search_found.caption(self._found))

    @on(GrowingList.NearEnd)
    def _near_end(self, message: GrowingList.NearEnd) -> None:
        message.stop()
        self._read_on()

    def _read_on(self, *, again: bool = False) -> None:
        """Read the next page behind what is listed; ``again``: reading it was refused."""
        found = self._found
        if found is None or found.more is None or (found.more == self._reading_from and not again):
            return
        self._reading_from = found.more
        grow, once_more = partial(self._grow, found), partial(self._read_on, again=True)
        self.read(lambda c: search_found.find_more(c, found), grow, group="more", again=once_more)

    def _grow(self, before: Found, found: Found) -> None:
        now = self._found
        if now is None or not now.goes_on_like(before):
            return
        self._reading_from = None
        found = found.under_names_of(now)
        self._found = replace(found, counted=now.counted, total=now.total)
        self.records.set_caption(search_found.caption(self._found))
        if found.records > before.records:
            rows = FoundRows(self.ledger_app.session, found)
            self.records.set_source(rows)  # says itself when its end is near
        else:
            self._read_on()

    def action_search_filters(self) -> None:
        """All filters, to choose from."""
        from huaian_tui.tui.areas.search.filters_dialog import open_filters

        self.remove_class("-reading")
        app, bar = self.ledger_app, self.bar
        self.learn_names(lambda: open_filters(app, bar.known, bar.filters, self._filters_chosen))

    def _filters_chosen(self, filters: Sequence[Filter]) -> None:
        self.bar.set_filters(filters)
        self.records.focus()

    # ------------------------------------------------------------------ detail

    def show_row(self, key: str) -> None:
        """Read it; while one types, as soon as one pauses."""
        if self._detail_timer is not None:
            self._detail_timer.stop()
        if isinstance(self.focused, LineInput):
            self._detail_timer = self.set_timer(TYPING_PAUSE, partial(self._read_row, key))
        else:
            self._read_row(key)

    def _read_row(self, key: str) -> None:
        today, words, room = self.ledger_app.session.today, self._query().words(), self.detail.room
        self.read(lambda c: read_detail(c, today, key, words, room), self._show_detail, group="detail")

    def _show_detail(self, detail: Detail) -> None:
        self._chosen = detail
        self.detail.show(detail.content)
        self.query_one(HintBar).refresh()

    def hints_first(self) -> tuple[str, ...]:
        """Without what the chosen row cannot be."""
        gone = cannot_be(None if self._chosen is None else self._chosen.facts)
        return tuple(hint for hint in self.HINTS if hint not in gone)

    def forget_day(self) -> None:
        """A detail that waits is one of the former day."""
        if self._detail_timer is not None:
            self._detail_timer.stop()
        super().forget_day()

    def no_row(self) -> None:
        """Nothing is shown, so that nothing can be corrected."""
        if self._detail_timer is not None:
            self._detail_timer.stop()
        self._chosen = None
        super().no_row()
        self.query_one(HintBar).refresh()

    async def open_row(self, key: str) -> None:
        """Enter: to the place of a name; a record is read in the detail first."""
        if key == MORE_NAMES or split_key(key)[0] is not Place.RECORD:
            self._go_to_place(key)
        else:
            self.read_detail()

    def action_open(self) -> None:
        """Enter in the detail: to the task of the record."""
        if self.detail.has_focus:
            self._with_chosen(self._go_on)

    def _go_on(self, detail: Detail) -> None:
        if detail.facts is None:
            self._go_to_place(detail.key)
        elif (notice := notice_of(detail.facts.record)) is not None:
            self._go("notices", notice.hex())
        elif detail.task_no is None:
            self.ledger_app.tell(NO_TASK)
        else:
            self._go("tasks", str(detail.task_no))

    def _go_to_place(self, key: str) -> None:
        if key == MORE_NAMES:
            self._all_names_of = self._query()
            self.show_list()
            first = self.records.cursor
            self.find()  # the cursor keeps its place: there the first of the others will stand
            self._first_of_others = first
        else:
            place, own = split_key(key)
            self._go(MODES[place], own)

    def _go(self, mode: str, place: str) -> None:
        self.call_later(self.ledger_app.go, mode, place)

    # ------------------------------------------------------------------ doing

    def _copy(self, records: VirtualList, keys: Sequence[str], by_habit: bool) -> None:
        """Records in full: a line of this list is an excerpt, and its time has no year."""
        if len(keys) > MOST_COPIED:
            super()._copy(records, keys, by_habit)
            return
        app, source = self.ledger_app, records.source
        in_full = "的全文" if all(split_key(key)[0] is Place.RECORD for key in keys) else ""
        what = f" {len(keys)} {records.measure}{in_full}"
        self.read(
            lambda c: copied_texts(c, app.session.today, keys, source),
            lambda text: copy_text(app, text, what, by_habit=by_habit),
            group="copy",
        )

    def _with_chosen(self, then: Callable[[Detail], None]) -> None:
        """Go on with the chosen row; it is read when the detail has not come that far."""

        def on_row(key: str | None) -> None:
            if key is None:
                self._none_chosen()
            elif self._chosen is not None and self._chosen.key == key:
                then(self._chosen)
            else:
                today = self.ledger_app.session.today
                self.read(lambda c: read_detail(c, today, key, ()), then, group="with-chosen")

        act_on_one(self.records, on_row)

    def _none_chosen(self) -> None:
        way = f"按 {keys_said('back')} 清除查找，再选一条"
        self.ledger_app.show_error(HuaianError("没有选中记录", "列表里现在没有这条记录", way))

    def _with_record(self, fits: Callable[[str], bool], then: Callable[[Host, bytes], None]) -> None:
        """Go on with the chosen record, or with the note that it corrects, if that can be done with it."""

        def check(detail: Detail) -> None:
            record = None if detail.facts is None else detail.facts.record
            note = None if detail.facts is None or detail.facts.note is None else detail.facts.note.record_id
            if note is not None and not (record is not None and fits(record.kind)):
                then(self.ledger_app, note)
            elif record is None or not fits(record.kind):
                self.ledger_app.show_error(why_not_corrected(detail.facts))
            else:
                then(self.ledger_app, record.id)

        self._with_chosen(check)

    def action_correct(self) -> None:
        """更正"""
        from huaian_tui.tui.areas.facts.forms import can_be_corrected, correct_fact

        self._with_record(can_be_corrected, correct_fact)

    def action_retract(self) -> None:
        """撤回"""
        from huaian_tui.tui.areas.facts.forms import can_be_taken_back, take_back_fact

        self._with_record(can_be_taken_back, take_back_fact)

    def action_note(self) -> None:
        """写记录, on the tasks that the marked rows, or the chosen one, are or belong to"""
        from huaian_tui.tui.areas.search.noting import open_note_on

        def on_rows(acted: ActedOn) -> None:
            if acted.keys:
                open_note_on(self.ledger_app, acted)
            else:
                self._none_chosen()

        act_on(self.records, on_rows)
