"""总览 (F2): where the plan stands this morning, and what waits today."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from textual import events, on
from textual.containers import Container, Vertical
from textual.geometry import Size
from textual.widget import Widget

from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.overview.former_days import HIGH, LOW, FormerDays
from huaian_tui.tui.areas.overview.leading import OPENS
from huaian_tui.tui.areas.overview.light_bars import LightBars
from huaian_tui.tui.areas.overview.menu import OfficeMenu
from huaian_tui.tui.areas.overview.month_strip import MonthStrip
from huaian_tui.tui.areas.overview.page import TRENDS_AFTER_SECONDS, OverviewPage, read_overview_page
from huaian_tui.tui.areas.overview.text import (
    LEADS_TO,
    MILESTONE,
    NOTICE,
    PLAN_COLUMNS,
    PLANS,
    RECENT_COLUMNS,
    REST,
    TO_DO_COLUMNS,
    plan_line,
    plan_rows,
    recent_among_to_do,
    recent_rows,
    state_line,
    to_do_rows,
    unmoved_columns,
)
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.plan_places import plan_place
from huaian_tui.tui.list.acted_on import ActedOn, act_on
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource, rows_of
from huaian_tui.tui.list.virtual_list import VirtualList

MONTHS_WIDTH = 116
"""From so many columns on, on a high screen, both months stand as a grid beside the figures."""

MOST_PLANS, MOST_PLANS_HIGH = 4, 8
"""Plans in sight at once; the list of more of them scrolls."""

WITH_FOOT = 5
"""From so many lines on a list has a foot (``list.line_view.LOW``), which says how many plans there are."""


class OverviewScreen(OfficeMenu, FormerDays):
    """Counts by light, overdue, due soon, promised, last records. Enter leads to the task or record."""

    ACTION_ID = "show_overview"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#to-do"
    BINDINGS = bindings_for(
        "note",
        "complete",
        "extend",
        "milestone_set",
        "cancel",
        "reading",
        "hand_in",
        "notice_of_tasks",
        "weekly",
        "export_calendar",
        "trust",
        "settle_forks",
        "in_step",
        "export_list",
        "back",
    )

    def __init__(self) -> None:
        super().__init__()
        self._page: OverviewPage | None = None
        self._was_high: bool | None = None
        self._newest: str | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Plan, bars, sentence, lists."""
        yield ChineseText(id="overview-plan")
        with Container(id="overview-top"):
            with Vertical(id="overview-figures"):
                yield LightBars()
                yield ChineseText(id="overview-state")
                yield ChineseText(id="overview-moved")
            yield MonthStrip(self.ledger_app.session.today)
        yield ChineseText(id="overview-left")
        with Vertical(id="overview-body"):
            yield VirtualList(PLAN_COLUMNS, empty_text="没有在办的方案", measure="个方案", id="plans")
            yield VirtualList(
                TO_DO_COLUMNS,
                empty_text="没有要办的事，也还没有记录",
                measure="件",
                marks=Marks(),
                id="to-do",
            )
            yield VirtualList(
                RECENT_COLUMNS,
                empty_text=f"还没有记录。选一项任务写一条：{keys_said('note')}",
                measure="条",
                marks=Marks(),
                id="recent",
            )

    def load(self) -> None:
        """Read the overview."""
        today, lists = self.ledger_app.session.today, list(self.query(VirtualList))
        ahead = self._read_ahead(today)
        if ahead is not None:
            self._show(ahead)
            return
        for one in lists:
            one.expect()

        def page(connection: sqlite3.Connection) -> OverviewPage:
            return self._read_ahead(today, wait=True) or read_overview_page(connection, today)

        self.read(page, self._show, group="overview", lists=lists)

    def _read_ahead(self, today: date, *, wait: bool = False) -> OverviewPage | None:
        """What was read while the program was loaded, as long as nothing has been written since."""
        if self.ledger_app.ledger_version:
            return None
        page = self.ledger_app.session.take_ahead(wait=wait)
        return page if isinstance(page, OverviewPage) and page.today == today else None

    @property
    def at_rest(self) -> bool:
        """What waits has the keys."""
        return self.query_one("#to-do", VirtualList).has_focus and super().at_rest

    def forget_day(self) -> None:
        """Nor do the figures stay."""
        super().forget_day()
        self._page = self._newest = self.trends = None
        for part in self.query(ChineseText):
            part.update("")
        self.query_one(LightBars).visible = False
        self.query_one(MonthStrip).show(self.ledger_app.session.today, {})

    def _show(self, read: OverviewPage) -> None:
        self._page = page = replace(read, past=self.ledger_app.session.as_of is not None)
        self.ledger_app.session.light_rules = page.overview.rules  # it may have been read ahead
        self.query_one("#overview-state", ChineseText).update(state_line(page))
        bars = self.query_one(LightBars)
        bars.show(page.overview.shown_lights)
        bars.visible = True
        self.query_one(MonthStrip).show(page.today, page.due, page.overview.rules, past=page.past)
        self.fill_plans()
        self._arrange(self.app.size)
        self._fill()
        self.set_timer(TRENDS_AFTER_SECONDS, lambda: self.read_trends(self._page))

    def fill_plans(self) -> None:
        """A line for each plan where there are several; else nothing needs to say which plan it is."""
        page = self._page
        if page is None:
            return
        several = len(page.overview.plans) > 1
        for one in self.query(VirtualList):
            one.hide_columns(*([] if several else [PLAN_COLUMN]))
        plans = self.query_one("#plans", VirtualList)
        moved = {} if self.trends is None else self.trends.plans
        plans.hide_columns(*unmoved_columns(moved))
        plans.set_source(MemorySource(list(plan_rows(page, moved)) if several else ()))

    def _arrange(self, size: Size) -> None:
        """The calendar beside the figures, below them on one line, or not at all."""
        if self._page is not None:
            line = plan_line(self._page, low=size.height < LOW)
            self.query_one("#overview-plan", ChineseText).update(line)
        grid = size.height >= HIGH and size.width >= MONTHS_WIDTH
        self.set_class(grid, "-months")
        months = self.query_one(MonthStrip)
        months.set_grid(grid)
        months.display = size.height >= LOW
        plans = self.query_one("#plans", VirtualList)
        most = MOST_PLANS_HIGH if size.height >= HIGH else MOST_PLANS
        shown = min(plans.count, most)
        plans.display = shown > 1 and size.height >= LOW
        lines = shown + 1
        plans.styles.height = lines + (lines >= WITH_FOOT)

    def _fill(self) -> None:
        """The lists, as many as there is room for."""
        page = self._page
        if page is None:
            return
        self._was_high = self.app.size.height >= HIGH
        waiting = list(to_do_rows(page))
        to_do = self.query_one("#to-do", VirtualList)
        to_do.set_caption(
            "新近记录接在后面" if waiting and not self._was_high and page.overview.recent else ""
        )
        rows = waiting if self._was_high else [*waiting, *recent_among_to_do(page)]
        to_do.set_source(MemorySource(rows))
        self._fill_recent(list(recent_rows(page)))

    def _fill_recent(self, rows: list[ListRow]) -> None:
        """When a new record has come the cursor is on it, else it stays."""
        newest = rows[0].key if rows else None
        key = newest if newest != self._newest else None
        self._newest = newest
        self.query_one("#recent", VirtualList).set_source(MemorySource(rows), key=key)

    def on_resize(self, event: events.Resize) -> None:
        """Across the threshold the records move between the lists."""
        self._arrange(event.size)
        self.arrange_trends(event.size)
        if self._was_high is not None and self._was_high != (event.size.height >= HIGH):
            self._fill()
            recent = self.query_one("#recent", VirtualList)
            if recent.has_focus:
                self.query_one("#to-do", VirtualList).focus()

    # ------------------------------------------------------------------ leading on

    @on(RowSelected, "#plans")
    async def _plan_selected(self, message: RowSelected) -> None:
        """Enter on a plan: its tasks."""
        message.stop()
        plans = [] if self._page is None else self._page.overview.plans
        for plan in plans:
            if plan.id == message.key:
                await self.ledger_app.go("tasks", plan_place(plan.id, plan.short))

    @on(RowSelected)
    async def _selected(self, message: RowSelected) -> None:
        if message.list_widget.id == "plans":
            return
        message.stop()
        kind, identity, number = message.key.split(":")
        if kind == MILESTONE or number:
            await self.ledger_app.go("tasks", number)
        elif kind in OPENS:
            OPENS[kind](self.ledger_app)
        elif kind == REST:
            await self.ledger_app.go("milestones", identity)
        elif kind == NOTICE:
            await self.ledger_app.go("notices", identity)
        else:
            await self.ledger_app.go("records", identity)

    @on(LightBars.Clicked)
    async def _light_clicked(self, message: LightBars.Clicked) -> None:
        message.stop()
        await self.ledger_app.go("tasks", message.light.word)

    @on(MonthStrip.DayChosen)
    async def _day_chosen(self, message: MonthStrip.DayChosen) -> None:
        message.stop()
        day = message.day
        if message.count:
            await self.ledger_app.go("milestones", day.isoformat())
        else:
            self.ledger_app.tell(f"{day.month}月{day.day}日没有到期的节点")

    async def on_click(self, event: events.Click) -> None:
        """A figure of the sentence leads to the milestones that it counts."""
        word = event.style.meta.get(LEADS_TO)
        if word == PLANS:
            event.stop()
            open_action(self.ledger_app, "show_plans")
        elif word:
            event.stop()
            await self.ledger_app.go("milestones", str(word))

    def action_back(self) -> None:
        """From the records to what waits; from a past day to today."""
        if self.back_leads_to_today():
            return
        self.query_one("#to-do", VirtualList).focus()

    # ------------------------------------------------------------------ work

    def _act(self, work: Callable[[list[Line], ActedOn], object]) -> None:
        """Go on with the marked lines, else with the one under the cursor, as far as they are about tasks."""
        to_do = self.query_one("#to-do", VirtualList)
        focused = self.focused if isinstance(self.focused, VirtualList) else to_do
        act_on(focused, lambda acted: self._with_lines(acted, work))

    def _with_lines(self, acted: ActedOn, work: Callable[[list[Line], ActedOn], object]) -> None:
        from huaian_tui.tui.forms.open_form import with_officer

        app = self.ledger_app
        found = [line_of(key) for key in acted.keys]
        lines = [line for line in found if line is not None]
        strange = [key for key, line in zip(acted.keys, found, strict=True) if line is None]
        if not lines:
            there = keys_said("show_tasks")
            app.tell(f"这一行不属于哪项任务，请到任务（{there}）里选", "warning")
        elif strange:
            self._ask_without(acted, strange, lambda: with_officer(app, lambda: work(lines, acted)))
        else:
            with_officer(app, lambda: work(lines, acted))

    def _ask_without(self, acted: ActedOn, strange: list[str], then: Callable[[], object]) -> None:
        """Name the marked lines that are about no task, and go on with the others after a yes."""
        from huaian_tui.domain.errors import HuaianError
        from huaian_tui.services.several import Refused
        from huaian_tui.tui.forms.batch import Item, Together, ask_without

        source = acted.records.source
        named = {row.key: " ".join(map(str, row.cells[:4])) for row in rows_of(source, acted.keys)}
        no_task = HuaianError("不属于哪项任务")
        refused = [Refused(key, named.get(key, ""), no_task) for key in strange]
        others = [key for key in acted.keys if key not in strange]
        rest = Together(tuple(Item(key, named.get(key, "")) for key in others), "件")
        ask_without(self.ledger_app, f"标记的有 {len(strange)} 件不能这样办", refused, rest, then)

    def _with_tasks(self, work: Callable[[list[int], ActedOn], object]) -> None:
        self._act(lambda lines, acted: work(list(dict.fromkeys(line.task for line in lines)), acted))

    def _on_milestones(self, verb: str) -> None:
        """The milestones of the lines, and those that are asked for of lines about tasks."""
        from huaian_tui.tui.areas.milestones import forms as milestones
        from huaian_tui.tui.areas.tasks.ask_which import pick_milestones

        app, opener = self.ledger_app, getattr(milestones, f"open_{verb}")

        def on_lines(lines: list[Line], acted: ActedOn) -> None:
            own = [line.identity for line in lines if line.kind == MILESTONE]
            tasks = list(dict.fromkeys(line.task for line in lines if line.kind != MILESTONE))
            if tasks:
                pick_milestones(app, tasks, verb, lambda keys: opener(app, [*own, *keys], acted))
            else:
                opener(app, own, acted)

        self._act(on_lines)

    def action_note(self) -> None:
        """A note on the tasks of these lines."""
        from huaian_tui.tui.areas.notes.note_form import open_note

        self._with_tasks(lambda numbers, acted: open_note(self.ledger_app, numbers, acted=acted))

    def action_complete(self) -> None:
        """办结"""
        self._on_milestones("complete")

    def action_extend(self) -> None:
        """延期"""
        self._on_milestones("extend")

    def action_cancel(self) -> None:
        """中止"""
        self._on_milestones("cancel")

    def action_reading(self) -> None:
        """登记数值"""
        self._on_milestones("reading")

    def action_hand_in(self) -> None:
        """报送成果"""
        from huaian_tui.tui.areas.tasks.hand_in import open_hand_in

        self._with_tasks(lambda numbers, acted: open_hand_in(self.ledger_app, numbers, acted))

    def action_notice_of_tasks(self) -> None:
        """拟文书"""
        from huaian_tui.tui.areas.notices.for_tasks import open_task_notices

        self._with_tasks(lambda numbers, acted: open_task_notices(self.ledger_app, numbers, acted))

    def action_milestone_set(self) -> None:
        """设节点"""
        from huaian_tui.tui.areas.milestones.forms import open_set

        self._with_tasks(lambda numbers, acted: open_set(self.ledger_app, numbers, acted))


class Line(NamedTuple):
    """A line that is about a task: its kind, the id of what it says, the task."""

    kind: str
    identity: str
    task: int


def line_of(key: str) -> Line | None:
    """What the key of a line means; None where it is about no task."""
    kind, _, rest = key.partition(":")
    identity, _, number = rest.partition(":")
    return Line(kind, identity, int(number)) if number else None
