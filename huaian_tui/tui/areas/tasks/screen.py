"""任务 (F3): every task as a list or as the tree of indicators, and the chosen one in full."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING
from unicodedata import normalize

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from huaian_tui.domain.text.chinese_numbers import closed_numbers, read_task_number
from huaian_tui.domain.text.ordering import Sort
from huaian_tui.store.queries.find_tasks import TaskFilter
from huaian_tui.store.search.filters import Facet, value_of
from huaian_tui.store.search.list_filters import task_filter
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.tasks.facts import TaskPage, read_task_page
from huaian_tui.tui.areas.tasks.found import Found, Wanted, best_key, read_found
from huaian_tui.tui.areas.tasks.indicator_tree import IndicatorTree
from huaian_tui.tui.areas.tasks.list import COLUMNS, FILTER_HINT, TaskSource
from huaian_tui.tui.areas.tasks.text import task_text
from huaian_tui.tui.forms.open_form import with_officer
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.facet_screen import FacetScreen
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.plan_choice import say_plans
from huaian_tui.tui.list.acted_on import ActedOn, act_on, act_on_one
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.virtual_list import VirtualList

if TYPE_CHECKING:
    from huaian_tui.store.search.facet_counts import Asked, FacetCounts

NONE_CHOSEN = "请先选一项任务"
NOTHING_FOUND = f"没有符合筛选的任务。按 {keys_said('back')} 清除筛选"


class TasksScreen(FacetScreen):
    """List or tree at the left, the task in full at the right (narrow: over the list). A place (``go_to``)
    is a task's number, or a text to filter by."""

    ACTION_ID = "show_tasks"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#task-list"
    BINDINGS = bindings_for(
        "note",
        "notice_of_tasks",
        "complete",
        "extend",
        "milestone_set",
        "filter",
        "toggle_tree",
        "columns",
        "cancel",
        "reopen",
        "reading",
        "milestone_target",
        "hand_in",
        "correct",
        "retract",
        "read_note",
        "export_list",
        "back",
    )

    def __init__(self) -> None:
        super().__init__(self._facets)
        self._number: int | None = None
        """The task in the detail."""
        self._marks = Marks()
        """Of the list and of the tree."""

    def compose_body(self) -> Iterable[Widget]:
        """Filter, list and tree (one of them shown), detail."""
        yield FilterBar(
            "文字、单位、拼音、状态（如 逾期）、序号",
            facets=(Facet.UNIT, Facet.PLAN, Facet.LIGHT, Facet.PACE, Facet.DATES),
            today=lambda: self.ledger_app.session.today,
            hint=FILTER_HINT,
        )
        with Horizontal(id="tasks-body"):
            yield VirtualList(
                COLUMNS,
                empty_text=NOTHING_FOUND,
                marks=self._marks,
                numbered=True,
                own_order=Sort("no"),
                kept_as="tasks",
                id="task-list",
            )
            yield IndicatorTree(marks=self._marks, id="task-tree")
            yield DetailPane(id="task-detail")

    # ------------------------------------------------------------------ the list

    @property
    def _is_tree(self) -> bool:
        return self.has_class("-tree")

    @property
    def records(self) -> VirtualList:
        """The list or the tree, whichever is shown."""
        return self.query_one("#task-tree" if self._is_tree else "#task-list", VirtualList)

    @property
    def viewed_list(self) -> VirtualList:
        """The list, under the tree too."""
        return self.query_one("#task-list", VirtualList)

    def _facets(self, connection: sqlite3.Connection, asked: Asked) -> FacetCounts:
        from huaian_tui.store.search.facet_counts import count_tasks

        return count_tasks(connection, self.ledger_app.session.today, asked)

    @property
    def shape(self) -> Mapping[str, bool]:
        """Whether the tree is shown."""
        return {"tree": self._is_tree}

    def take_shape(self, shape: Mapping[str, bool]) -> None:
        """List or tree."""
        self.set_class(bool(shape.get("tree")), "-tree")

    def go_to(self, place: str) -> None:
        """A number: that task, in full; a plan; any other text: the filter."""
        if self.ask_for_plan(place):
            return
        self.ask_for("" if place.isdecimal() else place)
        if not place.isdecimal():
            self.find(other_rows=True)
            self.show_list()
            return
        self.find(place)
        self._show_task(int(place))
        self.read_detail()

    def come_back_to(self, about: Sequence[tuple[int | None, str | None]]) -> None:
        """The task of the first record."""
        if (number := next((one for one, _ in about if one is not None), None)) is not None:
            self.find(str(number))

    def find(self, key: str | None = None, *, other_rows: bool = False, first: bool = False) -> None:
        """Read in a thread what the filter finds.

        The cursor goes to ``key``; else, of another filter, to the first that fits; else it stays.
        ``first``: to the first of the list, in its order.
        """
        today, is_tree, shown = self.ledger_app.session.today, self._is_tree, self.records
        bar, order = self.bar, self.query_one("#task-list", VirtualList).sort
        text, wanted = bar.text, task_filter(bar.text, bar.filters)
        number, named = read_task_number(normalize("NFKC", closed_numbers(text))), text
        if number is not None:
            named = str(number)
        if other_rows and number is not None:
            key = None if shown.numbers is not None else str(number)
        shown.expect(key, other_rows=other_rows)

        def query(connection: sqlite3.Connection) -> Found:
            asked = Wanted(order, is_tree, first, named if other_rows else "")
            return read_found(connection, today, wanted, asked)

        narrowed = wanted != TaskFilter()

        def show(found: Found) -> None:
            meant = key if found.meant is None else str(found.meant)
            best = best_key(found, meant) if other_rows and narrowed else None
            if found.first is not None and shown.wanted_key is None:  # none was typed meanwhile
                best = str(found.first)
            self._show_found(found, narrowed, best)

        self.read(query, show, group="find", lists=[shown])

    def _show_found(self, found: Found, narrowed: bool, best: str | None) -> None:
        session = self.ledger_app.session
        shown = self.records
        shown.set_caption(found.figures)
        for one in self.query(VirtualList):
            one.numbers = found.keys
            say_plans(one, found.plans)
        if isinstance(shown, IndicatorTree):
            if not narrowed:
                shown.reset()
            by_plan = found.plans > 1
            shown.show_tasks(found.tasks, session.today, narrowed=narrowed, key=best, by_plan=by_plan)
        else:
            shown.set_source(TaskSource(session, found.numbers), key=best)
        self.bar.set_note("指标树" if self._is_tree else "列表")

    def action_toggle_tree(self) -> None:
        """List ↔ tree, on the same task."""
        was_reading = self.has_class("-reading")
        before = self.records
        key = before.wanted_key
        # Rows that have not been read yet begin under the cursor: the key may come faster than they do.
        first = key is None and not self._is_tree and not before.is_settled
        before.forget_waiting()
        self.toggle_class("-tree")
        self.remove_class("-reading")
        self.find(key if key is not None and key.isdecimal() else None, first=first)
        if was_reading or self.focused is None or isinstance(self.focused, VirtualList):
            self.records.focus()

    # ------------------------------------------------------------------ the detail

    def show_row(self, key: str) -> None:
        """Read the task; an indicator is known."""
        if key.isdecimal():
            self._show_task(int(key))
        else:
            self.no_row()
            self.detail.show(self.query_one(IndicatorTree).indicator_text(key))

    def no_row(self) -> None:
        """No task is shown."""
        self._number = None
        super().no_row()

    def _show_task(self, number: int) -> None:
        """Read a task in a thread and show it; read anew, it stays where it was scrolled to."""
        today = self.ledger_app.session.today

        def query(connection: sqlite3.Connection) -> tuple[TaskPage, Content]:
            page = read_task_page(connection, today, number)
            return page, task_text(page)

        self.read(query, lambda found: self._show_page(*found), group="detail")

    def _show_page(self, page: TaskPage, text: Content) -> None:
        pane, number = self.detail, page.detail.task.no
        before = pane.scroll_offset.y if number == self._number else 0
        self._number = number
        pane.show(text)
        if before:
            pane.call_after_refresh(pane.scroll_to, y=before, animate=False)

    async def action_back(self) -> None:
        """Detail → list → where one came from (from the detail at once) → no filter → today."""
        if self.back_leads_to_today():
            return
        was_reading = self.has_class("-reading")
        self.show_list()
        if (self.came_from or not was_reading) and not await self.back_to_origin():
            self.clear_filter()

    def leave_place(self) -> None:
        """What another screen filtered by."""
        self.clear_filter()

    # ------------------------------------------------------------------ work

    def _act_on_one(self, work: Callable[[int], object]) -> None:
        """Do something that is done with one task at a time, once it is known who does it."""

        def on_task(key: str | None) -> None:
            if key is None or not key.isdecimal():
                self.ledger_app.tell(NONE_CHOSEN, "warning")
            else:
                with_officer(self.ledger_app, lambda: work(int(key)))

        act_on_one(self.records, on_task)

    def _act(self, work: Callable[[list[int], ActedOn], object]) -> None:
        """Do something with the marked tasks, else with the chosen one."""

        def on_tasks(acted: ActedOn) -> None:
            numbers = [int(key) for key in acted.keys if key.isdecimal()]
            if not numbers:
                self.ledger_app.tell(NONE_CHOSEN, "warning")
            else:
                with_officer(self.ledger_app, lambda: work(numbers, acted))

        act_on(self.records, on_tasks)

    def _on_milestones(self, verb: str) -> None:
        """Ask which milestones are meant, and open their form (``open_complete`` …)."""
        from huaian_tui.tui.areas.tasks.deciding import decide_on_tasks

        self._act(lambda numbers, acted: decide_on_tasks(self.ledger_app, numbers, verb, acted))

    def action_note(self) -> None:
        """Write a note; the same on each of the marked tasks."""
        from huaian_tui.tui.areas.notes.note_form import open_note

        self._act(lambda numbers, acted: open_note(self.ledger_app, numbers, acted=acted))

    def action_notice_of_tasks(self) -> None:
        """拟文书 over the marked tasks, or the chosen one."""
        from huaian_tui.tui.areas.notices.for_tasks import open_task_notices

        self._act(lambda numbers, acted: open_task_notices(self.ledger_app, numbers, acted))

    def action_office_sheet(self) -> None:
        """打单据 of the marked tasks, or the chosen one."""
        from huaian_tui.tui.areas.notices.office_sheets import Subject, open_office_sheets

        self._act(lambda ids, acted: open_office_sheets(self.ledger_app, Subject(tuple(ids)), acted))

    def action_answer_sources(self) -> None:
        """办理情况报告"""
        from huaian_tui.tui.areas.notices.answers import open_answers

        self._act_on_one(lambda number: open_answers(self.ledger_app, number))

    def action_complete(self) -> None:
        """办结"""
        self._on_milestones("complete")

    def action_extend(self) -> None:
        """延期"""
        self._on_milestones("extend")

    def action_cancel(self) -> None:
        """中止"""
        self._on_milestones("cancel")

    def action_reopen(self) -> None:
        """重新督办"""
        self._on_milestones("reopen")

    def action_reading(self) -> None:
        """登记数值"""
        self._on_milestones("reading")

    def action_milestone_target(self) -> None:
        """设指标"""
        self._on_milestones("target")

    def action_milestone_set(self) -> None:
        """设节点"""
        from huaian_tui.tui.areas.milestones.forms import open_set

        self._act(lambda numbers, acted: open_set(self.ledger_app, numbers, acted))

    def action_assign_tasks(self) -> None:
        """逐项交办: the marked tasks, else those of the list as filtered, else of the current plan."""
        from huaian_tui.tui.areas.tasks.assigning import Scope, open_assigning

        wanted = task_filter(self.bar.text, self.bar.filters)
        act_on(self.records, lambda acted: open_assigning(self.ledger_app, Scope.of(acted, wanted)))

    def action_hand_in(self) -> None:
        """报送成果"""
        from huaian_tui.tui.areas.tasks.hand_in import open_hand_in

        self._act(lambda numbers, acted: open_hand_in(self.ledger_app, numbers, acted))

    def action_correct(self) -> None:
        """更正 a record of the task."""
        from huaian_tui.tui.areas.facts.forms import of_task, pick_to_correct

        self._act_on_one(lambda number: pick_to_correct(self.ledger_app, of_task(number)))

    def action_retract(self) -> None:
        """撤回 a record of the task."""
        from huaian_tui.tui.areas.facts.forms import of_task, pick_to_take_back

        self._act_on_one(lambda number: pick_to_take_back(self.ledger_app, of_task(number)))

    def action_read_note(self) -> None:
        """A note of the task in full."""
        from huaian_tui.tui.areas.notes.correction import open_note_text
        from huaian_tui.tui.areas.tasks.ask_which import pick_note

        app = self.ledger_app
        show = partial(open_note_text, app)
        self._act_on_one(lambda number: pick_note(app, number, "看哪条记录", show))

    def action_task_add(self) -> None:
        """新增任务, in the plan that is shown, else in the current one"""
        from huaian_tui.tui.areas.plans.task_forms import open_task_add

        open_task_add(self.ledger_app, value_of(self.bar.filters, Facet.PLAN))

    def action_task_lines(self) -> None:
        """粘贴任务, there too"""
        from huaian_tui.tui.areas.plans.pasted_lines import open_lines

        open_lines(self.ledger_app, value_of(self.bar.filters, Facet.PLAN))

    def action_task_change(self) -> None:
        """改任务"""
        from huaian_tui.tui.areas.plans.task_forms import open_task_change

        self._act_on_one(lambda number: open_task_change(self.ledger_app, number))

    def action_tie(self) -> None:
        """关联"""
        from huaian_tui.tui.areas.tasks.tie import open_tie

        self._act_on_one(lambda number: open_tie(self.ledger_app, number))

    def action_task_end(self) -> None:
        """终止任务"""
        from huaian_tui.tui.areas.plans.task_forms import open_task_end

        self._act_on_one(lambda number: open_task_end(self.ledger_app, number))
