"""The few forms of line that details are made of: headings, labelled lines, light words in their tone."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from huaian_tui.tui.looks.themes import tone_style
from huaian_tui.tui.safe_text import safe_content

QUIET = "$text-quiet"
"""The style of what is secondary."""


def heading(text: str) -> Content:
    """The title of a part of a detail."""
    return safe_content(text).stylize("bold $accent")


def labelled(label: str, text: str | Content) -> Content:
    """``label`` quiet, two blanks, the text; the label's width is the caller's (two characters: align)."""
    return safe_content(label).stylize(QUIET) + Content("  ") + safe_content(text)


def quiet(text: str) -> Content:
    """Secondary text."""
    return safe_content(text).stylize(QUIET)


def toned(text: str, tone: str) -> Content:
    """A word in the tone of a light; always the word, the colour only beside it."""
    return safe_content(text).stylize(tone_style(tone)) if tone else safe_content(text)


def lines(parts: Iterable[Content | None]) -> Content:
    """The parts as lines; None is left out, an empty Content is a blank line."""
    return Content("\n").join([part for part in parts if part is not None])
