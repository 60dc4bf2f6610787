"""Scrollbars of blanks only: eighth blocks are of ambiguous width, some terminals draw them wide."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBarRender


class PlainScrollBarRender(ScrollBarRender):
    """Draws whole cells by background colour; the ends are not rounded to eighths."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "]
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "]
