"""Input of one line that suits Chinese typing: pasted lines are joined, never dropped; text is cleaned."""

from __future__ import annotations

import re
from itertools import chain

from textual import events
from textual.keys import _character_to_key
from textual.widgets import Input

from huaian_tui.domain.hygiene import clean_text

LINE_BREAKS = re.compile(r"[ \t\u3000]*[\r\n\v\f\x85\u2028\u2029]+[ \t\u3000]*")

_CODES = chain(range(0x20, 0x7F), range(0xFF01, 0xFF5F), map(ord, "、。“”‘’《》【】「」—…￥·　"))
PRINTABLE_KEYS = frozenset(_character_to_key(chr(code)) for code in _CODES)
"""Textual's names of the keys that type a character. Textual itself does not know "slash" as
printable, so that a binding of ``/`` would take it away from an input."""

LONGEST_PASTE = 1_000_000
"""Characters of a paste that are looked at; nobody pastes more into one line on purpose."""


def types_a_character(key: str, character: str | None) -> bool:
    """Whether a key types something into a text field, so that no binding may take it."""
    return key in PRINTABLE_KEYS or (character is not None and character.isprintable())


def joined(text: str) -> str:
    """Lines joined to one: between Chinese characters nothing, between words a space."""
    cleaned = clean_text(text[:LONGEST_PASTE], limit=LONGEST_PASTE).strip()
    return LINE_BREAKS.sub(_joint, cleaned).replace("\t", " ")


def _joint(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    both_ascii = start > 0 and end < len(text) and text[start - 1].isascii() and text[end].isascii()
    return " " if both_ascii else ""


class LineInput(Input):
    """An input of one line without a frame; a paste of several lines comes in as one line.

    ``select_on_focus`` marks the whole text on entering, so that typing replaces it (dates).
    """

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

    def validate_value(self, value: str) -> str:
        """Nothing gets into the input that a terminal could obey, by whatever way it comes."""
        return LINE_BREAKS.sub(" ", clean_text(value, limit=len(value))).replace("\t", " ")

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """All keys that type a character belong to the input."""
        return types_a_character(key, character)

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = joined(event.text)
        if self.max_length is not None:
            room = self.max_length - len(self.value) + len(self.selected_text)
            text = text[: max(0, room)]
        self.replace(text, *sorted(self.selection))
