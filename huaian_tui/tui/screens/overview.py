"""总览 (F2): where the plan stands this morning, and what waits today."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events, on
from textual.containers import Vertical
from textual.widget import Widget

from huaian_tui.tui.actions import bindings_for
from huaian_tui.tui.background import in_thread
from huaian_tui.tui.dialogs.settings import with_officer
from huaian_tui.tui.screens.base import LedgerScreen
from huaian_tui.tui.views.overview import (
    MILESTONE,
    RECENT_COLUMNS,
    TO_DO_COLUMNS,
    OverviewPage,
    plan_line,
    read_overview_page,
    recent_among_to_do,
    recent_rows,
    state_line,
    to_do_rows,
)
from huaian_tui.tui.widgets.chinese_text import ChineseText
from huaian_tui.tui.widgets.light_bars import LightBars
from huaian_tui.tui.widgets.list_messages import RowSelected
from huaian_tui.tui.widgets.record_list import RecordList
from huaian_tui.tui.widgets.row_source import MemorySource

HIGH = 30
"""From so many lines on the last records have a list of their own; below they follow what waits in one."""


class OverviewScreen(LedgerScreen):
    """Counts by light, overdue, due soon, promised, last records. Enter leads to the task or record."""

    ACTION_ID = "show_overview"
    CSS_PATH = "overview.tcss"
    AUTO_FOCUS = "#to-do"
    BINDINGS = bindings_for("note", "complete", "extend", "milestone_set", "back")

    def __init__(self) -> None:
        super().__init__()
        self._page: OverviewPage | None = None
        self._was_high: bool | None = None

    def compose_body(self) -> Iterable[Widget]:
        """Plan, bars, sentence, lists."""
        yield ChineseText(id="overview-plan")
        yield LightBars()
        yield ChineseText(id="overview-state")
        with Vertical(id="overview-body"):
            yield RecordList(TO_DO_COLUMNS, empty_text="没有要办的事，也还没有记录", measure="件", id="to-do")
            yield RecordList(
                RECENT_COLUMNS, empty_text="还没有记录。选一项任务写一条：F8", measure="条", id="recent"
            )

    def load(self) -> None:
        """Read the overview."""
        session = self.ledger_app.session
        in_thread(
            self,
            lambda: session.read(lambda connection: read_overview_page(connection, session.today)),
            self._show,
            group="overview",
        )

    def _show(self, page: OverviewPage) -> None:
        self._page = page
        self.query_one("#overview-plan", ChineseText).update(plan_line(page))
        self.query_one("#overview-state", ChineseText).update(state_line(page))
        self.query_one(LightBars).show(page.overview.lights)
        self._fill()

    def _fill(self) -> None:
        """The lists, as many as there is room for."""
        page = self._page
        if page is None:
            return
        self._was_high = self.app.size.height >= HIGH
        waiting = list(to_do_rows(page))
        to_do = self.query_one("#to-do", RecordList)
        to_do.set_caption(
            "新近记录接在后面" if waiting and not self._was_high and page.overview.recent else ""
        )
        rows = waiting if self._was_high else [*waiting, *recent_among_to_do(page)]
        to_do.set_source(MemorySource(rows))
        self.query_one("#recent", RecordList).set_source(MemorySource(list(recent_rows(page))))

    def on_resize(self, event: events.Resize) -> None:
        """Across the threshold the records move between the lists."""
        if self._was_high is not None and self._was_high != (event.size.height >= HIGH):
            self._fill()
            recent = self.query_one("#recent", RecordList)
            if recent.has_focus:
                self.query_one("#to-do", RecordList).focus()

    # ------------------------------------------------------------------ leading on

    @on(RowSelected)
    async def _selected(self, message: RowSelected) -> None:
        message.stop()
        kind, identity, number = message.key.split(":")
        if kind == MILESTONE or number:
            await self.ledger_app.go("tasks", number)
        else:
            await self.ledger_app.go("records", identity)

    @on(LightBars.Clicked)
    async def _light_clicked(self, message: LightBars.Clicked) -> None:
        message.stop()
        await self.ledger_app.go("tasks", message.light.word)

    def action_back(self) -> None:
        """From the records to what waits."""
        self.query_one("#to-do", RecordList).focus()

    # ------------------------------------------------------------------ work

    def _chosen(self) -> tuple[str, str, int] | None:
        """Kind, identity and task number of the line under the cursor, if it is about a task."""
        focused = (
            self.focused if isinstance(self.focused, RecordList) else self.query_one("#to-do", RecordList)
        )
        kind, _, rest = (focused.cursor_key or "").partition(":")
        identity, _, number = rest.partition(":")
        return (kind, identity, int(number)) if number else None

    def _with_task(self, work: Callable[[int], object]) -> None:
        chosen = self._chosen()
        if chosen is None:
            self.ledger_app.tell("这一行不属于哪项任务，请到任务（F3）里选", "warning")
        else:
            with_officer(self.ledger_app, lambda: work(chosen[2]))

    def _on_milestone(self, verb: str) -> None:
        """The milestone of the line, or the one that is asked for."""
        from huaian_tui.tui.dialogs import milestones
        from huaian_tui.tui.dialogs.of_task import pick_milestone

        app, chosen = self.ledger_app, self._chosen()
        opener = getattr(milestones, f"open_{verb}")
        if chosen is not None and chosen[0] == MILESTONE:
            with_officer(app, lambda: opener(app, chosen[1]))
        else:
            self._with_task(lambda number: pick_milestone(app, number, verb, lambda key: opener(app, key)))

    def action_note(self) -> None:
        """A note on the task of this line."""
        from huaian_tui.tui.dialogs.note import open_note

        self._with_task(lambda number: open_note(self.ledger_app, number))

    def action_complete(self) -> None:
        """办结"""
        self._on_milestone("complete")

    def action_extend(self) -> None:
        """延期"""
        self._on_milestone("extend")

    def action_milestone_set(self) -> None:
        """设节点"""
        from huaian_tui.tui.dialogs.milestones import open_set

        self._with_task(lambda number: open_set(self.ledger_app, number))
