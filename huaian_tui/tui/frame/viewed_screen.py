"""A screen whose list can be kept as a view under a name, and shown as one; its columns can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from huaian_tui.store.search.filters import Filter
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.list_screen import ListScreen
from huaian_tui.tui.list.virtual_list import VirtualList

if TYPE_CHECKING:
    from huaian_tui.services.views import SavedView


class ViewedScreen(ListScreen):
    """A list screen with views; ``shape`` is what else than filter, order and columns can be set on it."""

    @property
    def viewed_list(self) -> VirtualList:
        """The list whose order and columns a view has."""
        return self.records

    @property
    def view_filters(self) -> Sequence[Filter]:
        """What narrows the list besides the text."""
        return self.bar.filters

    def take_filters(self, filters: Sequence[Filter]) -> None:
        """Narrow the list to these, without reading yet."""
        self.bar.set_filters(filters)

    @property
    def shape(self) -> Mapping[str, bool]:
        """What else is set."""
        return {}

    def take_shape(self, shape: Mapping[str, bool]) -> None:
        """Set that, without reading yet."""

    def present_view(self, name: str) -> SavedView:
        """What the list shows now, under this name."""
        from huaian_tui.services.views import SavedView

        shown, sort = self.viewed_list, self.viewed_list.sort
        titles = [one.title for one in shown.columns if sort is not None and one.sort == sort.key]
        return SavedView(
            name,
            self.ACTION_ID.removeprefix("show_"),
            self.bar.text,
            tuple(self.view_filters),
            sort,
            shown.chosen_columns,
            dict(self.shape),
            titles[0] if titles else "",
        )

    def show_view(self, view: SavedView) -> None:
        """Let the list show what a view says."""
        self.remove_class("-reading")
        with self.bar.prevent(FilterBar.Changed):
            self.bar.clear()
            self.take_filters(view.filters)
            self.bar.set_text(view.text)
        shown = self.viewed_list
        shown.set_order(view.sort)
        own = self.ledger_app.list_columns.get(shown.kept_as)
        shown.choose_columns(own if view.columns is None else view.columns)  # not those of another view
        self.take_shape(view.shape)
        self.find(other_rows=True)
        self.set_focus(self.records)

    def action_views(self) -> None:
        """The views, to open one or to save what is shown."""
        open_action(self.ledger_app, "views", self)

    def action_columns(self) -> None:
        """Which columns the list shows, in which order."""
        open_action(self.ledger_app, "columns", self.viewed_list)
