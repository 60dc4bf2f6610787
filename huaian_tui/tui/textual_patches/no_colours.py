"""Without colours a theme of the terminal's own colours is drawn in none, another in greys.

Textual 8.2.8 chooses the filter for NO_COLOR when the application is made, by the theme of that moment. Under
the filter for other themes each of the terminal's own colours turned black: all was black on black.
Goes when Textual chooses that filter anew with the theme.
"""

from __future__ import annotations

from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter, Monochrome, NoColor


class Reversed(NoColor):
    """No colours; what has a background of its own (a chosen row, a field in use) is drawn reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The segments without colours."""
        return [
            Segment(text, None if style is None else _without_colours(style), control)
            for text, style, control in segments
        ]


def _without_colours(style: Style) -> Style:
    plain = style + NoColor.DEFAULT_COLORS
    lit = style.bgcolor is not None and not style.bgcolor.is_default
    return plain + Style(reverse=not style.reverse) if lit else plain


def suit_filters(app: App[Any]) -> None:
    """Let the filter fit the theme that is shown now; does nothing where there are colours."""
    if not app.no_color:
        return
    others: list[LineFilter] = [one for one in app._filters if not isinstance(one, (Monochrome, NoColor))]
    app._filters[:] = [*others, Reversed() if app.native_ansi_color else Monochrome()]
