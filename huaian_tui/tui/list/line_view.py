"""How a list looks: header line, the rows on the screen, foot line with the count.

Only the lines on the screen are drawn (``render_line``), and drawn lines are cached.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.timer import Timer

from huaian_tui.domain.columns import Column
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.tui.list.column_widths import gap_of
from huaian_tui.tui.list.columned_view import ColumnedView
from huaian_tui.tui.list.line_drawing import draw_head, draw_line, draw_row
from huaian_tui.tui.list.paging import PageCache
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.looks.themes import TONES, tone_class
from huaian_tui.tui.safe_text import one_line

READING = "正在读取，请稍等"
LATE_SECONDS = 0.3
"""Reading that takes longer is told."""
LOW = 5
"""Below this height there is no foot: the rows need the lines."""

LOWEST = 3
"""Below this height there is no head either."""


class LineView(ColumnedView, can_focus=True, inherit_bindings=False):
    """The drawn side of :class:`VirtualList`, which reads the rows and moves the cursor.

    ``columns`` say what the cells are; ``empty_text`` stands in an empty list;
    ``measure`` counts the rows ("项": 共 60 项). ``led``: another widget has the
    keyboard and moves the cursor, which then looks active.
    """

    DEFAULT_CSS = """
    LineView {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        background: $background;
        & > .list--head { color: $text-quiet; background: $panel; text-style: bold; }
        & > .list--foot { color: $text-quiet; }
        & > .list--empty { color: $text-quiet; }
        & > .list--cursor {
            background: $cursor-background; color: $cursor-foreground; text-style: $cursor-text-style;
        }
        & > .list--cursor-away { background: $cursor-away-background; color: $foreground; }
        & > .list--tone-overdue { color: $tone-overdue; text-style: bold; }
        & > .list--tone-behind { color: $tone-behind; }
        & > .list--tone-due-soon { color: $tone-due-soon; }
        & > .list--tone-on-track { color: $tone-on-track; }
        & > .list--tone-done { color: $tone-done; }
        & > .list--tone-unscheduled { color: $tone-unscheduled; }
    }
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--head",
        "list--foot",
        "list--empty",
        "list--cursor",
        "list--cursor-away",
        *(f"list--{tone_class(tone)}" for tone in TONES),
    }

    def __init__(
        self,
        columns: Sequence[Column[Any]],
        *,
        empty_text: str = "没有内容",
        measure: str = "项",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(columns, id=id, classes=classes)
        self.empty_text = empty_text
        self.measure = measure
        self.led = False
        self._caption = ""
        self._ready = False
        self._count = 0
        self._cursor = 0
        self._pages = PageCache()
        self._styles: dict[str, Style] = {}
        self._stale = False
        """The rows on the screen are of another filter, and it takes long to read the others."""
        self._late = False
        """Reading takes long."""
        self._late_timer: Timer | None = None
        self._other_rows = False
        """What is being read is for another filter."""

    @property
    def count(self) -> int:
        """Number of rows of the source on the screen."""
        return self._count

    @property
    def cursor(self) -> int:
        """Index of the row under the cursor (0 in an empty list)."""
        return self._cursor

    def row_at(self, index: int) -> ListRow | None:
        """The row at ``index`` if it has been read."""
        return self._pages.row(index) if 0 <= index < self._count else None

    def set_caption(self, text: str) -> None:
        """A line of figures left of the count in the foot, e.g. 逾期 3，临期 6."""
        self._caption = one_line(text)
        self._refresh_foot()

    @property
    def sort(self) -> Sort | None:
        """The order that the officer asked for; None: the list's own."""
        return self._sort

    # ------------------------------------------------------------------ reading that takes long

    def _begin_reading(self, *, other_rows: bool) -> None:
        """Rows are being searched for, ``other_rows``: for another filter."""
        self._other_rows = self._other_rows or other_rows
        if self._late and other_rows and not self._stale:
            self._say_late()
        if self._late_timer is None and self.is_mounted:
            self._late_timer = self.set_timer(LATE_SECONDS, self._say_late)

    def _say_late(self) -> None:
        """They do not come at once: say so, and show none that may not fit what is asked for now."""
        self._late, self._stale = True, self._other_rows
        self.refresh()

    def _end_reading(self) -> None:
        """They are there, or will not come."""
        self._other_rows = False
        if self._late_timer is not None:
            self._late_timer.stop()
            self._late_timer = None
        if self._late:
            self._late = self._stale = False
            self.refresh()

    # ------------------------------------------------------------------ places

    @property
    def head_lines(self) -> int:
        """Lines of the head: one, or none where there is hardly room for rows."""
        return _lines_around(self.size.height)[0]

    @property
    def _foot_lines(self) -> int:
        return _lines_around(self.size.height)[1]

    @property
    def _lines(self) -> int:
        """Lines for rows: the height without header and foot."""
        return max(1, self.size.height - self.head_lines - self._foot_lines)

    def _index_of_line(self, y: int) -> int | None:
        """Index of the row on this line of the widget; None on header, foot and below the last row."""
        index = round(self.scroll_y) + y - self.head_lines
        inside = self.head_lines <= y < self.size.height - self._foot_lines
        return index if inside and index < self._count and not self._stale else None

    def _resize_virtual(self) -> None:
        width = self.scrollable_content_region.width
        self.virtual_size = Size(width, self._count + self.head_lines + self._foot_lines)

    def _scroll_to_cursor(self) -> None:
        """Bring the cursor on the screen, also while new rows have no bar to scroll by yet."""
        if not self.size:
            return  # ``on_resize`` will do so
        top = round(self.scroll_y)
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True)
        elif self._cursor >= top + self._lines:
            self.scroll_to(y=self._cursor - self._lines + 1, animate=False, force=True)

    # ------------------------------------------------------------------ drawing anew

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

    def _refresh_row(self, index: int) -> None:
        self._refresh_lines(index, index + 1)

    def _refresh_lines(self, start: int, end: int) -> None:
        """Draw the rows ``start`` to ``end - 1`` anew where they are on the screen."""
        top = round(self.scroll_y)
        first, last = max(start - top, 0), min(end - top, self._lines)
        if first < last:
            self._refresh_drawn(first + self.head_lines, last - first)

    def _refresh_step(self, old: int, new: int) -> None:
        """The cursor has gone from one row to another: these two, and the foot that says which it is on."""
        width, height = self.scrollable_content_region.width, self.size.height
        head, foot = _lines_around(height)
        top = round(self.scroll_y) - head
        lines = {index - top for index in (old, new) if head <= index - top < height - foot}
        lines.update(range(height - foot, height))
        if lines:
            self.refresh(*[Region(0, line, width, 1) for line in sorted(lines)])

    def _refresh_foot(self) -> None:
        self._refresh_drawn(self.size.height - self._foot_lines, self._foot_lines)

    def _refresh_drawn(self, y: int, height: int) -> None:
        """These lines, without the bar beside them."""
        self.refresh(Region(0, y, self.scrollable_content_region.width, height))

    # ------------------------------------------------------------------ drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of a part, as they are: what Textual would add to each costs more than to draw it.

        It adds border, padding and tint, which a list has not, to a copy that must be cut and coloured anew.
        """
        if self.styles.gutter:
            return super().render_lines(crop)
        width, height = self.size
        drawn, style = self.scrollable_content_region.width, self._style("")
        strips = [self._line(y, drawn, height).adjust_cell_length(width, style) for y in crop.line_range]
        for line_filter in self.get_line_filters():
            background = self.background_colors[1]
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        first, last = crop.column_span
        return strips if (first, last) == (0, width) else [strip.crop(first, last) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One line of the screen: head, row, blank (not read yet), or foot."""
        return self._line(y, self.scrollable_content_region.width, self.size.height)

    def _line(self, y: int, width: int, height: int) -> Strip:
        head, foot = _lines_around(height)
        if y < head:
            return draw_head(self._placed, gap_of(width), width, self._style("head"), self._sort)
        if y >= height - foot:
            right = "" if self._stale else self._count_text()
            return draw_line(
                READING if self._late else self._foot_text(), width, self._style("foot"), right=right
            )
        told_at = min(head + 1, height - 1)
        if self._stale or (self._late and not self._count):
            return draw_line(READING if y == told_at else "", width, self._style("empty"))
        if not self._count:
            text = self.empty_text if self._ready and y == told_at else ""
            return draw_line(text, width, self._style("empty"))
        index = round(self.scroll_y) + y - head
        row = self.row_at(index)
        if row is None:
            return Strip.blank(width, self._style(""))
        return self._row_strip(index, row, width)

    def _row_strip(self, index: int, row: ListRow, width: int) -> Strip:
        on_cursor = index == self._cursor
        active = self.has_focus or self.led
        cache_key = (index, on_cursor, active)
        strip = self._strips.get(cache_key)
        if strip is None:
            name = ("cursor" if active else "cursor-away") if on_cursor else ""
            style = self._style(name)
            # Under the cursor one colour for all: the tone's word is still there, and the contrast is sure.
            tone = Style.null() if on_cursor or not row.tone else self._style(tone_class(row.tone))
            margin = (">" if on_cursor else " ") + ("*" if self.is_marked(row.key) else " ")
            drawn = draw_row(row, self._placed, gap_of(width), width, style, tone, margin)
            strip = drawn.adjust_cell_length(self.size.width, self._style(""))  # as far as beside its bar
            self._strips.set(cache_key, strip)
        return strip

    def is_marked(self, key: str) -> bool:
        """Whether a row bears a mark; a list whose rows can be marked says so."""
        return False

    def _style(self, name: str) -> Style:
        """The style of a part of the list; of a plain row for no name."""
        style = self._styles.get(name)
        if style is None:
            partial = name.startswith("tone-")
            style = (
                self.get_component_rich_style(f"list--{name}", partial=partial) if name else self.rich_style
            )
            self._styles[name] = style
        return style

    def _foot_text(self) -> str:
        """What stands left in the foot."""
        return self._caption

    def _count_text(self) -> str:
        if not self._count:
            return ""
        return f"第 {self._cursor + 1} {self.measure}，共 {self._count} {self.measure}"


def _lines_around(height: int) -> tuple[int, int]:
    """Lines of the head and of the foot of a list of this height."""
    return int(height >= LOWEST), int(height >= LOW)
