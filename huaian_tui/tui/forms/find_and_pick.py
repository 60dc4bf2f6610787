"""A list of answers that one narrows by typing: names, codes, pinyin or initials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from huaian_tui.domain.columns import Column
from huaian_tui.store.search.filters import is_named
from huaian_tui.tui.forms.line_input import LineInput
from huaian_tui.tui.forms.pick import PickDialog
from huaian_tui.tui.list.source import ListRow, MemorySource

_KEYS = {
    "up": "cursor_up",
    "down": "cursor_down",
    "pageup": "page_up",
    "pagedown": "page_down",
    "home": "first",
    "end": "last",
    "enter": "open",
}
"""Keys that go to the list while one types."""


class FindInput(LineInput):
    """Where one types; the keys of the list go to it."""

    BINDINGS = [Binding(key, f"screen.in_list('{act}')", show=False) for key, act in _KEYS.items()]


class FindDialog(PickDialog):
    """As a ``PickDialog``, with a field above the list; what does not fit what is typed is left out."""

    AUTO_FOCUS = "FindInput"
    DEFAULT_CSS = """
    FindDialog FindInput { height: 1; margin: 0 0 0 1; background: $surface; }
    """

    def __init__(
        self,
        title: str,
        columns: Sequence[Column[Any]],
        rows: Sequence[ListRow],
        measure: str,
        words: Mapping[str, Sequence[str]],
        *,
        chosen: str = "",
    ) -> None:
        """``words``: the folded words of each row by its key; a row without any stands for all of them."""
        super().__init__(title, "", columns, rows, measure, chosen=chosen)
        self._words = words

    def compose_above(self) -> ComposeResult:
        """The field."""
        yield FindInput(placeholder="打名称、代号、拼音或首字母，上下键选")

    @on(Input.Changed)
    def _narrow(self, message: Input.Changed) -> None:
        message.stop()
        typed = message.value.strip()
        rows = [row for row in self._rows if not typed or is_named(typed, self._words.get(row.key, ()))]
        self._list.set_source(MemorySource(rows), key=None if typed else self._chosen or None)

    def action_in_list(self, act: str) -> None:
        """Do in the list what its key asks for."""
        getattr(self._list, f"action_{act}")()
