"""The one list for tasks, milestones, units and records: as quick with 100,000 rows as with 60.

Only the lines on the screen are drawn (``render_line``). Rows come in pages of
100 from a :class:`RowSource` in a worker thread; a row not yet read is a blank
line. Drawn lines are cached. The cursor stays on its key when the source is replaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual import events, on, work
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions import bindings_for
from huaian_tui.tui.safe import one_line
from huaian_tui.tui.themes import TONES, tone_class
from huaian_tui.tui.widgets.columns import Column, Placed, gap_of, place
from huaian_tui.tui.widgets.list_messages import (
    Opened,
    PageRead,
    ReadFailed,
    RowHighlighted,
    RowSelected,
    SourceShown,
)
from huaian_tui.tui.widgets.row_drawing import MARK_WIDTH, draw_head, draw_line, draw_row
from huaian_tui.tui.widgets.row_reader import Opening, PageCache, WantedPages, open_source
from huaian_tui.tui.widgets.row_source import PAGE_ROWS, ListRow, MemorySource, RowSource

HEAD_LINES = 1
LOW = 5
"""Below this height there is no foot: the rows need the lines."""


class RecordList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list with a header line, rows, and a foot line with the count.

    ``columns`` say what the cells are; ``empty_text`` stands in an empty list;
    ``measure`` counts the rows ("项": 共 60 项). ``set_source`` shows rows. ``led``:
    another widget has the keyboard and moves the cursor, which then looks active.
    """

    DEFAULT_CSS = """
    RecordList {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        background: $background;
        & > .record-list--head { color: $text-quiet; background: $panel; text-style: bold; }
        & > .record-list--foot { color: $text-quiet; }
        & > .record-list--empty { color: $text-quiet; }
        & > .record-list--cursor {
            background: $cursor-background; color: $cursor-foreground; text-style: bold;
        }
        & > .record-list--cursor-away { background: $cursor-away-background; color: $foreground; }
        & > .record-list--tone-overdue { color: $tone-overdue; text-style: bold; }
        & > .record-list--tone-due-soon { color: $tone-due-soon; }
        & > .record-list--tone-on-track { color: $tone-on-track; }
        & > .record-list--tone-done { color: $tone-done; }
        & > .record-list--tone-unscheduled { color: $tone-unscheduled; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-list--head",
        "record-list--foot",
        "record-list--empty",
        "record-list--cursor",
        "record-list--cursor-away",
        *(f"record-list--{tone_class(tone)}" for tone in TONES),
    }

    BINDINGS = bindings_for("cursor_up", "cursor_down", "page_up", "page_down", "first", "last", "open")

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty_text: str = "没有内容",
        measure: str = "项",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self.empty_text = empty_text
        self.measure = measure
        self.led = False
        self._caption = ""
        self._generation = 0
        self._shown: tuple[int, RowSource] = (0, MemorySource(()))
        self._ready = False
        self._count = 0
        self._cursor = 0
        self._key: str | None = None
        self._announce = False
        self._pages = PageCache()
        self._wanted = WantedPages()
        self._strips: LRUCache[tuple[int, bool, bool], Strip] = LRUCache(1000)
        self._styles: dict[str, Style] = {}
        self._placed: list[Placed] = []

    # ------------------------------------------------------------------ what the screens use

    @property
    def count(self) -> int:
        """Number of rows of the source on the screen."""
        return self._count

    @property
    def cursor(self) -> int:
        """Index of the row under the cursor (0 in an empty list)."""
        return self._cursor

    @property
    def cursor_key(self) -> str | None:
        """Key of the row under the cursor; None in an empty list."""
        row = self.row_at(self._cursor)
        return row.key if row else (self._key if self._count else None)

    def row_at(self, index: int) -> ListRow | None:
        """The row at ``index`` if it has been read."""
        return self._pages.row(index) if 0 <= index < self._count else None

    def set_caption(self, text: str) -> None:
        """A line of figures left of the count in the foot, e.g. 逾期 3，临期 6."""
        self._caption = one_line(text)
        self._refresh_foot()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns for the source that is set next."""
        self._columns = tuple(columns)
        self._layout_columns()

    def set_source(self, source: RowSource, *, key: str | None = None) -> None:
        """Show another source; the old rows stay until the new ones are there.

        The cursor goes to ``key``, else stays on the key it is on, else keeps its place.
        """
        self._generation += 1
        wanted = key if key is not None else self.cursor_key
        if isinstance(source, MemorySource):
            self._show(open_source(source, wanted, self._cursor, self._lines))
        else:
            self._open(source, wanted, self._cursor, self._lines, self._generation)

    def reload(self, *, key: str | None = None) -> None:
        """Read the same source again (its data changed)."""
        self.set_source(self._shown[1], key=key)

    def move_to(self, index: int) -> None:
        """Put the cursor on a row and bring it on the screen."""
        if not self._count:
            return
        index = max(0, min(index, self._count - 1))
        if index != self._cursor:
            old, self._cursor = self._cursor, index
            self._refresh_row(old)
            self._refresh_row(index)
            self._scroll_to_cursor()
            self._refresh_foot()
            self._highlight()
        else:
            self._scroll_to_cursor()

    # ------------------------------------------------------------------ reading

    @property
    def _foot_lines(self) -> int:
        return 1 if self.size.height >= LOW else 0

    @property
    def _lines(self) -> int:
        """Lines for rows: the height without header and foot."""
        return max(1, self.size.height - HEAD_LINES - self._foot_lines)

    @work(thread=True, exclusive=True, group="open")
    def _open(self, source: RowSource, key: str | None, fallback: int, lines: int, generation: int) -> None:
        try:
            opening = open_source(source, key, fallback, lines)
        except HuaianError as error:
            self.post_message(ReadFailed(error))
            return
        self.post_message(Opened(generation, opening))

    @on(Opened)
    def _take_opening(self, message: Opened) -> None:
        message.stop()
        if message.generation == self._generation:
            self._show(message.opening)

    def _show(self, opening: Opening) -> None:
        screen_line = self._cursor - round(self.scroll_y)
        self._shown = (self._shown[0] + 1, opening.source)
        self._ready = True
        self._count = opening.count
        self._cursor = opening.cursor
        self._pages.replace(opening.pages)
        self._strips.clear()
        self._resize_virtual()
        self.scroll_to(y=max(0, self._cursor - screen_line), animate=False)
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(SourceShown(self, self._count))
        self._highlight()

    def _request_pages(self) -> None:
        """Ask for the pages on and around the screen that have not been read."""
        top = round(self.scroll_y)
        first = max(0, top - self._lines) // PAGE_ROWS
        last = max(0, min(top + 2 * self._lines, self._count - 1)) // PAGE_ROWS
        middle = (top + self._lines // 2) // PAGE_ROWS
        missing = [number for number in range(first, last + 1) if number not in self._pages]
        if self._wanted.want(sorted(missing, key=lambda number: abs(number - middle))):
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
        first = message.number * PAGE_ROWS
        top = round(self.scroll_y)
        self._refresh_lines(max(first, top), min(first + PAGE_ROWS, top + self._lines))
        if self._announce:
            self._highlight()

    def _highlight(self) -> None:
        """Tell which row the cursor is on; later, when its page has not been read yet."""
        row = self.row_at(self._cursor)
        self._announce = row is None and self._count > 0
        if row is not None:
            self._key = row.key
            self.post_message(RowHighlighted(self, row.key, self._cursor))

    # ------------------------------------------------------------------ keys and mouse

    def action_cursor_up(self) -> None:
        """One row up."""
        self.move_to(self._cursor - 1)

    def action_cursor_down(self) -> None:
        """One row down."""
        self.move_to(self._cursor + 1)

    def action_page_up(self) -> None:
        """One screen up."""
        self.move_to(self._cursor - max(1, self._lines - 1))

    def action_page_down(self) -> None:
        """One screen down."""
        self.move_to(self._cursor + max(1, self._lines - 1))

    def action_first(self) -> None:
        """To the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the last row."""
        self.move_to(self._count - 1)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        row = self.row_at(self._cursor)
        if row is not None:
            self.post_message(RowSelected(self, row.key, self._cursor))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; on the row under the cursor, or a double click, it opens the row."""
        index = round(self.scroll_y) + event.y - HEAD_LINES
        if not HEAD_LINES <= event.y < self.size.height - self._foot_lines or index >= self._count:
            return
        event.stop()
        if index == self._cursor or event.chain > 1:
            self.move_to(index)
            self.action_open()
        else:
            self.move_to(index)

    # ------------------------------------------------------------------ drawing

    def on_resize(self) -> None:
        """Another width places the columns anew; another height keeps the cursor on the screen."""
        self._layout_columns()
        self._resize_virtual()
        self._scroll_to_cursor()

    def on_focus(self) -> None:
        """The cursor's line shows where the keys go."""
        self._refresh_row(self._cursor)

    def on_blur(self) -> None:
        """The cursor's line stays, quieter."""
        self._refresh_row(self._cursor)

    def notify_style_update(self) -> None:
        """Another theme: draw anew."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for the rows that come into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._request_pages()

    def render_line(self, y: int) -> Strip:
        """One line of the screen: head, row, blank (not read yet), or foot."""
        width = self.scrollable_content_region.width
        if y < HEAD_LINES:
            return draw_head(self._placed, gap_of(width), width, self._style("head"))
        if y >= self.size.height - self._foot_lines:
            return draw_line(self._caption, width, self._style("foot"), right=self._count_text())
        if not self._count:
            text = self.empty_text if self._ready and y == HEAD_LINES + 1 else ""
            return draw_line(text, width, self._style("empty"))
        index = round(self.scroll_y) + y - HEAD_LINES
        row = self.row_at(index)
        if row is None:
            return Strip.blank(width, self.rich_style)
        return self._row_strip(index, row, width)

    def _row_strip(self, index: int, row: ListRow, width: int) -> Strip:
        on_cursor = index == self._cursor
        active = self.has_focus or self.led
        cache_key = (index, on_cursor, active)
        strip = self._strips.get(cache_key)
        if strip is None:
            name = ("cursor" if active else "cursor-away") if on_cursor else ""
            style = self._style(name) if name else self.rich_style
            # Under the cursor one colour for all: the tone's word is still there, and the contrast is sure.
            tone = Style.null() if on_cursor or not row.tone else self._style(tone_class(row.tone))
            strip = draw_row(row, self._placed, gap_of(width), width, style, tone, on_cursor)
            self._strips.set(cache_key, strip)
        return strip

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            partial = name.startswith("tone-")
            style = self.get_component_rich_style(f"record-list--{name}", partial=partial)
            self._styles[name] = style
        return style

    def _count_text(self) -> str:
        if not self._count:
            return ""
        return f"第 {self._cursor + 1} {self.measure}，共 {self._count} {self.measure}"

    def _layout_columns(self) -> None:
        width = self.scrollable_content_region.width
        self._placed = place(self._columns, max(1, width - MARK_WIDTH - 1))
        self._strips.clear()
        self.refresh()

    def _resize_virtual(self) -> None:
        width = self.scrollable_content_region.width
        self.virtual_size = Size(width, self._count + HEAD_LINES + self._foot_lines)

    def _scroll_to_cursor(self) -> None:
        top = round(self.scroll_y)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False)
        elif self._cursor >= top + self._lines:
            self.scroll_to(y=self._cursor - self._lines + 1, animate=False)

    def _refresh_row(self, index: int) -> None:
        self._refresh_lines(index, index + 1)

    def _refresh_lines(self, start: int, end: int) -> None:
        """Draw the rows ``start`` … ``end - 1`` anew where they are on the screen."""
        top = round(self.scroll_y)
        first, last = max(start - top, 0), min(end - top, self._lines)
        if first < last:
            self.refresh(Region(0, first + HEAD_LINES, self.size.width, last - first))

    def _refresh_foot(self) -> None:
        self.refresh(Region(0, self.size.height - self._foot_lines, self.size.width, self._foot_lines))
