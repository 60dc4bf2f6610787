"""A list of what a search finds: it grows towards its end, and shows where the words stand."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from huaian_tui.domain.columns import Marked
from huaian_tui.store.search.search_terms import matched_spans
from huaian_tui.tui.list.messages import SourceShown
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.list.virtual_list import VirtualList

MORE_NAMES = "more:names"
"""Key of the line that stands for the names not listed; Enter lists them."""

SCREENS_AHEAD = 2
"""More rows are asked for when so many screens of rows are left below."""


def marked(text: str, words: tuple[str, ...]) -> str | Marked:
    """A cell with the words that were searched for marked in it."""
    spans = matched_spans(text, words) if words else []
    return Marked(text, tuple(spans)) if spans else text


class GrowingList(VirtualList):
    """As any list; besides it says by ``NearEnd`` that its last rows come near, so that more are read.

    ``counted`` False: the rows are not all there is, and the screen says in the caption how many there are.
    """

    DEFAULT_CSS = """
    GrowingList { & > .list--match { color: $tone-due-soon; } }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"list--match"}

    counted = True

    class NearEnd(Message):
        """The last rows are near, or on the screen already."""

    def can_mark(self, key: str) -> bool:
        """The line that lists more is no result."""
        return super().can_mark(key) and key != MORE_NAMES

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Look ahead."""
        super().watch_scroll_y(old_value, new_value)
        self._look_ahead()

    def on_source_shown(self, message: SourceShown) -> None:
        """Few rows may leave room for more."""
        super().on_source_shown(message)
        self._look_ahead()

    def _look_ahead(self) -> None:
        if self._count - round(self.scroll_y) <= (SCREENS_AHEAD + 1) * self._lines:
            self.post_message(self.NearEnd())

    def _row_strip(self, index: int, row: ListRow, width: int) -> Strip:
        strip = super()._row_strip(index, row, width)
        if index == self._cursor or not any(isinstance(cell, Marked) for cell in row.cells):
            return strip
        match = self._match_style()
        return Strip([_over(segment, match) for segment in strip], strip.cell_length)

    def _match_style(self) -> Style:
        style = self._styles.get("match")
        if style is None:
            style = self.get_component_rich_style("list--match", partial=True)
            self._styles["match"] = style
        return style

    def _count_text(self) -> str:
        if self.counted or not self._count:
            return super()._count_text()
        return f"第 {self._cursor + 1} {self.measure}"


def _over(segment: Segment, match: Style) -> Segment:
    style = segment.style
    return Segment(segment.text, style + match) if style is not None and style.underline else segment
