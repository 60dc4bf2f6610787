"""记录 (F7): everything that was recorded, newest first, to search and to read in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import on
from textual.containers import Horizontal
from textual.widget import Widget

from huaian_tui.domain.errors import HuaianError
from huaian_tui.store.queries.events import find_events
from huaian_tui.tui.actions import bindings_for
from huaian_tui.tui.screens.base import LedgerScreen
from huaian_tui.tui.screens.record_lines import COLUMNS, RecordSource, read_facts
from huaian_tui.tui.views.records import RecordFacts, note_of, record_detail
from huaian_tui.tui.widgets.chinese_text import DetailPane
from huaian_tui.tui.widgets.filter_bar import FilterBar
from huaian_tui.tui.widgets.list_messages import RowHighlighted, RowSelected, SourceShown
from huaian_tui.tui.widgets.marking import Marks
from huaian_tui.tui.widgets.record_list import RecordList

NOTHING_YET = "还没有记录。在任务上按 F8 或 n 写第一条"
NOTHING_FOUND = "没有符合条件的记录"


class RecordsScreen(LedgerScreen):
    """The records at the left, the chosen one in full at the right (over the list when narrow)."""

    ACTION_ID = "show_records"
    CSS_PATH = "records.tcss"
    BINDINGS = bindings_for("open", "note", "correct", "retract", "filter", "export_list", "back")

    def __init__(self) -> None:
        super().__init__()
        self._facts: RecordFacts | None = None
        """The record in the detail."""

    def compose_body(self) -> Iterable[Widget]:
        """Filter, list, detail."""
        yield FilterBar("文字、登记人、类型（如 更正）、序号")
        with Horizontal(id="records-body"):
            yield RecordList(COLUMNS, empty_text=NOTHING_YET, measure="条", marks=Marks())
            yield DetailPane()

    # ------------------------------------------------------------------ reading

    def load(self) -> None:
        """Read which records fit the filter."""
        self._find()

    def go_to(self, place: str) -> None:
        """``place`` is the id of a record (hexadecimal); a filter that may hide it is taken away."""
        self.remove_class("-reading")
        bar = self.query_one(FilterBar)
        with bar.prevent(FilterBar.Changed):
            bar.set_text("")
        self._find(place)
        self.set_focus(self.query_one(RecordList))

    def _find(self, key: str | None = None, *, other_rows: bool = False) -> None:
        session, text = self.ledger_app.session, self.query_one(FilterBar).text
        record_list = self.query_one(RecordList)
        record_list.expect(key, other_rows=other_rows)

        def show(ids: list[bytes]) -> None:
            record_list.empty_text = NOTHING_FOUND if text else NOTHING_YET
            record_list.set_source(RecordSource(session, ids))

        self.read(lambda c: find_events(c, text), show, group="find", lists=[record_list])

    @on(FilterBar.Changed)
    def _filter_changed(self, message: FilterBar.Changed) -> None:
        message.stop()
        self._find(other_rows=True)

    @on(FilterBar.Left)
    def _filter_left(self, message: FilterBar.Left) -> None:
        message.stop()
        self.query_one(RecordList).focus()

    # ------------------------------------------------------------------ detail

    @on(RowHighlighted)
    def _highlighted(self, message: RowHighlighted) -> None:
        message.stop()
        today, identity = self.ledger_app.session.today, bytes.fromhex(message.key)
        self.read(lambda c: read_facts(c, today, identity), self._show_detail, group="detail")

    def _show_detail(self, facts: RecordFacts) -> None:
        self._facts = facts
        self.query_one(DetailPane).show(record_detail(facts))

    @on(SourceShown)
    def _source_shown(self, message: SourceShown) -> None:
        message.stop()
        if not message.count:
            self.workers.cancel_group(self, "detail")
            self._facts = None
            self.query_one(DetailPane).show("")

    @on(RowSelected)
    async def _selected(self, message: RowSelected) -> None:
        """Enter: to the task; on a narrow terminal first the detail, then the task."""
        message.stop()
        if self.has_class("-narrow"):
            self.add_class("-reading")
            self.query_one(DetailPane).focus()
        else:
            self._with_record(message.key, self._go_to_task)

    def action_open(self) -> None:
        """Enter in the detail: to the task."""
        if self.query_one(DetailPane).has_focus:
            self._with_chosen(self._go_to_task)

    def _go_to_task(self, facts: RecordFacts) -> None:
        if facts.record.task_no is None:
            self.ledger_app.tell("这条记录不属于某一项任务")
            return
        self.run_worker(self.ledger_app.go("tasks", str(facts.record.task_no)), group="go", exclusive=True)

    def action_back(self) -> None:
        """From the detail to the list."""
        self.remove_class("-reading")
        self.query_one(RecordList).focus()

    def action_filter(self) -> None:
        """Into the filter."""
        self.remove_class("-reading")
        self.query_one(FilterBar).take_focus()

    # ------------------------------------------------------------------ doing

    def _with_record(self, key: str, then: Callable[[RecordFacts], None]) -> None:
        """Go on with the record of this key; it is read when the detail has not come that far."""
        if self._facts is not None and self._facts.record.id.hex() == key:
            then(self._facts)
            return
        today, identity = self.ledger_app.session.today, bytes.fromhex(key)
        self.read(lambda c: read_facts(c, today, identity), then, group="with-record")

    def _with_chosen(self, then: Callable[[RecordFacts], None]) -> None:
        def on_record(key: str | None) -> None:
            if key is None:
                error = HuaianError("没有选中记录", "列表里现在没有这条记录", "清空筛选，再选一条")
                self.ledger_app.show_error(error)
            else:
                self._with_record(key, then)

        self.query_one(RecordList).with_chosen(on_record)

    def _with_note(self, then: Callable[[bytes], None]) -> None:
        """Go on with the note that the chosen record is or refers to."""

        def check(facts: RecordFacts) -> None:
            note = note_of(facts.record)
            if note is None:
                why, way_out = "只有督查记录可以更正或撤回", "节点的决定请在节点（F4）里另作一次"
                self.ledger_app.show_error(HuaianError("这一条不是督查记录", why, way_out))
                return
            then(note)

        self._with_chosen(check)

    def action_correct(self) -> None:
        """更正"""
        from huaian_tui.tui.dialogs.correction import open_correction

        self._with_note(lambda note: open_correction(self.ledger_app, note))

    def action_retract(self) -> None:
        """撤回"""
        from huaian_tui.tui.dialogs.correction import open_retraction

        self._with_note(lambda note: open_retraction(self.ledger_app, note))

    def action_note(self) -> None:
        """写记录, on the task of the chosen record"""

        def write(facts: RecordFacts) -> None:
            from huaian_tui.tui.dialogs.note import open_note

            if facts.record.task_no is None:
                self.ledger_app.tell("这条记录不属于某一项任务")
            else:
                open_note(self.ledger_app, facts.record.task_no)

        self._with_chosen(write)
