"""A form that asks for files: paths are typed or pasted, one a line, or chosen in folders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Button

from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.files.chooser import Chosen, Wanted, choose_file
from huaian_tui.tui.forms.form import FormDialog
from huaian_tui.tui.forms.long_text import LongTextField
from huaian_tui.tui.frame.host import host_of


class FilesForm(FormDialog):
    """The form; what is chosen in folders comes as further lines of its field ``files``."""

    BINDINGS = bindings_for("choose_file")
    DEFAULT_CSS = """
    FilesForm #files-choose { margin-left: 14; }
    FilesForm.-tiny #files-choose { margin-left: 0; }
    FilesForm.-flat #files-choose { display: none; }
    """

    def __init__(
        self,
        title: str,
        field: LongTextField,
        submit: Callable[[dict[str, Any]], object],
        wanted: Wanted,
        *,
        intro: str,
        button: str,
        busy: str,
    ) -> None:
        super().__init__(title, [field], submit, intro=intro, button=button, busy=busy)
        self._files = field
        self._wanted = wanted

    def compose_below(self) -> ComposeResult:
        """The way into folders."""
        yield Button(Content("选文件.."), compact=True, id="files-choose")

    def action_choose_file(self) -> None:
        """选文件"""
        if not self._saving:
            choose_file(host_of(self), self._wanted, self._chosen)

    @on(Button.Pressed, "#files-choose")
    def _asked(self, event: Button.Pressed) -> None:
        event.stop()
        event.prevent_default()
        self.action_choose_file()

    def _chosen(self, chosen: Chosen) -> None:
        self._files.set_raw(with_lines(self._files.raw(), [str(path) for path in chosen.paths]))


def with_lines(text: str, more: Sequence[str]) -> str:
    """A text with further lines, those it has already left out."""
    there = [line for line in text.splitlines() if line.strip()]
    return "\n".join(dict.fromkeys([*there, *more]))
