"""A screen with a list, what narrows it, and the chosen row in full beside it: the handlers all share."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on

from huaian_tui.store.search.filters import Vocabulary, on_day
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.ledger_screen import LedgerScreen
from huaian_tui.tui.list.messages import RowHighlighted, RowSelected, SortChanged, SourceShown
from huaian_tui.tui.list.virtual_list import VirtualList


class ListScreen(LedgerScreen):
    """Filter changed or left, another order, the cursor on a row, a row opened, and the way back.

    A screen writes ``find`` (read what is asked for), ``show_row`` (the cursor came to a row) and, where
    its own, ``no_row``, ``open_row`` and ``clear_filter``. On a narrow terminal the detail stands over the
    list while it is read (class ``-reading``).
    """

    @property
    def records(self) -> VirtualList:
        """The list."""
        return self.query_one(VirtualList)

    @property
    def detail(self) -> DetailPane:
        """The chosen row in full."""
        return self.query_one(DetailPane)

    @property
    def bar(self) -> FilterBar:
        """What narrows the list."""
        return self.query_one(FilterBar)

    # ------------------------------------------------------------------ what is listed

    def load(self) -> None:
        """Read anew what is asked for; days that go on with the day (本周) are those of the day shown now."""
        with self.bar.prevent(FilterBar.Changed):
            self.bar.set_filters(on_day(self.bar.filters, self.ledger_app.session.today))
        self.find()

    def find(self, key: str | None = None, *, other_rows: bool = False) -> None:
        """Read what is asked for and put the cursor on ``key``; ``other_rows``: another filter was typed."""

    def come_back_to(self, about: Sequence[tuple[int | None, str | None]]) -> None:
        """What was taken back was about these tasks and milestones: the cursor to the first, if listed."""

    def ask_for(self, text: str) -> None:
        """Put this into the filter and nothing else, without reading yet."""
        with self.bar.prevent(FilterBar.Changed):
            self.bar.clear()
            self.bar.set_text(text)

    def clear_filter(self) -> None:
        """The last step of Esc: nothing is asked for any more."""
        self.bar.clear()

    @on(FilterBar.Changed)
    def _filter_changed(self, message: FilterBar.Changed) -> None:
        message.stop()
        self.query_one(HintBar).refresh()  # Esc leads elsewhere now
        self.find(other_rows=True)

    @on(FilterBar.Left)
    def _filter_left(self, message: FilterBar.Left) -> None:
        message.stop()
        self.records.focus()

    @on(SortChanged)
    def _sort_changed(self, message: SortChanged) -> None:
        message.stop()
        self.find()

    def action_filter(self) -> None:
        """Into the filter, from wherever."""
        self.remove_class("-reading")
        self.bar.take_focus()

    # ------------------------------------------------------------------ the chosen row

    def show_row(self, key: str) -> None:
        """The cursor came to this row of the list: read it for the detail."""

    def no_row(self) -> None:
        """The list is empty: what is being read for the detail is not shown any more."""
        self.workers.cancel_group(self, "detail")
        self.detail.show("")

    async def open_row(self, key: str) -> None:
        """Enter on the list, or a click on the row under the cursor: to the detail."""
        self.read_detail()

    def read_detail(self) -> None:
        """The keys go to the detail; on a narrow terminal it stands over the list."""
        self.add_class("-reading")
        self.detail.focus()

    def show_list(self) -> None:
        """The keys go to the list, and nothing stands over it."""
        self.remove_class("-reading")
        self.records.focus()

    @on(RowHighlighted)
    def _row_highlighted(self, message: RowHighlighted) -> None:
        message.stop()
        if message.list_widget is self.records:
            self.show_row(message.key)

    @on(SourceShown)
    def _source_shown(self, message: SourceShown) -> None:
        message.stop()
        self.query_one(HintBar).refresh()  # what was asked for may have been taken away
        if message.list_widget is self.records and not message.count:
            self.no_row()

    @on(RowSelected)
    async def _row_selected(self, message: RowSelected) -> None:
        message.stop()
        if message.list_widget is self.records:
            await self.open_row(message.key)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked for that Esc takes away."""
        return bool(self.bar.text or self.bar.filters)

    @property
    def at_rest(self) -> bool:
        """The list has the keys, nothing stands over it, nothing narrows it."""
        listing = self.records.has_focus and not self.has_class("-reading")
        return listing and not self.is_narrowed and not self.records.has_marks and super().at_rest

    def forget_day(self) -> None:
        """The names of the former day's ledger are not offered any more either."""
        super().forget_day()
        for bar in self.query(FilterBar):
            bar.know(Vocabulary())
            if bar.has_class("-typing"):
                self.learn_names()

    async def action_back(self) -> None:
        """Detail → list → where one came from → nothing asked for → from a past day to today."""
        if self.back_leads_to_today():
            return
        if self.has_class("-reading") or not self.records.has_focus:
            self.show_list()
        elif not await self.back_to_origin():
            self.clear_filter()
