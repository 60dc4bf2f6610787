"""Tasks by light as bars of background colour; a click on one lists its tasks."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from huaian_tui.domain.rules.lights import DEFAULT_RULES, Light, lights_of
from huaian_tui.tui.frame.detail_lines import quiet
from huaian_tui.tui.looks.lights import bar_lines, bar_note, bar_widths, legend_lines, stacked_bar

HIGH = 30
"""From so many lines of the screen on each light has a bar of its own; below they share one."""


class LightBars(Widget, inherit_bindings=False):
    """On a high screen a line a light, on a low one a stacked bar with its legend below."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LightBars { height: auto; padding: 0 2; }
    """

    class Clicked(Message):
        """A light was clicked."""

        def __init__(self, light: Light) -> None:
            self.light = light
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._counts: Mapping[Light, int] = dict.fromkeys(lights_of(DEFAULT_RULES), 0)

    def show(self, counts: Mapping[Light, int]) -> None:
        """Show other counts; every light that the office has must be there, worst first."""
        self._counts = counts
        self.refresh(layout=True)

    @property
    def _is_high(self) -> bool:
        return self.app.size.height >= HIGH

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines at this size of the screen."""
        if self._is_high:
            return len(self._counts) + bool(bar_note(self._counts))
        return 1 + len(legend_lines(self._counts, width))

    def render(self) -> Content:
        """The bars."""
        width = self.content_size.width
        if self._is_high:
            lines = [line for _, line in bar_lines(self._counts, width)]
            if note := bar_note(self._counts):
                lines.append(quiet(note))
            return Content("\n").join(lines)
        below = [Content("").join(part for _, part in line) for line in legend_lines(self._counts, width)]
        return Content("\n").join([stacked_bar(self._counts, width), *below])

    def on_click(self, event: events.Click) -> None:
        """Find the light under the pointer."""
        event.stop()
        place = event.get_content_offset(self)
        light = None if place is None else self._light_at(place.x, place.y)
        if light is not None:
            self.post_message(self.Clicked(light))

    def _light_at(self, x: int, y: int) -> Light | None:
        width = self.content_size.width
        if self._is_high:
            lights = list(self._counts)
            return lights[y] if 0 <= y < len(lights) else None
        widths = bar_widths(self._counts, width)
        if y > 0:
            below = legend_lines(self._counts, width)
            widths = {light: part.cell_length for light, part in below[y - 1]} if y <= len(below) else {}
        start = 0
        for light, cells in widths.items():
            if start <= x < start + cells:
                return light
            start += cells
        return None
