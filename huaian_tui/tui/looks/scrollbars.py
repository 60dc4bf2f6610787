"""Scrollbars of blanks or of ASCII: eighth blocks are of ambiguous width, some terminals draw them wide."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender

from huaian_tui.tui.looks.ascii_bars import THUMB, TRACK, marks_in_use


class PlainScrollBarRender(ScrollBarRender):
    """Draws whole cells by background colour, or by characters; the ends are not rounded to eighths."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]

    @classmethod
    def render_bar(cls, *args: Any, **named: Any) -> Segments:
        """The bar; the thumb is what Textual draws reversed."""
        drawn = super().render_bar(*args, **named)
        if not marks_in_use():
            return drawn
        return Segments([_marked(one) for one in drawn.segments], new_lines=drawn.new_lines)


def _marked(segment: Segment) -> Segment:
    """A blank of the bar as a character of the same place and use."""
    style = segment.style
    if style is None or segment.text.strip(" "):
        return segment
    if style.reverse:
        return Segment(THUMB * len(segment.text), style + Style(reverse=False))
    return Segment(TRACK * len(segment.text), style)
