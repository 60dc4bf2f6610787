"""A list screen whose filter bar says how many rows each further filter would leave."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.timer import Timer

from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.plan_choice import PlanChoiceScreen

if TYPE_CHECKING:
    from huaian_tui.store.search.facet_counts import Asked, FacetCounts

COUNT_PAUSE = 0.25
"""Seconds after the last key until it is counted: the list itself is read first."""
MOMENT_PAUSE = 0.1
"""Seconds between two moments of a count that takes long: it must not hold up what an officer does."""


class FacetScreen(PlanChoiceScreen):
    """Counted in a thread, while one is in the bar."""

    def __init__(self, count: Callable[[sqlite3.Connection, Asked], FacetCounts]) -> None:
        """``count`` says how many rows each further filter would leave (in a thread)."""
        super().__init__()
        self._count_facets = count
        self._count_timer: Timer | None = None

    @on(FilterBar.Changed)
    @on(FilterBar.Entered)
    def _count_soon(self) -> None:
        self._count_after(COUNT_PAUSE, self._count_values)

    def _count_after(self, seconds: float, count: Callable[[], None]) -> None:
        if self._count_timer is not None:
            self._count_timer.stop()
        self._count_timer = self.set_timer(seconds, count)

    def _count_values(self, so_far: object = None) -> None:
        bar = self.bar
        if not bar.has_class("-typing"):
            return
        from huaian_tui.store.search.facet_counts import Asked

        known = bar.known
        plans = tuple((plan, short) for plan, short, _ in known.plans)
        offers = bar.typed_offers
        asked = Asked(bar.text, bar.text_before_last, bar.filters, offers, plans, known, so_far)

        def show(found: FacetCounts) -> None:
            if (bar.text, tuple(bar.filters)) != (asked.text, tuple(asked.filters)):
                return
            if found.unfinished is not None:
                self._count_after(MOMENT_PAUSE, partial(self._count_values, found.unfinished))
                return
            values = [*(one for one, _ in found.values), *found.unnumbered]
            bar.show_counts(values, dict(found.values) | dict(found.offered))

        self.read(lambda connection: self._count_facets(connection, asked), show, group="facets")
