"""核实自报: what units reported beside what was known, one after the other, and the officer's decision."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.self_reports import ReportRow
from huaian_tui.store.queries.plan_scope import plans_in_use
from huaian_tui.store.queries.self_reports import ReportBeside, list_reports, read_beside
from huaian_tui.tui.actions.opening import open_action
from huaian_tui.tui.actions.registry import bindings_for, keys_said
from huaian_tui.tui.areas.self_reports.deciding import ask_basis, ask_reason
from huaian_tui.tui.areas.self_reports.text import (
    COLUMNS,
    known_text,
    report_head,
    report_rows,
    reported_text,
)
from huaian_tui.tui.forms.open_form import read_then, with_officer
from huaian_tui.tui.frame.chinese_text import ChineseText, DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.frame.plan_choice import say_plans
from huaian_tui.tui.list.acted_on import ActedOn, act_on
from huaian_tui.tui.list.marked_rows import Marks
from huaian_tui.tui.list.messages import ReadFailed, RowHighlighted, RowSelected, SourceShown
from huaian_tui.tui.list.source import MemorySource
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.threads.background import in_thread

DECISIONS = ("report_confirm", "report_keep_open", "report_reject")
"""What can be done with a report."""

NOTHING_WAITS = "没有待核实的自报。收到填好的反馈表，按 {keys} 导入"


def _read(connection: sqlite3.Connection) -> tuple[list[ReportRow], int]:
    return list_reports(connection), len(plans_in_use(connection))


class ReportsDialog(ModalScreen[None]):
    """The pending reports above; below at the left what the unit says, at the right what was known.

    On a narrow terminal the two stand one above the other. After each decision the
    cursor is on the next report.
    """

    BINDINGS = bindings_for(*DECISIONS, "report_reopen", "report_add", "who_answered", "import_forms", "back")
    AUTO_FOCUS = "VirtualList"
    withheld_hints: tuple[str, ...] = ()
    """Actions that the hints do not offer now; their keys say why."""
    CSS_PATH = "dialog.tcss"

    def compose(self) -> ComposeResult:
        """Title, list, head, the two sides."""
        with Vertical(classes="dialog"):
            yield Static("核实单位自报", classes="dialog-title", markup=False)
            reports = VirtualList(
                COLUMNS,
                empty_text=NOTHING_WAITS.format(keys=keys_said("import_forms")),
                measure="条",
                marks=Marks(),
            )
            reports.set_caption(f"导入反馈表 {keys_said('import_forms')}")
            yield reports
            yield ChineseText(id="report-head")
            with Container(id="report-sides"):
                with Vertical(classes="report-side"):
                    yield Static("单位报的", markup=False)
                    yield DetailPane(id="report-said")
                with Vertical(classes="report-side", id="report-known"):
                    yield Static("已知的", markup=False)
                    yield DetailPane(id="report-known-text")
        yield HintBar()

    @property
    def _app(self) -> Host:
        return host_of(self)

    # ------------------------------------------------------------------ reading

    @on(events.ScreenResume)
    def _read(self) -> None:
        """Read what waits: at the beginning, and whenever a form over this list has closed."""
        reports = self.query_one(VirtualList)
        reports.expect()

        def refused(error: HuaianError) -> None:
            reports.give_up()
            self.post_message(ReadFailed(error))

        in_thread(self, lambda: self._app.session.read(_read), self._show, group="reports", refused=refused)

    @on(events.ScreenSuspend)
    def _go_back(self) -> None:
        """What waited for a row was meant for this list, now."""
        self.query_one(VirtualList).forget_waiting()

    def _show(self, read: tuple[list[ReportRow], int]) -> None:
        reports, plans = read
        say_plans(self.query_one(VirtualList), plans)
        self.query_one(VirtualList).set_source(MemorySource(report_rows(reports)))

    @on(RowHighlighted)
    def _highlighted(self, message: RowHighlighted) -> None:
        message.stop()
        self._read_beside(message.key, self._show_beside, "beside")

    def _read_beside(self, key: str, then: Callable[[ReportBeside], object], group: str) -> None:
        session = self._app.session
        identity = bytes.fromhex(key)
        in_thread(
            self, lambda: session.read(lambda c: read_beside(c, session.today, identity)), then, group=group
        )

    def _show_beside(self, beside: ReportBeside) -> None:
        self.query_one("#report-head", ChineseText).update(report_head(beside))
        self.query_one("#report-said", DetailPane).show(reported_text(beside))
        self.query_one("#report-known-text", DetailPane).show(known_text(beside))

    @on(SourceShown)
    def _source_shown(self, message: SourceShown) -> None:
        message.stop()
        self.withheld_hints = () if message.count else DECISIONS
        self.query_one(HintBar).refresh()
        if not message.count:
            self.workers.cancel_group(self, "beside")
            self.query_one("#report-head", ChineseText).update("")
            for pane in self.query(DetailPane):
                pane.show("")

    @on(RowSelected)
    def _selected(self, message: RowSelected) -> None:
        """Enter: the keys scroll what the unit says (Tab: what was known)."""
        message.stop()
        self.query_one("#report-said", DetailPane).focus()

    def action_back(self) -> None:
        """From the texts to the list, from the list to the screen."""
        reports = self.query_one(VirtualList)
        reports.forget_waiting()
        if reports.has_focus:
            self.dismiss(None)
        else:
            reports.focus()

    # ------------------------------------------------------------------ deciding

    def action_report_confirm(self) -> None:
        """核实: with the completion that the report claims."""
        self._act(lambda found, acted: ask_basis(self._app, found, acted, self._decided, complete=True))

    def action_report_keep_open(self) -> None:
        """核实 without completing the milestone."""
        self._act(lambda found, acted: ask_basis(self._app, found, acted, self._decided, complete=False))

    def action_report_reject(self) -> None:
        """驳回"""
        self._act(lambda found, acted: ask_reason(self._app, found, acted, self._decided))

    def action_report_reopen(self) -> None:
        """退回核实: one that was decided on, which is not in this list."""
        from huaian_tui.tui.areas.self_reports.reopening import pick_decided

        with_officer(self._app, lambda: pick_decided(self._app, self._decided))

    def action_report_add(self) -> None:
        """登记回复: one that came without a form."""
        from huaian_tui.tui.areas.self_reports.by_hand import open_by_hand

        open_by_hand(self._app, self._decided)

    def action_who_answered(self) -> None:
        """谁没报"""
        from huaian_tui.tui.areas.self_reports.answered import open_answered

        open_answered(self._app)

    def action_import_forms(self) -> None:
        """More forms have come in."""
        open_action(self._app, "import_forms")

    def _act(self, ask: Callable[[list[ReportBeside], ActedOn], object]) -> None:
        """Read the marked reports, else the chosen one, anew, and ask if the officer is still here."""
        reports, session = self.query_one(VirtualList), self._app.session

        def read(connection: sqlite3.Connection, keys: Sequence[str]) -> list[ReportBeside]:
            return [read_beside(connection, session.today, bytes.fromhex(key)) for key in keys]

        def on_reports(acted: ActedOn) -> None:
            if acted.keys:
                app, keys = self._app, acted.keys
                with_officer(
                    app,
                    lambda: read_then(
                        app, lambda: session.read(lambda c: read(c, keys)), lambda found: ask(found, acted)
                    ),
                )
            elif reports.count:
                self._app.show_error(
                    HuaianError("这条自报已不在列表里", "刚处理过，或已由同事处理", "请在列表里另选一条")
                )
            else:
                self._app.show_error(
                    HuaianError("没有要核实的自报", "", f"收到反馈表后按 {keys_said('import_forms')} 导入")
                )

        act_on(reports, on_reports)

    def _decided(self, told: str) -> None:
        """Say what was done; this list reads anew when it comes forward, the screen below now."""
        self._app.tell(told)
        self._app.ledger_changed()


def open_reports(app: Host) -> None:
    """Show what waits for a decision, unless it is shown already."""
    if not isinstance(app.screen, ReportsDialog):
        app.push_screen(ReportsDialog())
