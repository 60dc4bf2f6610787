"""节点 (F4): every milestone, the overdue ones first, and every decision on one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.containers import Horizontal
from textual.widget import Widget

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Light, LightRules, lights_of
from huaian_tui.store.queries.find_milestones import STATE_WORDS, MilestoneKeys, find_milestones
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.plan_scope import plans_in_use
from huaian_tui.store.queries.task_refs import numbers_of
from huaian_tui.store.search.filters import Facet
from huaian_tui.store.search.list_filters import milestone_filter
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.milestones import forms as dialogs
from huaian_tui.tui.areas.milestones.list import (
    COLUMNS,
    FILTER_HINT,
    MilestoneSource,
    read_facts,
)
from huaian_tui.tui.areas.milestones.text import MilestoneFacts, milestone_detail
from huaian_tui.tui.forms.open_form import read_then
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.facet_screen import FacetScreen
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.plan_choice import say_plans
from huaian_tui.tui.list.acted_on import ActedOn, act_on, act_on_one
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.virtual_list import VirtualList

if TYPE_CHECKING:
    from huaian_tui.store.search.facet_counts import Asked, FacetCounts

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
NOTHING_FOUND = "没有符合条件的节点"


class MilestonesScreen(FacetScreen):
    """The milestones at the left, the chosen one in full at the right (over the list when narrow)."""

    ACTION_ID = "show_milestones"
    CSS_PATH = "screen.tcss"
    BINDINGS = bindings_for(
        "open",
        "complete",
        "extend",
        "milestone_set",
        "note",
        "filter",
        "cancel",
        "reopen",
        "reading",
        "milestone_target",
        "hand_in",
        "notice_of_tasks",
        "correct",
        "retract",
        "toggle_finished",
        "columns",
        "export_list",
        "back",
    )

    def __init__(self) -> None:
        super().__init__(self._facets)
        self._finished = True
        self._shown = MilestoneKeys(())
        """What is listed."""

    def compose_body(self) -> Iterable[Widget]:
        """Filter, list, detail."""
        yield FilterBar(
            "文字、单位、拼音、状态（如 逾期）",
            facets=(Facet.UNIT, Facet.PLAN, Facet.LIGHT, Facet.PACE, Facet.FORECAST, Facet.DATES),
            today=lambda: self.ledger_app.session.today,
            hint=FILTER_HINT,
        )
        with Horizontal(id="milestones-body"):
            yield VirtualList(
                COLUMNS, empty_text=NOTHING_FOUND, measure="个节点", marks=Marks(), kept_as="milestones"
            )
            yield DetailPane()

    # ------------------------------------------------------------------ reading

    def go_to(self, place: str) -> None:
        """``place`` is the id of a milestone (filters that hide it are taken away), or a day or light."""
        if self.ask_for_plan(place):
            return
        if place in STATE_WORDS or _DAY.fullmatch(place):
            self._narrow(place)
            return
        self._finished = True
        self.remove_class("-reading")
        self.ask_for("")
        self.find(place)
        self.set_focus(self.records)

    def _narrow(self, text: str) -> None:
        """Only the open ones of this day or light, what is in conflict among them."""
        self._finished = False
        self.remove_class("-reading")
        self.ask_for(text)
        self.find(other_rows=True, from_top=True)
        self.set_focus(self.records)

    def _facets(self, connection: sqlite3.Connection, asked: Asked) -> FacetCounts:
        from huaian_tui.store.search.facet_counts import count_milestones

        return count_milestones(connection, self.ledger_app.session.today, asked, finished=self._finished)

    @property
    def shape(self) -> Mapping[str, bool]:
        """Whether what is done is listed."""
        return {"finished": self._finished}

    def take_shape(self, shape: Mapping[str, bool]) -> None:
        """With what is done, or without."""
        self._finished = bool(shape.get("finished", True))

    def find(self, key: str | None = None, *, other_rows: bool = False, from_top: bool = False) -> None:
        """Read what fits the filter; ``from_top``: the cursor goes to the first."""
        today, finished = self.ledger_app.session.today, self._finished
        bar, records = self.bar, self.records
        wanted = milestone_filter(bar.text, bar.filters, finished=finished)
        order = records.sort
        records.expect(key, other_rows=other_rows)

        def query(connection: sqlite3.Connection) -> tuple[MilestoneKeys, int, dict[int, int] | None]:
            found = find_milestones(connection, today, wanted, order=order)
            return found, len(plans_in_use(connection)), numbers_of(connection, wanted.plan)

        def show(read: tuple[MilestoneKeys, int, dict[int, int] | None]) -> None:
            found, plans, records.numbers = read
            say_plans(records, plans)
            self._show(found, from_top=from_top)

        self.read(
            query,
            show,
            group="find",
            lists=[records],
        )

    def _show(self, found: MilestoneKeys, *, from_top: bool) -> None:
        self._shown = found
        records = self.records
        records.set_caption(_figures(found, self.ledger_app.session.light_rules))
        first = next(iter(found.ids(0, 1)), None) if from_top else None
        records.set_source(MilestoneSource(self.ledger_app.session, found), key=first)
        self.bar.set_note("" if self._finished else "不含已办结、中止")

    # ------------------------------------------------------------------ detail

    def show_row(self, key: str) -> None:
        """Read the milestone."""
        today = self.ledger_app.session.today
        self.read(lambda c: read_facts(c, today, key), self._show_detail, group="detail")

    def _show_detail(self, facts: MilestoneFacts) -> None:
        self.detail.show(milestone_detail(facts))

    async def open_row(self, key: str) -> None:
        """Enter: to the task; on a narrow terminal first the detail, then the task."""
        if self.has_class("-narrow"):
            self.read_detail()
        else:
            await self._go_to_task(key)

    def action_open(self) -> None:
        """Enter in the detail: to the task."""
        if self.detail.has_focus:
            self.records.with_chosen(lambda key: self.call_later(self._go_to_task, key))

    async def _go_to_task(self, milestone_id: str | None) -> None:
        task_no = None if milestone_id is None else self._shown.task_of(milestone_id)
        if task_no is not None:
            await self.ledger_app.go("tasks", str(task_no))

    def leave_place(self) -> None:
        """Also what is done is listed again."""
        self.ask_for("")
        self._finished = True
        self.find(other_rows=True)

    def come_back_to(self, about: Sequence[tuple[int | None, str | None]]) -> None:
        """The milestone of the first record."""
        if (key := next((one for _, one in about if one is not None), None)) is not None:
            self.find(key)

    def action_toggle_finished(self) -> None:
        """Show or hide what is done or cancelled."""
        self._finished = not self._finished
        self.find()

    # ------------------------------------------------------------------ deciding

    def _act(self, work: Callable[[ActedOn], object]) -> None:
        """Do something with the marked milestones, else with the chosen one; says so when there is none."""

        def on_milestones(acted: ActedOn) -> None:
            if not acted.keys:
                self._none_chosen()
            else:
                work(acted)

        act_on(self.records, on_milestones)

    def _act_on_one(self, work: Callable[[str], object]) -> None:
        """The same for what is done with one at a time."""
        act_on_one(self.records, lambda key: work(key) if key is not None else self._none_chosen())

    def _none_chosen(self) -> None:
        error = HuaianError("没有选中节点", "列表里现在没有这个节点", "清空筛选，再选一个节点")
        self.ledger_app.show_error(error)

    def _with_tasks(self, work: Callable[[list[int], ActedOn], object]) -> None:
        """Do something with the tasks of these milestones."""

        app, session = self.ledger_app, self.ledger_app.session

        def tasks_of(connection: sqlite3.Connection, keys: Sequence[str]) -> list[int]:
            found = (read_milestone(connection, session.today, key).task_no for key in keys)
            return list(dict.fromkeys(found))

        def on_milestones(acted: ActedOn) -> None:
            read_then(
                app,
                lambda: session.read(lambda c: tasks_of(c, acted.keys)),
                lambda numbers: work(numbers, acted),
            )

        self._act(on_milestones)

    def action_complete(self) -> None:
        """办结"""
        self._act(lambda acted: dialogs.open_complete(self.ledger_app, acted.keys, acted))

    def action_extend(self) -> None:
        """延期"""
        self._act(lambda acted: dialogs.open_extend(self.ledger_app, acted.keys, acted))

    def action_cancel(self) -> None:
        """中止"""
        self._act(lambda acted: dialogs.open_cancel(self.ledger_app, acted.keys, acted))

    def action_reopen(self) -> None:
        """重新督办"""
        self._act(lambda acted: dialogs.open_reopen(self.ledger_app, acted.keys, acted))

    def action_reading(self) -> None:
        """登记数值"""
        self._act(lambda acted: dialogs.open_reading(self.ledger_app, acted.keys, acted))

    def action_milestone_target(self) -> None:
        """设指标"""
        self._act(lambda acted: dialogs.open_target(self.ledger_app, acted.keys, acted))

    def action_correct(self) -> None:
        """更正 a decision on the milestone or a reading of its target"""
        from huaian_tui.tui.areas.facts.forms import of_milestone, pick_to_correct

        self._act_on_one(lambda key: pick_to_correct(self.ledger_app, of_milestone(key)))

    def action_retract(self) -> None:
        """撤回 one of them"""
        from huaian_tui.tui.areas.facts.forms import of_milestone, pick_to_take_back

        self._act_on_one(lambda key: pick_to_take_back(self.ledger_app, of_milestone(key)))

    def action_milestone_set(self) -> None:
        """设节点, on the tasks of these milestones"""
        self._with_tasks(lambda numbers, acted: dialogs.open_set(self.ledger_app, numbers, acted))

    def action_office_sheet(self) -> None:
        """打单据 of these milestones"""
        from huaian_tui.tui.areas.notices.office_sheets import Subject, open_office_sheets

        def on_tasks(numbers: list[int], acted: ActedOn) -> None:
            open_office_sheets(self.ledger_app, Subject(tuple(numbers), acted.keys), acted)

        self._with_tasks(on_tasks)

    def action_hand_in(self) -> None:
        """报送成果, of the tasks of these milestones"""
        from huaian_tui.tui.areas.tasks.hand_in import open_hand_in

        self._with_tasks(lambda numbers, acted: open_hand_in(self.ledger_app, numbers, acted))

    def action_notice_of_tasks(self) -> None:
        """拟文书, over the tasks of these milestones"""
        from huaian_tui.tui.areas.notices.for_tasks import open_task_notices

        self._with_tasks(lambda numbers, acted: open_task_notices(self.ledger_app, numbers, acted))

    def action_note(self) -> None:
        """写记录, on the tasks of these milestones"""
        from huaian_tui.tui.areas.notes.note_form import open_note

        self._with_tasks(lambda numbers, acted: open_note(self.ledger_app, numbers, acted=acted))


def _figures(found: MilestoneKeys, rules: LightRules) -> str:
    """How many are overdue, 未达序时 (where that is a light) and due soon, for the foot of the list."""
    told = [light for light in lights_of(rules) if light in (Light.OVERDUE, Light.BEHIND, Light.DUE_SOON)]
    parts = [f"{light.word} {found.count(light)}" for light in told]
    return "，".join([*parts, f"办结或中止 {found.count(Light.DONE) + found.cancelled}"])
