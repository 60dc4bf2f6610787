"""The lines of a scroll bar are of three kinds, each of which is drawn once.

Textual 8.2.8 gives every line of a bar its styles, colours and place anew: of a step that scrolls a list the
bar took more than half.
Goes when Textual keeps what it made of equal lines.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip
from textual.widget import Widget


def _render_lines(bar: ScrollBar, crop: Region) -> list[Strip]:
    """The lines of a part of the bar."""
    drawn, (width, height) = bar.render(), bar.size
    whole = bar.vertical and crop.column_span == (0, width)
    if not (whole and isinstance(drawn, ScrollBarRender) and isinstance(drawn.style, Style)):
        return Widget.render_lines(bar, crop)
    segments = drawn.render_bar(
        size=height,
        virtual_size=drawn.virtual_size,
        window_size=drawn.window_size,
        position=drawn.position,
        thickness=width,
        vertical=True,
        back_color=drawn.style.bgcolor,  # type: ignore[arg-type]  # as Textual itself, colours of rich
        bar_color=drawn.style.color,  # type: ignore[arg-type]
    ).segments
    below = bar.visual_style.rich_style
    strips = [_line(*segments[y], below) for y in crop.line_range]
    for line_filter in bar.get_line_filters():
        background = bar.background_colors[1]
        strips = [strip.apply_filter(line_filter, background) for strip in strips]
    return strips


@lru_cache(64)
def _line(text: str, style: Style | None, control: object, below: Style) -> Strip:
    """A line of a bar over what is below it; equal ones are one, so what is made of it is kept with it."""
    return Strip([Segment(text, below if style is None else below + style)])


def use_bar_lines() -> None:
    """Draw all scroll bars so; call before the first screen is made."""
    ScrollBar.render_lines = _render_lines  # type: ignore[assignment, method-assign]
