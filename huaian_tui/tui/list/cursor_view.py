"""A list with a cursor over rows that are read page by page: as quick with 100,000 rows as with 60.

Rows come in pages of 100 from a :class:`RowSource` in worker threads; a row not
yet read is a blank line. The cursor stays on its key when the source is replaced.
While rows are being read, what is to be done with the chosen row waits for the
row that is meant (:mod:`huaian_tui.tui.list.pending_selection`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from textual import events, on, work

from huaian_tui.domain.columns import Column
from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.list.cursor_news import CursorNews
from huaian_tui.tui.list.line_view import LineView
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import (
    Opened,
    PageRead,
    ReadFailed,
    RowHighlighted,
    RowSelected,
    SourceShown,
)
from huaian_tui.tui.list.paging import Opening, WantedPages, open_source, pages_near
from huaian_tui.tui.list.pending_selection import Act, Selection
from huaian_tui.tui.list.source import PAGE_ROWS, MemorySource, RowSource
from huaian_tui.tui.textual_patches.keys_in_order import StepsInOrder
from huaian_tui.tui.textual_patches.one_key_at_a_time import hold_keys

NO_ROW = "\0"
"""Sought when a number has been typed that no row has: a key that none can have."""


class CursorView(StepsInOrder, LineView):
    """The cursor, the keys that move it, and the reading; what an officer works with is ``VirtualList``.

    A screen that searches says so by ``expect`` and hands over what it found by
    ``set_source``; ``with_chosen`` is the one way to do something with the chosen row.
    """

    BINDINGS = bindings_for("cursor_up", "cursor_down", "page_up", "page_down", "first", "last", "open")

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        *,
        empty_text: str = "没有内容",
        measure: str = "项",
        marks: Marks | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(columns, empty_text=empty_text, measure=measure, id=id, classes=classes)
        self._marks = marks
        self.numbers: Mapping[int, int] | None = None
        """序号 → number in the keys, where the keys are not the 序号 themselves."""
        self._places: dict[str, int] = {}
        """Where marked rows stand in the source on the screen: read with it, never on the UI thread."""
        self._selection = Selection()
        self._sought: str | None = None
        self._generation = 0
        self._opening_at: tuple[str | None, int, int] = (None, 0, 0)
        self._shown: tuple[int, RowSource] = (0, MemorySource(()))
        self._announce = False
        self._news = CursorNews(self, self._highlight)
        self._wanted = WantedPages()

    @property
    def source(self) -> RowSource:
        """Where the rows on the screen come from."""
        return self._shown[1]

    # ------------------------------------------------------------------ which row is meant

    @property
    def cursor_key(self) -> str | None:
        """Key of the row under the cursor; None in an empty list, and while that row has not been read."""
        row = self.row_at(self._cursor)
        return row.key if row else None

    @property
    def wanted_key(self) -> str | None:
        """The key that was asked for and is still being read, else the key under the cursor."""
        return self._selection.key or self.cursor_key

    @property
    def is_settled(self) -> bool:
        """Whether the row under the cursor is the one that is meant, and has been read."""
        unread = self._count > 0 and self.cursor_key is None
        return not (self._selection.busy or unread)

    def _key_of(self, number: int) -> str:
        """The key of the row with this 序号."""
        return str(number) if self.numbers is None else str(self.numbers.get(number, NO_ROW))

    def expect(self, key: str | None = None, *, other_rows: bool = False) -> None:
        """A screen begins to search; ``set_source`` will follow, or ``give_up``.

        The cursor will go to ``key``, else to what was asked for before and is not there yet, else
        stay on its row. ``other_rows``: for another filter, so that the row may be any other.
        """
        self._selection.begin(self.cursor_key, key, other_rows=other_rows)
        self._selection.expected = True
        if other_rows:
            self._sought = None
        self._begin_reading(other_rows=other_rows)

    def forget_rows(self) -> None:
        """Another day is shown: others will be read, and none of the former is drawn or taken any more."""
        self.expect()
        self._selection.opening = False
        self._generation += 1
        self._shown = (self._shown[0] + 1, MemorySource(()))
        self._pages.replace({})
        self._strips.clear()
        self._other_rows = True
        self._say_late()

    def give_up(self) -> None:
        """The search failed: what is on the screen stays, and what waited is not done."""
        self._selection.give_up()
        self._end_reading()

    def forget_waiting(self) -> None:
        """The officer went elsewhere: what waits for its row is not done any more."""
        self._selection.forget()

    def with_chosen(self, act: Act) -> None:
        """Do something with the chosen row: now, or as soon as it is known which row that is.

        ``act`` gets the row's key; None when there is no row, or not the one that was meant.
        """
        if self._selection.act_waits:
            return
        if self.is_settled:
            act(self._chosen_key())
        else:
            self._selection.wait_to_act(act)
            hold_keys(self.app, lambda: self._selection.act_waits)
            self._scroll_to_cursor()  # its page may have been forgotten, far away from the screen
            self._request_pages()

    def seek(self, key: str) -> None:
        """Put the cursor on the row with this key, also in rows that are still being read.

        Until the cursor moves, or ``stop_seeking``, only that row is the chosen one.
        """
        if self._selection.act_waits:
            return
        self._sought = key
        if self._selection.busy:
            self._selection.ask(key, elsewhere=True)
        else:
            self._bring_to(key)

    def stop_seeking(self) -> None:
        """The row under the cursor is the chosen one again, also when the one sought is not here."""
        self._sought = None

    def _bring_to(self, key: str) -> None:
        """Put the cursor on a row of the source on the screen."""
        self.set_source(self._shown[1], key=key)

    def _chosen_key(self) -> str | None:
        """The row that is meant: the one under the cursor, unless another was sought in vain."""
        key = self.cursor_key
        return key if self._sought in (None, key) else None

    def move_to(self, index: int) -> None:
        """Put the cursor on a row and bring it on the screen."""
        if not self._count:
            return
        self._sought = None
        index = max(0, min(index, self._count - 1))
        if index != self._cursor:
            old, self._cursor = self._cursor, index
            self._refresh_step(old, index)
            self._scroll_to_cursor()
            self._news.soon()
        else:
            self._scroll_to_cursor()
        if self._selection.busy:
            self._selection.ask(self.cursor_key, elsewhere=False)

    def _step(self, step: Callable[[], object]) -> None:
        """Move the cursor by a key; later, when it does not stand yet where it belongs."""
        if self._selection.act_waits:
            return
        if self._selection.busy and self._selection.elsewhere:
            self._selection.wait_to_step(step)
        else:
            step()

    def _go_on(self) -> None:
        """Do what has waited, as far as the rows are there."""
        waiting = self._selection
        while not waiting.busy and (step := waiting.next_step()) is not None:
            step()
        if self.is_settled:
            self._do(waiting.take_act(), self._chosen_key())

    def _do(self, act: Act | None, key: str | None) -> None:
        if act is not None and self.app.screen is self.screen:
            act(key)

    # ------------------------------------------------------------------ reading

    def set_source(self, source: RowSource, *, key: str | None = None) -> None:
        """Show another source; the old rows stay until the new ones are there.

        The cursor goes to ``key``, else to the key asked for before, else stays on the key it is on,
        else keeps its place.
        """
        if not self._selection.expected:
            self._selection.begin(self.cursor_key, key)
        elif key is not None:
            self._selection.aim(key)
        self._selection.expected = False
        self._generation += 1
        if isinstance(source, MemorySource):
            self._selection.opening = False
            marks = tuple(self._marks or ())
            self._show(open_source(source, self._selection.key, self._cursor, self._lines, marks))
        else:
            self._open_at_cursor(source)

    def _open_at_cursor(self, source: RowSource) -> None:
        self._selection.opening = True
        self._opening_at = self._meant()
        key, cursor, _ = self._opening_at
        read = partial(open_source, source, key, cursor, self._lines, tuple(self._marks or ()))
        self._open(read, self._generation)

    def _meant(self) -> tuple[str | None, int, int]:
        """What an opening is for: the key, the place of the cursor, the marks as they are."""
        return self._selection.key, self._cursor, 0 if self._marks is None else self._marks.version

    @work(thread=True, exclusive=True, group="open")
    def _open(self, read: Callable[[], Opening], generation: int) -> None:
        try:
            opening = read()
        except HuaianError as error:
            self.post_message(ReadFailed(error))
            return
        self.post_message(Opened(generation, opening))

    @on(Opened)
    def _take_opening(self, message: Opened) -> None:
        message.stop()
        if message.generation != self._generation:
            return
        if self._opening_at != self._meant():
            self._open_at_cursor(message.opening.source)  # the officer has moved on meanwhile
            return
        self._selection.opening = False
        self._show(message.opening)

    @on(ReadFailed)
    def _failed(self) -> None:
        """On its way to the application, which says what is wrong."""
        self.give_up()

    def _show(self, opening: Opening) -> None:
        screen_line = self._cursor - round(self.scroll_y)
        if not self._selection.busy:
            self._end_reading()
        self._shown = (self._shown[0] + 1, opening.source)
        self._ready = True
        self._count = opening.count
        self._cursor = opening.cursor
        self._places = dict(opening.places)
        self._pages.replace(opening.pages)
        self._make_room(tuple(opening.pages.values()))
        self._strips.clear()
        self._resize_virtual()
        self.scroll_to(y=max(0, self._cursor - screen_line), animate=False)
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(SourceShown(self, self._count))
        self._highlight()
        if not self._selection.expected:
            self._do(self._selection.settle(self.cursor_key), None)
            self._go_on()

    def _request_pages(self) -> None:
        """Ask for the pages on and around the screen that have not been read."""
        near = pages_near(round(self.scroll_y), self._lines, self._count)
        if self._wanted.want([number for number in near if number not in self._pages]):
            self._read_pages()

    @work(thread=True, group="pages")
    def _read_pages(self) -> None:
        while (number := self._wanted.take()) is not None:
            shown, source = self._shown
            try:
                rows = source.page(number * PAGE_ROWS, PAGE_ROWS)
            except HuaianError as error:
                self._wanted.stop()
                self.post_message(ReadFailed(error))
                return
            self.post_message(PageRead(shown, number, rows))

    @on(PageRead)
    def _take_page(self, message: PageRead) -> None:
        message.stop()
        if message.shown != self._shown[0]:
            return
        self._pages.add(message.number, message.rows)
        self._make_room((message.rows,))
        first = message.number * PAGE_ROWS
        top = round(self.scroll_y)
        self._refresh_lines(max(first, top), min(first + PAGE_ROWS, top + self._lines))
        if self._announce:
            self._highlight()
        self._go_on()

    @property
    def is_moving(self) -> bool:
        """Whether it has not been told yet which row the cursor has come to."""
        return self._news.pending

    def _highlight(self) -> None:
        """Tell which row the cursor is on; later, when its page has not been read yet."""
        self._news.told()
        row = self.row_at(self._cursor)
        self._announce = row is None and self._count > 0
        if row is not None:
            self.post_message(RowHighlighted(self, row.key, self._cursor))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for the rows that come into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._request_pages()

    # ------------------------------------------------------------------ keys and mouse

    def action_cursor_up(self) -> None:
        """One row up."""
        self._step(lambda: self.move_to(self._cursor - 1))

    def action_cursor_down(self) -> None:
        """One row down."""
        self._step(lambda: self.move_to(self._cursor + 1))

    def action_page_up(self) -> None:
        """One screen up."""
        self._step(lambda: self.move_to(self._cursor - max(1, self._lines - 1)))

    def action_page_down(self) -> None:
        """One screen down."""
        self._step(lambda: self.move_to(self._cursor + max(1, self._lines - 1)))

    def action_first(self) -> None:
        """To the first row."""
        self._step(lambda: self.move_to(0))

    def action_last(self) -> None:
        """To the last row."""
        self._step(lambda: self.move_to(self._count - 1))

    def action_open(self) -> None:
        """Open the chosen row."""
        self.with_chosen(self.open_row)

    def open_row(self, key: str | None) -> None:
        """Tell the screen that this row, the one under the cursor, is opened."""
        if key is not None:
            self._news.now()
            self.post_message(RowSelected(self, key, self._cursor))

    def on_blur(self) -> None:
        """The keys go elsewhere, perhaps to what is read for the row."""
        self._news.now()

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; on the row under the cursor, or a double click, it opens the row."""
        index = self._index_of_line(event.y)
        if index is None:
            return
        event.stop()
        opens = index == self._cursor or event.chain > 1
        self._selection.forget()
        self.move_to(index)
        if opens:
            self.action_open()
