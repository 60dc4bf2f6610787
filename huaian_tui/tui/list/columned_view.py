"""The columns of a list: which are shown, in which order, and how wide each is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rich.cells import cell_len
from textual.cache import LRUCache
from textual.scroll_view import ScrollView
from textual.strip import Strip

from huaian_tui.domain.columns import Column
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.tui.list.column_widths import Placed, gap_of, place
from huaian_tui.tui.list.line_drawing import MARK_WIDTH, roomy
from huaian_tui.tui.list.source import ListRow

MOST_GROWN = 24
MOST_NEEDED = 120
"""Cells that a column grows to by a state, and that a text is counted for."""


class ColumnedView(ScrollView, inherit_bindings=False):
    """What of a list is laid out in columns; its lines are drawn by :class:`LineView`."""

    def __init__(
        self, columns: Sequence[Column[Any]], *, id: str | None = None, classes: str | None = None
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = tuple(columns)
        self._sort: Sort | None = None
        self._strips: LRUCache[tuple[int, bool, bool], Strip] = LRUCache(1000)
        self._placed: list[Placed] = []
        self._hidden_columns: frozenset[str] = frozenset()
        self._chosen: tuple[str, ...] | None = None
        self._grown: dict[int, int] = {}
        """Columns that are wider than they were made, by index: they hold large numbers."""
        self._needs: dict[int, int] = {}
        """The widest cell read so far of each column without a fixed width, by index."""

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        """All columns, also those for which the terminal is too narrow, and those that say nothing now."""
        return self._columns

    @property
    def hidden_columns(self) -> frozenset[str]:
        """The titles of the columns that say nothing now."""
        return self._hidden_columns

    @property
    def listed_columns(self) -> tuple[Column[Any], ...]:
        """The columns that the list shows where there is room, in their order."""
        return tuple(self._columns[index] for index in self._listed())

    @property
    def chosen_columns(self) -> tuple[str, ...] | None:
        """The titles of the columns that an officer chose, in order; None: the list's own."""
        return self._chosen

    def choose_columns(self, titles: Sequence[str] | None) -> None:
        """Show these columns in this order; None: the list's own. Titles that are unknown are passed over."""
        known = {one.title for one in self._columns}
        wanted = tuple(one for one in titles or () if one in known)
        if (wanted or None) != self._chosen:
            self._chosen = wanted or None
            self._layout_columns()

    def places_listed(self) -> list[int]:
        """Where the cells of ``listed_columns`` stand in a row."""
        return self._listed()

    def _listed(self) -> list[int]:
        places = {column.title: index for index, column in enumerate(self._columns)}
        if self._chosen is None:
            listed = [index for index, column in enumerate(self._columns) if not column.extra]
        else:
            listed = [places[title] for title in self._chosen]
        return [index for index in listed if self._columns[index].title not in self._hidden_columns]

    def set_order(self, order: Sort | None) -> None:
        """For the rows that are read next; of a column that is not here: the list's own."""
        self._sort = order if order and any(one.sort == order.key for one in self.columns) else None
        self._layout_columns()

    @property
    def shown_columns(self) -> tuple[Placed, ...]:
        """The columns that fit, with their widths."""
        return tuple(self._placed)

    def set_columns(self, columns: Sequence[Column[Any]]) -> None:
        """Other columns for the source that is set next."""
        self._columns = tuple(columns)
        self._grown.clear()
        self._needs.clear()
        self._layout_columns()

    def hide_columns(self, *titles: str) -> None:
        """Columns that say nothing now; the cells of the rows stay as they are."""
        if frozenset(titles) != self._hidden_columns:
            self._hidden_columns = frozenset(titles)
            self._layout_columns()

    def _spot_at(self, x: int) -> Placed | None:
        """The column that stands at this cell of a line; the gap right of it counts to it."""
        left, gap = MARK_WIDTH, gap_of(self.scrollable_content_region.width)
        for spot in self._placed:
            if left <= x < left + spot.width + gap:
                return spot
            left += spot.width + gap
        return None

    def _layout_columns(self) -> None:
        width = self.scrollable_content_region.width
        columns = [
            replace(column, width=self._grown[index]) if index in self._grown else column
            for index, column in enumerate(self._columns)
        ]
        shown = self._listed()
        if self._chosen is not None:  # who chose them said what matters most by their order
            for at, index in enumerate(shown):
                columns[index] = replace(columns[index], priority=at + 1, comfort=0)
        needs = {
            at: max(self._needs[index], cell_len(columns[index].title))
            for at, index in enumerate(shown)
            if index in self._needs
        }
        placed = place(
            roomy([columns[index] for index in shown], self._sort),
            max(1, width - MARK_WIDTH - 1),
            needs or None,
        )
        self._placed = [replace(one, index=shown[one.index]) for one in placed]
        self._strips.clear()
        self.refresh()

    def _make_room(self, pages: Iterable[Sequence[ListRow]]) -> None:
        """Widen the columns of numbers and states to the widest that has been read; know what texts need."""
        changed = False
        for index, column in enumerate(self._columns):
            texts = (str(row.cells[index]) for rows in pages for row in rows if index < len(row.cells))
            wide = min(max(map(_cells, texts), default=0), MOST_NEEDED)
            if column.width is None:
                changed |= self._widen(self._needs, index, wide)
            elif column.grows or column.toned:
                changed |= wide > column.width and self._widen(self._grown, index, min(wide, MOST_GROWN))
        if changed:
            self._layout_columns()

    def _widen(self, widths: dict[int, int], index: int, wide: int) -> bool:
        """Note the widest cell of a column; whether it is wider than those before."""
        if wide <= widths.get(index, 0):
            return False
        widths[index] = wide
        return True


def _cells(text: str) -> int:
    """Cells that a text of a list takes; of a long one that it is long."""
    return MOST_NEEDED if len(text) > MOST_NEEDED else cell_len(text)
