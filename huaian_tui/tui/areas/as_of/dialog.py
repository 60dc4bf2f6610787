"""截至哪一天: a day typed as everywhere, one of those asked for most, or one of two months of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.containers import Grid
from textual.content import Content
from textual.widgets import Button

from huaian_tui.domain.dates.grammar import weekday_name
from huaian_tui.domain.dates.past_days import past_days, read_past_day, read_past_phrase
from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.as_of.day_grid import DayGrid
from huaian_tui.tui.areas.as_of.showing import READING, back_to_today, reader_as_of, show_past
from huaian_tui.tui.forms.date_fields import NOT_YET, DateField
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.open_form import open_dialog
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.threads.reader import LedgerReader
from huaian_tui.tui.threads.work import Work

QUICK = "quick-day"
"""The class of the buttons that lead to a day at once."""


class PastDayField(DateField):
    """A day up to today, read as by one who looks back."""

    EXAMPLES = "如 3月31日、上月末"

    def understand(self, text: str) -> date:
        """The day; one after today is refused."""
        return read_past_day(text, self._today, field=self.key)

    def hint(self) -> str:
        """What was assumed to come to the day."""
        return self._understood()[1]

    def beside(self) -> str:
        """The day with its weekday."""
        return self._understood()[0]

    def _understood(self) -> tuple[str, str]:
        if not self.raw().strip():
            return "", ""
        try:
            phrase = read_past_phrase(self.raw(), self._today)
        except HuaianError:
            return NOT_YET, ""
        if phrase.day is None:
            return NOT_YET, ""
        if phrase.day > self._today:
            return f"{phrase.day.isoformat()} 还没有到", ""
        return f"{phrase.day.isoformat()} {weekday_name(phrase.day)}", phrase.explanation.partition("；")[2]


class DayDialog(WorkForm):
    """Asks for the day; the result reads the ledger as of it, None of today. Esc gives up, at any time."""

    CSS_PATH = "dialog.tcss"

    def __init__(self, app: Host) -> None:
        session = app.session
        today, shown = session.present_day, session.as_of
        self._today = today
        self._quick = past_days(today)
        typed = shown.isoformat() if shown is not None else ""
        self._field = PastDayField("day", "截至哪天", today, value=typed, required=True)
        self._grid = DayGrid(today, shown if shown is not None and shown <= today else today)
        back = keys_said("back")
        intro = f"各画面、数字、查找和导出都按那一天日终时的台账，只看不改；看完在画面上按 {back} 回到今天。"
        fields: Sequence[FormField] = (self._field,)
        super().__init__("看某一天的台账", fields, self._read, intro=intro, button="查看", busy=READING)

    def compose_below(self) -> ComposeResult:
        """The days asked for most, and the months."""
        with Grid():
            for place, (name, day) in enumerate(self._quick):
                yield Button(Content(f"{name} {day:%m-%d}"), compact=True, id=f"day-{place}", classes=QUICK)
        yield self._grid

    def _read(self, values: dict[str, date], work: Work) -> LedgerReader | date:
        """In a thread: what reads that day; today itself needs none."""
        day = values["day"]
        return day if day == self._today else reader_as_of(self._app.session.database, day, work)

    def is_dirty(self) -> bool:
        """A day that is typed is nothing to lose."""
        return False

    # ------------------------------------------------------------------ choosing

    @on(FormField.Edited)
    def _typed(self, message: FormField.Edited) -> None:
        """The months follow what is typed."""
        try:
            self._grid.show(self._field.value())
        except HuaianError:
            return

    @on(DayGrid.Moved)
    def _moved(self, message: DayGrid.Moved) -> None:
        message.stop()
        self._field.set_raw(message.day.isoformat())

    @on(DayGrid.Chosen)
    def _chosen(self, message: DayGrid.Chosen) -> None:
        message.stop()
        self._choose(message.day)

    @on(Button.Pressed, f".{QUICK}")
    def _quick_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        event.prevent_default()
        self._choose(self._quick[int((event.button.id or "day-0").removeprefix("day-"))][1])

    def _choose(self, day: date) -> None:
        if not self._saving:
            self._field.set_raw(day.isoformat())
            self._grid.show(day)
            self.begin_save()

    async def action_enter_line(self) -> None:
        """Enter behind a typed day shows it."""
        if not isinstance(self.focused, LineInput):
            raise SkipAction
        await self.action_save()

    def on_key(self, event: events.Key) -> None:
        """Arrows go between the buttons."""
        if isinstance(self.focused, Button) and event.key in ("left", "right"):
            event.stop()
            (self.focus_previous if event.key == "left" else self.focus_next)()
        else:
            super().on_key(event)

    def action_back(self) -> None:
        """Esc: nothing is kept, and nobody waits for the day that is being read."""
        self.work.stop()
        self.dismiss(None)


def open_day_dialog(app: Host) -> None:
    """Ask for the day; then all screens show it."""

    def show(found: LedgerReader | date) -> None:
        if isinstance(found, LedgerReader):
            show_past(app, found)
        else:
            back_to_today(app)

    open_dialog(app, DayDialog(app), show)
