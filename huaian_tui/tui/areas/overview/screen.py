"""总览 (F2): where the plan stands this morning, and what waits today."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from textual import events, on
from textual.containers import Container, Vertical
from textual.geometry import Size
from textual.widget import Widget

from huaian_tui.domain.words.plans import PLAN_COLUMN
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.overview.light_bars import LightBars
from huaian_tui.tui.areas.overview.month_strip import MonthStrip
from huaian_tui.tui.areas.overview.page import OverviewPage, read_overview_page
from huaian_tui.tui.areas.overview.text import (
    LEADS_TO,
    MILESTONE,
    NOTICE,
    PLAN_COLUMNS,
    PLANS,
    RECENT_COLUMNS,
    REPORTS,
    REST,
    TO_DO_COLUMNS,
    plan_line,
    plan_rows,
    recent_among_to_do,
    recent_rows,
    state_line,
    to_do_rows,
)
from huaian_tui.tui.frame.chinese_text import ChineseText
from huaian_tui.tui.frame.ledger_screen import LedgerScreen
from huaian_tui.tui.frame.plan_places import plan_place
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.source import ListRow, MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList

MONTHS_WIDTH = 116
"""From so many columns on, on a high screen, both months stand as a grid beside the figures."""

LOW = 16
"""Below so many lines there is no calendar: the list needs them."""

MOST_PLANS, MOST_PLANS_HIGH = 4, 8
"""Plans in sight at once; the list of more of them scrolls."""

WITH_FOOT = 5
"""From so many lines on a list has a foot (``list.line_view.LOW``), which says how many plans there are."""

HIGH = 30
"""From so many lines on the last records have a list of their own; below they follow what waits in one."""


class OverviewScreen(LedgerScreen):
    """Counts by light, overdue, due soon, promised, last records. Enter leads to the task or record."""

    ACTION_ID = "show_overview"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#to-do"
    BINDINGS = bindings_for(
        "note", "complete", "extend", "milestone_set", "weekly", "export_calendar", "export_list", "back"
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
            yield MonthStrip(self.ledger_app.session.today)
        with Vertical(id="overview-body"):
            yield VirtualList(PLAN_COLUMNS, empty_text="没有在办的方案", measure="个方案", id="plans")
            yield VirtualList(
                TO_DO_COLUMNS, empty_text="没有要办的事，也还没有记录", measure="件", id="to-do"
            )
            yield VirtualList(
                RECENT_COLUMNS,
                empty_text=f"还没有记录。选一项任务写一条：{keys_said('note')}",
                measure="条",
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
        self._page = self._newest = None
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
        self._fill_plans(page)
        self._arrange(self.app.size)
        self._fill()

    def _fill_plans(self, page: OverviewPage) -> None:
        """A line for each plan where there are several; else nothing needs to say which plan it is."""
        several = len(page.overview.plans) > 1
        for one in self.query(VirtualList):
            one.hide_columns(*([] if several else [PLAN_COLUMN]))
        plans = self.query_one("#plans", VirtualList)
        plans.hide_columns()
        plans.set_source(MemorySource(list(plan_rows(page)) if several else ()))

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
        elif kind == REPORTS:
            open_action(self.ledger_app, "reports")
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

    def _with_line(self, work: Callable[[str, str, int], object]) -> None:
        """Go on with kind, identity and task number of the line under the cursor, if it is about a task."""
        from huaian_tui.tui.forms.open_form import with_officer

        def on_line(key: str | None) -> None:
            kind, _, rest = (key or "").partition(":")
            identity, _, number = rest.partition(":")
            if number:
                with_officer(self.ledger_app, lambda: work(kind, identity, int(number)))
            else:
                self.ledger_app.tell(
                    f"这一行不属于哪项任务，请到任务（{keys_said('show_tasks')}）里选", "warning"
                )

        to_do = self.query_one("#to-do", VirtualList)
        focused = self.focused if isinstance(self.focused, VirtualList) else to_do
        focused.with_chosen(on_line)

    def _with_task(self, work: Callable[[int], object]) -> None:
        self._with_line(lambda kind, identity, number: work(number))

    def _on_milestone(self, verb: str) -> None:
        """The milestone of the line, or the one that is asked for."""
        from huaian_tui.tui.areas.milestones import forms as milestones
        from huaian_tui.tui.areas.tasks.ask_which import pick_milestone

        app, opener = self.ledger_app, getattr(milestones, f"open_{verb}")

        def on_line(kind: str, identity: str, number: int) -> None:
            if kind == MILESTONE:
                opener(app, identity)
            else:
                pick_milestone(app, number, verb, lambda key: opener(app, key))

        self._with_line(on_line)

    def action_note(self) -> None:
        """A note on the task of this line."""
        from huaian_tui.tui.areas.notes.note_form import open_note

        self._with_task(lambda number: open_note(self.ledger_app, number))

    def action_complete(self) -> None:
        """办结"""
        self._on_milestone("complete")

    def action_extend(self) -> None:
        """延期"""
        self._on_milestone("extend")

    def action_weekly(self) -> None:
        """周报"""
        open_action(self.ledger_app, "weekly")

    def action_export_calendar(self) -> None:
        """导出日历"""
        open_action(self.ledger_app, "export_calendar")

    def action_milestone_set(self) -> None:
        """设节点"""
        from huaian_tui.tui.areas.milestones.forms import open_set

        self._with_task(lambda number: open_set(self.ledger_app, number))
