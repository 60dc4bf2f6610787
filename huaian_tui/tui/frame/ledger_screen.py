"""What the screens share: the lines above and below, the way to the ledger, reading anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.model import ON_SCREENS
from huaian_tui.tui.actions.opening import actions_of, does_actions, open_action
from huaian_tui.tui.actions.registry import WRITING, action, bindings_for
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.clipboard import copy_rows, copy_text
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of, past_day
from huaian_tui.tui.frame.title_bar import TitleBar
from huaian_tui.tui.list.messages import ReadFailed
from huaian_tui.tui.list.source import ListRow, rows_of
from huaian_tui.tui.list.virtual_list import VirtualList
from huaian_tui.tui.textual_patches.one_key_at_a_time import hold_keys
from huaian_tui.tui.textual_patches.private_names import draws_nothing
from huaian_tui.tui.threads.background import in_thread

if TYPE_CHECKING:
    from huaian_tui.store.search.filters import Vocabulary
    from huaian_tui.tui.frame.filter_bar import FilterBar

T = TypeVar("T")

REFUSED_PAUSE = 3.0
"""Seconds until a reading that goes on behind what is shown is tried again after it was refused."""


@does_actions(ON_SCREENS)
class LedgerScreen(Screen[None]):
    """One of the screens that the title line leads to.

    A screen sets ``ACTION_ID`` (``show_tasks``), yields its widgets in
    ``compose_body`` and reads in ``load``, which is called when the screen first
    appears and whenever the ledger or the day has changed since it was last read.

    A screen that searches tells its list first (``VirtualList.expect``), then reads
    by ``read``; what it does with the chosen row goes through ``VirtualList.with_chosen``.
    """

    ACTION_ID: ClassVar[str] = ""
    HINTS: ClassVar[tuple[str, ...]] = ()
    """Actions that the hints show first here."""
    AUTO_FOCUS = "VirtualList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "copy_text", show=False, id="copy"),
        *bindings_for(*actions_of(ON_SCREENS)),
    ]
    """What can be done from every screen; a screen's own key of the same name goes before."""

    def __init__(self) -> None:
        super().__init__()
        self._loaded: tuple[int, date] | None = None
        """The version of the ledger and the day that are shown."""
        self._known_version = -1
        """The version of the ledger whose names the filter bar knows."""
        self.came_from = ""
        """The mode that led here with a place (``Host.go``); Esc leads back there. Empty: none."""

    def _compositor_refresh(self) -> None:
        """What is drawn in a batch is not shown; the regions stay marked until the next time."""
        if not draws_nothing(self.app):
            super()._compositor_refresh()

    @property
    def ledger_app(self) -> Host:
        """The application with its session."""
        return host_of(self)

    def compose(self) -> ComposeResult:
        """Title line, the screen's own widgets, hints."""
        yield TitleBar(self.ACTION_ID, self.ledger_app.title_facts())
        yield from self.compose_body()
        yield HintBar()

    @on(events.Mount)
    def _choose_columns(self) -> None:
        """The lists show the columns that this person chose for them."""
        chosen = getattr(self.ledger_app, "list_columns", {})
        for records in self.query(VirtualList) if chosen else ():
            if records.kept_as in chosen:
                records.choose_columns(chosen[records.kept_as])

    def hints_first(self) -> tuple[str, ...]:
        """The actions that the hints show first now."""
        return self.HINTS

    def compose_body(self) -> Iterable[Widget]:
        """The widgets between the two lines."""
        return ()

    def load(self) -> None:
        """Read from the ledger (in threads) and show; keep the cursor where it is or was asked to go."""

    def read(
        self,
        query: Callable[[sqlite3.Connection], T],
        then: Callable[[T], object],
        *,
        group: str,
        lists: Iterable[VirtualList] = (),
        again: Callable[[], object] | None = None,
    ) -> Worker[None]:
        """Run a query in a thread, then ``then`` with what it found; ``lists`` wait for that.

        ``again`` reads it once more, a while after the ledger could not be read: what a list or a count
        ends with must not depend on that.

        A newer reading of the same group ends this one at once: it does not run on beside the newer one.
        """
        session = self.ledger_app.session
        turn, day = session.next_turn(f"{self.ACTION_ID}:{group}"), session.as_of

        def refused(error: HuaianError) -> None:
            for one in lists:
                one.give_up()
            if session.as_of != day:
                return  # asked of the former day: what it asked for need not be there on this one
            if again is None:
                self.post_message(ReadFailed(error))
            else:  # what is shown stays useful: no dialog stands in the way each time
                self.set_timer(REFUSED_PAUSE, again)
                self.ledger_app.tell(error.one_line(), "warning")

        return in_thread(self, lambda: session.read(query, turn), then, group=group, refused=refused)

    def go_to(self, place: str) -> None:
        """Another screen leads here: put the cursor on ``place`` (a key that the screen defines)."""

    async def back_to_origin(self) -> bool:
        """The last step of Esc: back to the screen that led here with a place, if one did."""
        if not self.came_from:
            return False
        mode, self.came_from = self.came_from, ""
        self.leave_place()
        await self.ledger_app.go_back(mode)
        return True

    def leave_place(self) -> None:
        """Esc leads back: a screen that ``go_to`` narrows takes that away."""

    def arrive(self) -> None:
        """The officer came here by key or tab; keys typed from now on belong here."""

    @on(events.ScreenResume)
    def _come_forward(self) -> None:
        """Read anew if the ledger or the day has changed meanwhile."""
        self.query_one(TitleBar).set_facts(self.ledger_app.title_facts())
        self.load_if_changed()

    @on(events.ScreenSuspend)
    def _go_back(self) -> None:
        """What waited for a row was meant for this screen, now."""
        self._forget_waiting()

    def on_key(self, event: events.Key) -> None:
        """Esc also takes back what waits for a row; digits typed beside the list are for the list."""
        if event.key == "escape":
            self._forget_waiting()
        elif event.character is not None and (records := self.chosen_list) is not None:
            if records.type_digit(event.character):
                event.stop()

    @property
    def chosen_list(self) -> VirtualList | None:
        """The list that keys are meant for: the one that has them, else the first of the screen."""
        if isinstance(self.focused, VirtualList):
            return self.focused
        return next((one for one in self.query(VirtualList) if one.styles.display != "none"), None)

    # ------------------------------------------------------------------ another day

    @property
    def at_rest(self) -> bool:
        """Whether Esc has nothing to close or to lead back to here."""
        return not self.came_from

    def back_leads_to_today(self) -> bool:
        """The last step of Esc: from a past day to today; whether that was done."""
        if past_day(self) is None or not self.at_rest:
            return False
        open_action(self.ledger_app, "back_to_today")
        return True

    @property
    def withheld_hints(self) -> Collection[str]:
        """What would only be refused now."""
        return WRITING if past_day(self) is not None else ()

    @property
    def hint_words(self) -> Mapping[str, str]:
        """What the hints call an action here."""
        return {"back": action("back_to_today").title} if past_day(self) is not None and self.at_rest else {}

    def forget_day(self) -> None:
        """Another day is shown from now on: nothing that was read of the former one stays on the screen."""
        for records in self.query(VirtualList):
            records.forget_rows()
        for pane in self.query(DetailPane):
            pane.show("")
        self._known_version = -1
        self._loaded = None

    def _forget_waiting(self) -> None:
        for one in self.query(VirtualList):
            one.forget_waiting()

    def load_if_changed(self) -> None:
        """Call ``load`` unless what is shown is of the present version of the ledger, and of today."""
        now = self.ledger_app.ledger_version, self.ledger_app.session.today
        if self._loaded != now:
            self._loaded = now
            self.query_one(TitleBar).set_facts(self.ledger_app.title_facts())
            self.query_one(HintBar).refresh()
            self.load()

    def on_filter_bar_entered(self, message: FilterBar.Entered) -> None:
        """By its name, not by ``@on``: that would load the bar for the first screen, which has none."""
        message.stop()
        self.learn_names()

    def learn_names(self, then: Callable[[], object] = lambda: None) -> None:
        """Let the filter bar know the names of the present ledger; afterwards go on with ``then``."""
        from huaian_tui.store.search.vocabulary import read_vocabulary
        from huaian_tui.tui.frame.filter_bar import FilterBar

        version = self.ledger_app.ledger_version
        if self._known_version == version:
            then()
            return

        def know(known: Vocabulary) -> None:
            self._known_version = version
            self.query_one(FilterBar).know(known)
            then()

        reading = self.read(read_vocabulary, know, group="names")
        hold_keys(self.ledger_app, lambda: not reading.is_finished)  # Tab takes what a name offers

    def filter_words(self) -> str:
        """What the list is narrowed to, for a file that is made of it."""
        # By name: the first screen has none, and its grammar of dates takes long to load.
        bars = [cast("FilterBar", one) for one in self.query("FilterBar")]
        return "，".join(
            words for bar in bars for words in (*(one.words for one in bar.filters), bar.text) if words
        )

    # ------------------------------------------------------------------ copying and exporting

    def action_copy(self) -> None:
        """Selected text, else the detail that has the keys, else the marked rows or the chosen one."""
        self._copy_chosen()

    def action_copy_text(self) -> None:
        """Ctrl+C, Textual's own key for selected text, does the same and says how to leave."""
        self._copy_chosen(by_habit=True)

    def _copy_chosen(self, *, by_habit: bool = False) -> None:
        selected = self.get_selected_text()
        if selected:
            copy_text(self.ledger_app, selected, "选中的文字", by_habit=by_habit)
        elif isinstance(self.focused, DetailPane):
            copy_text(self.ledger_app, self.focused.plain, "全文", by_habit=by_habit)
        elif (records := self.chosen_list) is not None:
            records.with_marked(lambda keys: self._copy(records, keys, by_habit))

    def _copy(self, records: VirtualList, keys: Sequence[str], by_habit: bool) -> None:
        """Rows by their keys; one that another filter hides cannot be read from here."""
        source, spots, measure = records.source, records.shown_columns, records.measure

        def put(rows: list[ListRow]) -> None:
            hidden = len(keys) - len(rows)
            more = f"，另有 {hidden} {measure}不在列表里" if hidden and rows else ""
            if rows:
                copy_rows(self.ledger_app, rows, spots, f" {len(rows)} {measure}{more}", by_habit=by_habit)
            else:
                copy_text(self.ledger_app, "", "", by_habit=by_habit)

        in_thread(self, lambda: list(rows_of(source, keys)), put, group="copy")

    def action_export_list(self) -> None:
        """The list as a file, on the screens that bind it."""
        if (records := self.chosen_list) is not None:
            open_action(self.ledger_app, "export_list", self, records)

    # ------------------------------------------------------------------ from every screen, or from several

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In a text field the keys of 撤销 belong to the text."""
        if action == "undo" and isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)
