"""Input of one line that suits Chinese typing: pasted lines are joined, never dropped; text is cleaned."""

from __future__ import annotations

import re
from itertools import chain
from time import monotonic

from textual import events
from textual.binding import Binding
from textual.widgets import Input
from textual.widgets.input import Selection

from huaian_tui.domain.text.hygiene import clean_text, ellipsis
from huaian_tui.tui.forms.edit_history import EditHistory, Line
from huaian_tui.tui.textual_patches.keys_in_order import KeysInOrder
from huaian_tui.tui.textual_patches.private_names import key_name

LINE_BREAKS = re.compile(r"[ \t\u3000]*[\r\n\v\f\x85\u2028\u2029]+[ \t\u3000]*")

_CODES = chain(range(0x20, 0x7F), range(0xFF01, 0xFF5F), map(ord, "、。“”‘’《》【】「」—…￥·　"))
PRINTABLE_KEYS = frozenset(key_name(chr(code)) for code in _CODES)
"""Textual's names of the keys that type a character. Textual itself does not know "slash" as
printable, so that a binding of ``/`` would take it away from an input."""

WIDE_BLANK = "\u3000"
"""What an input method types for a space while it types full-width. Python, and so Textual, does not take it
for printable; a text field does."""

LONGEST_PASTE = 1_000_000
"""Characters of a paste that are looked at; nobody pastes more into one line on purpose."""


def types_a_character(key: str, character: str | None) -> bool:
    """Whether a key types something into a text field, so that no binding may take it."""
    return key in PRINTABLE_KEYS or (character is not None and character.isprintable())


def joined(text: str) -> str:
    """Lines joined to one: between Chinese characters nothing, else a space (科长 0517-…)."""
    cleaned = clean_text(text[:LONGEST_PASTE], limit=LONGEST_PASTE).strip()
    return LINE_BREAKS.sub(_joint, cleaned).replace("\t", " ")


def _joint(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    inside = start > 0 and end < len(text)
    return " " if inside and (text[start - 1].isascii() or text[end].isascii()) else ""


class LineInput(KeysInOrder, Input):
    """An input of one line without a frame; a paste of several lines comes in as one line.

    ``select_on_focus`` marks the whole text on entering, so that typing replaces it (dates).
    Ctrl+A marks all, Ctrl+Z takes back what was typed, Ctrl+Y brings it again.
    While ``read_only`` nothing is taken.
    """

    BINDINGS = [
        Binding("ctrl+a", "select_all", show=False),
        Binding("ctrl+z", "undo", show=False),
        Binding("ctrl+y", "redo", show=False),
    ]

    DEFAULT_CSS = """
    LineInput, LineInput.-textual-compact {
        width: 1fr;
        height: 1;
        border: none;
        padding: 0 1;
        background: $field-background;
        color: $foreground;
    }
    LineInput:focus { background: $field-focus-background; border: none; background-tint: 0%; }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        max_length: int = 200,
        select_on_focus: bool = False,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            max_length=max_length,
            select_on_focus=select_on_focus,
            compact=True,
            id=id,
            classes=classes,
        )
        self.read_only = False
        self._history = EditHistory()
        self._example = placeholder

    def on_resize(self) -> None:
        """The example ends where the line does. Textual breaks it at a blank, and Chinese has few of them."""
        self.placeholder = ellipsis(self._example, self.scrollable_content_region.width)

    def validate_value(self, value: str) -> str:
        """Nothing gets into the input that a terminal could obey, by whatever way it comes."""
        return LINE_BREAKS.sub(" ", clean_text(value, limit=len(value))).replace("\t", " ")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """All keys that type a character belong to the input."""
        return types_a_character(key, character)

    async def on_key(self, event: events.Key) -> None:
        """A wide blank is typed like any other character."""
        if event.character == WIDE_BLANK:
            event.stop()
            event.prevent_default()
            self.replace(WIDE_BLANK, *sorted(self.selection))

    def replace(self, text: str, start: int, end: int) -> None:
        """Every change by the officer comes through here, and can be taken back."""
        if self.read_only:
            return
        before = self._line()
        super().replace(text, start, end)
        if self.value != before.text:
            self._history.edited(before, self._line(), monotonic())

    def load(self, text: str) -> None:
        """Replace the whole text for the officer; undo begins anew."""
        self.value = text
        self.cursor_position = len(self.value)
        self._history.clear()

    def action_undo(self) -> None:
        """Ctrl+Z"""
        self._show(None if self.read_only else self._history.undo(self._line()))

    def action_redo(self) -> None:
        """Ctrl+Y"""
        self._show(None if self.read_only else self._history.redo(self._line()))

    def _line(self) -> Line:
        return Line(self.value, *self.selection)

    def _show(self, line: Line | None) -> None:
        if line is not None:
            self.value = line.text
            self.selection = Selection(line.start, line.end)

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = joined(event.text)
        if self.max_length is not None:
            room = self.max_length - len(self.value) + len(self.selected_text)
            text = text[: max(0, room)]
        self.replace(text, *sorted(self.selection))
