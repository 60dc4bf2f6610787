"""A list screen whose filter bar says how many rows each further filter would leave."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from textual import on
from textual.timer import Timer

from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.plan_choice import PlanChoiceScreen

if TYPE_CHECKING:
    from huaian_tui.store.search.facet_counts import Asked, FacetCounts

COUNT_PAUSE = 0.25
"""Seconds after the last key until it is counted: the list itself is read first."""


class FacetScreen(PlanChoiceScreen):
    """What a screen writes is ``count_facets``; counted in a thread, while one is in the bar."""

    def __init__(self) -> None:
        super().__init__()
        self._count_timer: Timer | None = None

    def count_facets(self, connection: sqlite3.Connection, asked: Asked) -> FacetCounts:
        """The rows that each further filter would leave (in a thread)."""
        raise NotImplementedError

    @on(FilterBar.Changed)
    @on(FilterBar.Entered)
    def _count_soon(self) -> None:
        if self._count_timer is not None:
            self._count_timer.stop()
        self._count_timer = self.set_timer(COUNT_PAUSE, self._count)

    def _count(self) -> None:
        bar = self.bar
        if not bar.has_class("-typing"):
            return
        from huaian_tui.store.search.facet_counts import Asked

        offers = bar.typed_offers
        plans = tuple((plan, short) for plan, short, _ in bar.known.plans)
        asked = Asked(bar.text, bar.text_before_last, bar.filters, offers, plans)
        if bar.text and not offers:
            return  # a word that means no filter: what is listed says how many

        def show(found: FacetCounts) -> None:
            if (bar.text, tuple(bar.filters)) == (asked.text, tuple(asked.filters)):
                values = [one for one, _ in found.values]
                bar.show_counts(values, dict(found.values) | dict(found.offered))

        self.read(lambda connection: self.count_facets(connection, asked), show, group="facets")
