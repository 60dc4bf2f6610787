"""单位 (F5): type a name, pinyin or initials, and the answer stands: tasks, what is late, latest notes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence

from textual import on
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.search.filters import Facet, Filter
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.units.list import (
    UNIT_COLUMNS,
    ConcernSource,
    FoundUnits,
    read_facts,
    search,
    task_columns,
    unit_rows,
)
from huaian_tui.tui.areas.units.task_list import NO_TASKS, UnitTaskList
from huaian_tui.tui.areas.units.text import UnitFacts, unit_head
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.filter_bar import FilterBar
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.frame.plan_choice import say_plans
from huaian_tui.tui.frame.typed_at_once import TypedAtOnceScreen
from huaian_tui.tui.list.acted_on import ActedOn, act_on, act_on_one
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import RowSelected
from huaian_tui.tui.list.sorted_rows import sorted_rows
from huaian_tui.tui.list.source import MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList


class UnitsScreen(TypedAtOnceScreen):
    """The input, the units that fit, and how the chosen one stands."""

    ACTION_ID = "show_units"
    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "LineInput"
    BINDINGS = bindings_for(
        "remind", "note", "change_unit", "filter", "columns", "export_list", "export_forms", "back"
    )

    def __init__(self) -> None:
        super().__init__()
        self._read_as: dict[str, str] = {}
        self._facts: UnitFacts | None = None
        """What is shown of a unit."""
        self._plan: Filter | None = None
        """Only tasks of this plan are listed; None: of all."""
        self._best_first = True
        """Something else was typed: the cursor goes to what fits best."""

    def compose_body(self) -> Iterable[Widget]:
        """Input, units, answer."""
        yield FilterBar("名称、别名、拼音或首字母，如 czj", label="查单位")
        with Horizontal(id="units-body"):
            yield VirtualList(
                UNIT_COLUMNS,
                empty_text="没有找到",
                measure="个",
                marks=Marks(),
                kept_as="units",
                id="unit-list",
            )
            with Vertical(id="unit-answer"):
                yield DetailPane(id="unit-facts")
                yield UnitTaskList(id="unit-tasks")

    @property
    def records(self) -> VirtualList:
        """The units."""
        return self.query_one("#unit-list", VirtualList)

    @property
    def _tasks(self) -> UnitTaskList:
        return self.query_one("#unit-tasks", UnitTaskList)

    # ------------------------------------------------------------------ coming here

    def action_filter(self) -> None:
        """Into the input, its text marked, so that typing replaces it."""
        self.bar.take_focus(replacing=True)

    def go_to(self, place: str) -> None:
        """``place`` is the id of a unit."""
        self.ask_for("")
        self._best_first = False
        self.find(place)
        self.set_focus(self.records)

    # ------------------------------------------------------------------ finding

    def find(self, key: str | None = None, *, other_rows: bool = False) -> None:
        """Read what the input finds; of something else that was typed, the cursor goes to what fits best."""
        self._best_first |= other_rows
        today, query = self.ledger_app.session.today, self.bar.text
        plan = None if self._plan is None else self._plan.value
        self.records.expect(key, other_rows=other_rows)
        self._tasks.expect(other_rows=other_rows)
        self.read(
            lambda c: search(c, today, query, plan),
            lambda found: self._show(found, query),
            group="find",
            lists=[self.records, self._tasks],
        )

    def _show(self, found: FoundUnits, query: str) -> None:
        self._read_as = found.read_as
        names = [row.id for row in found.rows]
        self.records.empty_text = f"没有找到「{query}」"
        best = names[0] if names and self._best_first else None
        self._best_first = False
        rows = sorted_rows(unit_rows(found.rows), self.records.columns, self.records.sort)
        self.records.set_source(MemorySource(rows), key=best)
        if not names:
            self._show_nothing(found, query)

    def _show_nothing(self, found: FoundUnits, query: str) -> None:
        self.workers.cancel_group(self, "facts")
        self._facts = None
        near = f"相近的有：{'、'.join(found.nearest)}" if found.nearest else "名称、别名、拼音、首字母都不符"
        self.detail.show(f"没有找到单位「{query}」。{near}")
        self._tasks.empty_text = ""
        self._tasks.set_source(MemorySource(()))

    # ------------------------------------------------------------------ the answer

    def show_row(self, key: str) -> None:
        """Read how the unit stands."""
        self._read_facts(key)

    def no_row(self) -> None:
        """It stands there already that nothing was found."""

    def _read_facts(self, name: str) -> None:
        today = self.ledger_app.session.today
        self._tasks.expect(other_rows=self._facts is None or self._facts.detail.id != name)
        read_as, order, plan = self._read_as.get(name, ""), self._tasks.sort, self._plan

        def query(connection: sqlite3.Connection) -> tuple[UnitFacts, Content]:
            # Made here: of a unit with thousands of tasks that takes a tenth of a second.
            facts = read_facts(connection, today, name, order, None if plan is None else plan.value)
            return facts, unit_head(facts, read_as)

        self.read(query, lambda found: self._show_facts(*found), group="facts", lists=[self._tasks])

    def _show_facts(self, facts: UnitFacts, head: Content) -> None:
        if self._facts is None or self._facts.detail.id != facts.detail.id:
            self._tasks.clear_marks()  # they were of the tasks of another unit
        self._facts = facts
        self.detail.show(head)
        self._tasks.empty_text = NO_TASKS
        self._tasks.numbers = facts.numbers
        say_plans(self._tasks, facts.plans)
        self._tasks.set_columns(task_columns(facts.concerns))
        self._tasks.set_source(ConcernSource(self.ledger_app.session, facts.concerns))

    async def open_row(self, key: str) -> None:
        """Enter on a unit: to its tasks."""
        if self._tasks.count:
            self._tasks.focus()

    @on(RowSelected, "#unit-tasks")
    async def _task_selected(self, message: RowSelected) -> None:
        """Enter on a task: to the task."""
        message.stop()
        await self.ledger_app.go("tasks", message.key)

    async def action_back(self) -> None:
        """From the tasks to the units, from them to where one came from or to today, else to the input."""
        if self.back_leads_to_today():
            return
        if self._tasks.has_focus or self.detail.has_focus:
            self.records.focus()
        elif not await self.back_to_origin():
            self.action_filter()

    def action_choose_plan(self) -> None:
        """The tasks of one plan, or of all."""
        open_action(
            self.ledger_app, "choose_plan", None if self._plan is None else self._plan.value, self._take_plan
        )

    def _take_plan(self, chosen: Filter | None) -> None:
        self.take_filters([] if chosen is None else [chosen])
        self.find()

    @property
    def view_filters(self) -> Sequence[Filter]:
        """The plan whose tasks are listed and counted."""
        return [] if self._plan is None else [self._plan]

    def take_filters(self, filters: Sequence[Filter]) -> None:
        """Only tasks of the plan among these, without reading yet."""
        self._plan = next((one for one in filters if one.facet is Facet.PLAN), None)
        self.bar.set_note("" if self._plan is None else f"方案 {self._plan.words}")

    # ------------------------------------------------------------------ doing

    def _act(self, work: Callable[[ActedOn], object]) -> None:
        """Do something with the marked units, else with the chosen one."""
        act_on(self.records, lambda acted: work(acted) if acted.keys else self._none_chosen())

    def action_remind(self) -> None:
        """A 催办单 for each of the chosen units."""

        def of_units(acted: ActedOn) -> None:
            # Nothing is done yet: the marks stay, for one who gives the form up.
            self.call_later(self.ledger_app.go, "notices", f"reminder:{'、'.join(acted.keys)}")

        self._act(of_units)

    def action_office_sheet(self) -> None:
        """打单据 of the chosen units; with the keys in the list of tasks, of the tasks"""
        from huaian_tui.tui.areas.notices.office_sheets import Subject, open_office_sheets

        app = self.ledger_app
        if self.focused is self._tasks:
            self._tasks.act(lambda ids, acted: open_office_sheets(app, Subject(tuple(ids)), acted))
        else:
            self._act(lambda acted: open_office_sheets(app, Subject(units=acted.keys), acted))

    def action_export_forms(self) -> None:
        """反馈表 for the chosen units, or for all."""
        from huaian_tui.tui.areas.exports.dialogs import open_forms_export

        def of_units(acted: ActedOn) -> None:
            facts = self._facts if self._facts and self._facts.detail.id in acted.keys else None
            open_forms_export(self.ledger_app, acted.keys, facts.detail.name if facts else "", acted)

        act_on(self.records, of_units)

    def action_rename_unit(self) -> None:
        """Another name for the chosen unit from a day on."""
        from huaian_tui.tui.areas.units.forms import open_rename

        self._change_chosen(open_rename)

    def action_merge_unit(self) -> None:
        """The chosen or marked units are part of another one from a day on."""
        from huaian_tui.tui.areas.units.forms import open_merge

        self._act(lambda acted: open_merge(self.ledger_app, acted.keys))

    def action_change_unit(self) -> None:
        """Other particulars of the chosen unit."""
        from huaian_tui.tui.areas.units.particulars import open_change

        self._change_chosen(open_change)

    def action_unit_contact(self) -> None:
        """Who answers at the chosen unit."""
        from huaian_tui.tui.areas.units.contact_form import open_contact

        self._change_chosen(open_contact)

    def action_settle_unit(self) -> None:
        """Which side holds of what laptops said apart of the chosen unit."""
        from huaian_tui.tui.areas.units.settling import open_settle

        self._change_chosen(open_settle)

    def action_add_unit(self) -> None:
        """A new unit."""
        from huaian_tui.tui.areas.units.particulars import open_add

        open_add(self.ledger_app)

    def _change_chosen(self, open_form: Callable[[Host, str], None]) -> None:
        """What is done with one unit at a time."""
        act_on_one(
            self.records,
            lambda name: open_form(self.ledger_app, name) if name is not None else self._none_chosen(),
        )

    def _none_chosen(self) -> None:
        self.ledger_app.show_error(HuaianError("没有选中单位", "", "先查到一个单位"))

    def _of_tasks(self, work: Callable[[], object]) -> None:
        """Do something with the marked tasks of the unit, else the one under the cursor; of one unit."""

        def on_unit(name: str | None) -> None:
            if name is not None and (self._facts is None or self._facts.detail.id != name):
                self._tasks.clear_marks()
                self._read_facts(name)  # the list of tasks is still that of another unit
            work()

        act_on_one(self.records, on_unit)

    def action_note(self) -> None:
        """写记录, on the tasks of the unit"""
        from huaian_tui.tui.areas.notes.note_form import open_note

        def note(numbers: list[int], acted: ActedOn) -> None:
            unit = self._facts.detail.name if self._facts else ""
            open_note(self.ledger_app, numbers, unit=unit, acted=acted)

        self._of_tasks(lambda: self._tasks.act(note))

    def action_reopen(self) -> None:
        """重新督办 of tasks of the unit"""
        self._of_tasks(lambda: self._tasks.decide("reopen"))

    def action_hand_in(self) -> None:
        """报送成果"""
        from huaian_tui.tui.areas.tasks.hand_in import open_hand_in

        app = self.ledger_app
        self._of_tasks(lambda: self._tasks.act(lambda ids, acted: open_hand_in(app, ids, acted)))

    def action_notice_of_tasks(self) -> None:
        """拟文书 over tasks of the unit"""
        from huaian_tui.tui.areas.notices.for_tasks import open_task_notices

        app = self.ledger_app
        self._of_tasks(lambda: self._tasks.act(lambda ids, acted: open_task_notices(app, ids, acted)))
