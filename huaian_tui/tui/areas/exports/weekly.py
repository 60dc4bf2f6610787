"""周报: what the officer did in a week, as text: read, copied, written into a file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from huaian_tui.domain.errors import HuaianError
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.exports.dialogs import NOT_OVERWRITTEN, typed_folder
from huaian_tui.tui.files.folder_field import folder_field
from huaian_tui.tui.forms.button_row import ButtonRow
from huaian_tui.tui.forms.folders import keep_folder
from huaian_tui.tui.forms.open_form import open_dialog, with_officer
from huaian_tui.tui.forms.progress import WorkForm
from huaian_tui.tui.frame.chinese_text import DetailPane
from huaian_tui.tui.frame.hint_bar import HintBar
from huaian_tui.tui.frame.host import Host, host_of
from huaian_tui.tui.safe_text import lines_safe
from huaian_tui.tui.threads.background import in_thread
from huaian_tui.tui.threads.work import Work

_WEEK = timedelta(days=7)


class WeeklyDialog(ModalScreen[None]):
    """The text on one scrolling page; the week before and the present one by buttons."""

    BINDINGS = bindings_for("copy", "export", "back")
    AUTO_FOCUS = "DetailPane"
    DEFAULT_CSS = """
    WeeklyDialog .dialog { height: 90%; }
    WeeklyDialog DetailPane { padding: 1 2; }
    """

    def __init__(self, day: date) -> None:
        super().__init__()
        self._today = self._day = day
        self._text = ""

    def compose(self) -> ComposeResult:
        """Title, text, buttons."""
        with Vertical(classes="dialog dialog-wide"):
            yield Static("周报", classes="dialog-title", markup=False)
            yield DetailPane()
            with ButtonRow():
                yield Button(Content("上一周"), compact=True, id="weekly-before")
                yield Button(Content("下一周"), compact=True, id="weekly-after")
                yield Button(Content("复制 Y"), compact=True, id="weekly-copy")
                yield Button(Content("存为文件.."), compact=True, id="weekly-save")
                yield Button(Content("关闭"), compact=True, id="weekly-close")
        yield HintBar()

    def on_mount(self) -> None:
        """Read the present week."""
        self._read()

    def _read(self) -> None:
        from huaian_tui.services.weekly import week_of, weekly_text

        session, day = host_of(self).session, self._day
        self.query_one("#weekly-after", Button).disabled = day >= self._today
        in_thread(
            self,
            lambda: session.read(lambda c: weekly_text(c, session.officer, week_of(day), self._today)),
            self._show,
            group="weekly",
            refused=self._refused,
        )

    def _show(self, text: str) -> None:
        self._text = text
        self.query_one(DetailPane).show(Content(lines_safe(text)))

    def _refused(self, error: HuaianError) -> None:
        self._text = ""
        self.query_one(DetailPane).show(error.one_line())

    def action_copy(self) -> None:
        """All of it, as text."""
        if self._text:
            self.app.copy_to_clipboard(self._text)
            host_of(self).tell("已复制周报，可以粘贴")

    def action_export(self) -> None:
        """Into a text file: asks where to, at first where such files went last."""
        if not self._text:
            return
        text, app, day = self._text, host_of(self), self._day

        def work(values: dict[str, Any], progress: Work) -> Path:
            from huaian_tui.documents.files import safe_file_name, write_whole
            from huaian_tui.domain.words.days import chinese_day
            from huaian_tui.services.weekly import week_of

            name = f"周报_{app.session.officer}_{chinese_day(week_of(day)[0])}.txt"
            folder = typed_folder(values["folder"])
            made = write_whole(folder / safe_file_name(name), text.encode("utf-8-sig"))
            keep_folder(app, "weekly", folder)
            return made

        intro = f"周报存为一个文本文件。{NOT_OVERWRITTEN}"
        fields = [folder_field(app, "weekly")]
        form = WorkForm("周报存为文件", fields, work, intro=intro, button="存", busy="正在写文件")
        open_dialog(app, form, lambda made: app.tell(f"已存：{made}"))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id in ("weekly-before", "weekly-after"):
            later = event.button.id == "weekly-after"
            self._day = min(self._today, self._day + (_WEEK if later else -_WEEK))
            self._read()
        elif event.button.id == "weekly-copy":
            self.action_copy()
        elif event.button.id == "weekly-save":
            self.action_export()
        else:
            self.dismiss(None)

    def action_back(self) -> None:
        """Close."""
        self.dismiss(None)


def open_weekly(app: Host) -> None:
    """The week of the officer at this program."""
    with_officer(app, lambda: app.push_screen(WeeklyDialog(app.session.today)))
