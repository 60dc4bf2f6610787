"""A list that can be narrowed to one plan, and says which plan each line is of where there are several."""

from __future__ import annotations

from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.store.search.filters import Facet, Filter, added, plan_filter, value_of
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.plan_places import plan_of_place
from huaian_tui.tui.frame.viewed_screen import ViewedScreen
from huaian_tui.tui.list.virtual_list import VirtualList


def say_plans(records: VirtualList, plans: int) -> None:
    """Let a list say of each line which plan it is of, where several are in use."""
    records.hide_columns(*([PLAN_COLUMN] if plans < 2 else []))


class PlanChoiceScreen(ViewedScreen):
    """A screen with a list whose filter takes ``Facet.PLAN``."""

    def ask_for_plan(self, place: str) -> bool:
        """Narrow the list to a plan if ``place`` is one (``plan_place``): whether it is."""
        named = plan_of_place(place)
        if named is None:
            return False
        with self.bar.prevent(FilterBar.Changed):
            self.bar.clear()
            self.bar.set_filters([plan_filter(*named)])
        self.find(other_rows=True)
        self.show_list()
        return True

    def action_choose_plan(self) -> None:
        """Ask for the plan to which the list is narrowed, or for all."""
        open_action(self.ledger_app, "choose_plan", value_of(self.bar.filters, Facet.PLAN), self._plan_chosen)

    def _plan_chosen(self, chosen: Filter | None) -> None:
        others = [one for one in self.bar.filters if one.facet is not Facet.PLAN]
        self.bar.set_filters(others if chosen is None else added(others, chosen))
        self.show_list()
