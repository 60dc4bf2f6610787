"""方案: every plan, how far it has come, and what is done with one: 新增, 延长, 收官, 结转, 新增任务."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.store.queries.plans import list_plans
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.plans.facts import read_facts
from huaian_tui.tui.areas.plans.list import COLUMNS, plan_rows
from huaian_tui.tui.areas.plans.text import plan_text
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.frame.list_screen import ListScreen
from huaian_tui.tui.frame.plan_places import plan_place
from huaian_tui.tui.list.acted_on import act_on_one
from huaian_tui.tui.list.sorted_rows import sorted_rows
from huaian_tui.tui.list.source import MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList


class PlansScreen(ListScreen):
    """The plans at the left, the chosen one in full at the right (over the list when narrow).

    Enter on a plan, and again in its detail, leads to its tasks. A place is the id of a plan.
    """

    ACTION_ID = "show_plans"
    CSS_PATH = "screen.tcss"
    BINDINGS = bindings_for("open", "filter", "export_list", "back")

    def __init__(self) -> None:
        super().__init__()
        self._plans: list[PlanLine] = []
        """All plans, listed or not."""

    def compose_body(self) -> Iterable[Widget]:
        """Filter, list, detail."""
        yield FilterBar("代号、简称、名称")
        with Horizontal(id="plans-body"):
            empty = f"没有这样的方案。按 {keys_said('back')} 清除筛选"
            yield VirtualList(COLUMNS, empty_text=empty, measure="个方案")
            yield DetailPane()

    def go_to(self, place: str) -> None:
        """The plan of this id."""
        self.ask_for("")
        self.find(place)
        self.show_list()

    def find(self, key: str | None = None, *, other_rows: bool = False) -> None:
        """Read the plans and show those that fit the filter."""
        today, records = self.ledger_app.session.today, self.records
        records.expect(key, other_rows=other_rows)

        def show(plans: list[PlanLine]) -> None:
            self._plans = plans
            rows = plan_rows(plans, today, self.bar.text)
            closed = sum(one.closed_on is not None for one in plans)
            records.set_caption(f"在办 {len(plans) - closed}，已收官 {closed}")
            records.set_source(MemorySource(sorted_rows(rows, records.columns, records.sort)))

        self.read(lambda c: list_plans(c, today), show, group="find", lists=[records])

    def show_row(self, key: str) -> None:
        """Read the plan."""
        today = self.ledger_app.session.today

        def show(text: Content) -> None:
            self.detail.show(text)

        self.read(lambda c: plan_text(read_facts(c, today, key)), show, group="detail")

    async def open_row(self, key: str) -> None:
        """Enter: on a narrow terminal first the detail, then the tasks of the plan."""
        if self.has_class("-narrow"):
            self.read_detail()
        else:
            await self._go_to_tasks(key)

    def action_open(self) -> None:
        """Enter in the detail: to the tasks of the plan."""
        if self.detail.has_focus:
            self.records.with_chosen(lambda key: self.call_later(self._go_to_tasks, key))

    async def _go_to_tasks(self, key: str | None) -> None:
        for plan in self._plans:
            if plan.id == key:
                await self.ledger_app.go("tasks", plan_place(plan.id, plan.short))

    # ------------------------------------------------------------------ doing

    def action_task_add(self) -> None:
        """新增任务"""
        from huaian_tui.tui.areas.plans.task_forms import open_task_add

        self._with_plan(open_task_add)

    def action_task_lines(self) -> None:
        """粘贴任务"""
        from huaian_tui.tui.areas.plans.pasted_lines import open_lines

        self._with_plan(open_lines)

    def action_plan_import(self) -> None:
        """导入方案"""
        from huaian_tui.tui.areas.plan_import.flow import open_plan_import

        open_plan_import(self.ledger_app)

    def action_plan_revise(self) -> None:
        """导入修订稿"""
        from huaian_tui.tui.areas.plan_import.flow import open_plan_revision

        self._with_plan(open_plan_revision)

    def action_minutes_add(self) -> None:
        """从会议纪要登记"""
        from huaian_tui.tui.areas.plans.minutes import open_minutes

        open_minutes(self.ledger_app)

    def action_plan_add(self) -> None:
        """新增方案"""
        from huaian_tui.tui.areas.plans.forms import open_add

        open_add(self.ledger_app, self.go_to)

    def action_plan_change(self) -> None:
        """改方案"""
        from huaian_tui.tui.areas.plans.forms import open_change

        self._with_plan(open_change)

    def action_plan_current(self) -> None:
        """设为现用"""
        from huaian_tui.tui.areas.plans.forms import open_current

        self._with_plan(open_current)

    def action_plan_extend(self) -> None:
        """延长"""
        from huaian_tui.tui.areas.plans.forms import open_extend

        self._with_plan(open_extend)

    def action_plan_close(self) -> None:
        """收官, 结转"""
        from huaian_tui.tui.areas.plans.closing import open_close

        self._with_plan(open_close)

    def action_plan_reopen(self) -> None:
        """重新启用"""
        from huaian_tui.tui.areas.plans.forms import open_reopen

        self._with_plan(open_reopen)

    def _with_plan(self, work: Callable[[Host, str], object]) -> None:
        """Do something with the plan under the cursor."""

        def on_plan(key: str | None) -> None:
            if key is None:
                self.ledger_app.tell("请先选一个方案", "warning")
            else:
                work(self.ledger_app, key)

        act_on_one(self.records, on_plan)
