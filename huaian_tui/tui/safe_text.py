"""Typed text on its way to the terminal: always data, never markup, never a control sequence.

Everything a person or a file wrote passes one of these before a widget gets it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from rich.cells import cell_len
from rich.text import Span as RichSpan
from rich.text import Text
from textual.app import App
from textual.content import Content
from textual.content import Span as ContentSpan

from huaian_tui.domain.text.hygiene import terminal_safe
from huaian_tui.tui.command_words import on_screen

ELLIPSIS = ".."
"""Mark of a text that was cut to its column, as ``domain.text.hygiene`` writes it: U+2026 is drawn one cell
wide by some terminals and two by others."""

Severity = Literal["information", "warning", "error"]

TOAST_SECONDS = {"information": 4.0, "warning": 8.0, "error": 12.0}
"""How long a toast stays: what went wrong must stay long enough to be read."""

LONGEST_TOAST = 300
"""Characters of a toast; a longer text is cut, because a toast must not cover the work."""


_UNMEASURABLE = str.maketrans("", "", "\u200c\u200d\ufe0e\ufe0f")
"""Joiners and variation selectors: terminals disagree about the width of what they join, and a row
that is one cell off shifts everything after it. They stay in the ledger and are left out on the screen."""


_OWN_SIGNS = str.maketrans("\u201c\u201d\u2013\u2014", "「」--")


_BY_COMMAND = re.compile(r"（[a-z]+ [a-z]+ [0-9a-f]{8}[^（）]*）")
"""How the floors below say the way out on the command line, with the last digits of a record."""


def own_words(text: str) -> str:
    """Words of the program that the floors below wrote: quotation marks as wide ones, no commands.

    U+201C and U+201D, the dash of no figure (U+2013) and that of a span (U+2014) are drawn one cell wide or
    two; in the plan's and people's texts they are data and stay.
    What a command line needs to name a record is done here on the record itself.
    """
    return on_screen(_BY_COMMAND.sub("", text)).translate(_OWN_SIGNS)


def one_line(text: str) -> str:
    """``text`` on one line: line breaks and tabs become a space, control characters visible."""
    spaced = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return terminal_safe(spaced.translate(_UNMEASURABLE))


def one_line_text(text: Text) -> Text:
    """A rich text on one line with its styles kept, cleaned like :func:`one_line`."""
    plain = text.plain
    if one_line(plain) == plain:
        return text
    cleaned = Text(style=text.style, no_wrap=True, end="")
    for part in text.divide(_cuts(text.spans, len(plain))):
        piece = Text(one_line(part.plain), style=part.style, end="")
        for span in part.spans:
            piece.stylize(span.style)
        cleaned.append_text(piece)
    return cleaned


def safe_content(text: str | Content) -> Content:
    """Content that can be drawn: a str as plain text, control characters visible, line breaks kept.

    A ``Content`` keeps its styles; it is rebuilt only where it holds something that must not
    reach the terminal.
    """
    if isinstance(text, str):
        return Content(lines_safe(text))
    plain = text.plain
    if lines_safe(plain) == plain:
        return text
    pieces: list[Content] = []
    for part in text.divide(_cuts(text.spans, len(plain))):
        piece = Content(lines_safe(part.plain))
        for span in part.spans:
            piece = piece.stylize(span.style)
        pieces.append(piece)
    return Content("").join(pieces)


def _cuts(spans: Sequence[RichSpan] | Sequence[ContentSpan], length: int) -> list[int]:
    """Where any style begins or ends inside a text of this length."""
    ends = {offset for span in spans for offset in (span.start, span.end)}
    return sorted(offset for offset in ends if 0 < offset < length)


def lines_safe(text: str) -> str:
    """``text`` with control characters visible, its line breaks kept and tabs as four spaces."""
    unified = text.replace("\r\n", "\n").replace("\t", "    ")
    return terminal_safe(unified.translate(_UNMEASURABLE))


def fit(text: str, width: int) -> str:
    """``text`` in exactly ``width`` cells: padded, or cut with "..". ``text`` must be one safe line."""
    if width <= 0:
        return ""
    if len(text) > width * 4 + 16:  # never measure 20,000 characters for a column of 30 cells
        text = text[: width * 4 + 16]
    cells = cell_len(text)
    if cells <= width:
        return text + " " * (width - cells)
    kept, used = cut(text, width)
    mark = ELLIPSIS[:width]
    return text[:kept] + mark + " " * (width - used - len(mark))


def cut(text: str, width: int) -> tuple[int, int]:
    """How many characters of a text stay before the mark in ``width`` cells, and their cells."""
    room, used = width - len(ELLIPSIS), 0
    for index, character in enumerate(text):
        cells = cell_len(character)
        if used + cells > room:
            return index, used
        used += cells
    return len(text), used


def tell(app: App[Any], text: str, severity: Severity = "information") -> None:
    """Say in a toast what was done; ``text`` is Chinese and may hold typed text. Thread-safe."""
    shown = lines_safe(text)
    if len(shown) > LONGEST_TOAST:
        shown = shown[:LONGEST_TOAST] + ELLIPSIS
    app.notify(shown, severity=severity, timeout=TOAST_SECONDS[severity], markup=False)
