"""The due dates of this month and the next; a click or Enter on a day leads to what is due then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from huaian_tui.domain.rules.lights import DEFAULT_RULES, LightRules
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.overview.month_grid import (
    LABEL,
    NOTHING_DUE,
    Spot,
    day_words,
    draw,
    grid_cells,
    grid_heads,
    grid_spots,
    line_days,
    line_spots,
)
from huaian_tui.tui.areas.overview.page import span
from huaian_tui.tui.safe_text import ELLIPSIS


class MonthStrip(Widget, can_focus=True, inherit_bindings=False):
    """A grid of two months where there is room (``set_grid``), else the days with something due on one line.

    Arrows go from day to day, up and down by the week.
    """

    ALLOW_SELECT = False
    BINDINGS = bindings_for("open", "cursor_up", "cursor_down", "first", "last")
    DEFAULT_CSS = """
    MonthStrip { height: auto; padding: 0 2; }
    """

    class DayChosen(Message):
        """This day was opened; ``count`` milestones are due then."""

        def __init__(self, day: date, count: int) -> None:
            self.day = day
            self.count = count
            super().__init__()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self._cursor = today
        self._counts: Mapping[date, int] = {}
        self._rules = DEFAULT_RULES
        self._past = False
        self._grid = False

    def show(
        self,
        today: date,
        counts: Mapping[date, int],
        rules: LightRules = DEFAULT_RULES,
        *,
        past: bool = False,
    ) -> None:
        """Show these counts by day, in tones by these rules; the cursor stays, or comes to the new today.

        ``past``: ``today`` is a past day that is shown.
        """
        if today != self._today:
            self._cursor = today
        self._today, self._counts, self._rules, self._past = today, counts, rules, past
        self.refresh(layout=True)

    def set_grid(self, grid: bool) -> None:
        """Two months as a grid, or one line."""
        self._grid = grid
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Cells that it wants."""
        return grid_cells(self._counts) if self._grid else container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Lines of the grid with the line of words, or one."""
        if not self._grid:
            return 1
        return max(spot.line for spot in self._spots(width)) + 2

    def _spots(self, width: int) -> list[Spot]:
        if self._grid:
            return grid_spots(self._today, self._counts)
        return line_spots(self._today, self._counts, width, self._cursor, past=self._past)

    def render(self) -> Content:
        """The days."""
        width = self.content_size.width
        spots, cursor = self._spots(width), self._cursor if self.has_focus else None
        drawn = draw(spots, self._today, self._counts, cursor, self._rules)
        if self._grid:
            count = self._counts.get(self._cursor, 0)
            words = day_words(self._cursor, self._today, count, self._rules, past=self._past)
            return Content("\n").join([*grid_heads(self._today, self._counts), *drawn, words])
        if not self._counts:
            return Content.styled(NOTHING_DUE, "$text-quiet")
        more = spots[-1].day < line_days(self._today, self._counts)[-1]
        label = Content.styled(LABEL.rstrip(), "$text-quiet")
        return label + drawn[0][label.cell_length :] + Content(ELLIPSIS if more else "")

    # ------------------------------------------------------------------ keys and mouse

    def _move(self, days: int) -> None:
        if self._grid:
            first, last = span(self._today)
            self._cursor = min(max(self._cursor + timedelta(days=days), first), last)
        else:
            listed = line_days(self._today, self._counts)
            place = listed.index(self._cursor) if self._cursor in listed else listed.index(self._today)
            step = (days > 0) - (days < 0)
            self._cursor = listed[min(max(place + step, 0), len(listed) - 1)]
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Left and right by the day."""
        step = {"left": -1, "right": 1}.get(event.key)
        if step is not None:
            event.stop()
            event.prevent_default()
            self._move(step)

    def action_cursor_up(self) -> None:
        """A week back."""
        self._move(-7)

    def action_cursor_down(self) -> None:
        """A week on."""
        self._move(7)

    def action_first(self) -> None:
        """The first day on show."""
        self._move(-100)

    def action_last(self) -> None:
        """The last day on show."""
        self._move(100)

    def action_open(self) -> None:
        """What is due on the day under the cursor."""
        self.post_message(self.DayChosen(self._cursor, self._counts.get(self._cursor, 0)))

    def on_focus(self) -> None:
        """The cursor shows."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor hides."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The day under the pointer."""
        event.stop()
        place = event.get_content_offset(self)
        if place is None:
            return
        for spot in self._spots(self.content_size.width):
            if spot.line == place.y and spot.start <= place.x < spot.end:
                self._cursor = spot.day
                self.refresh()
                self.action_open()
                return
