"""Two months of days to choose one from, none after today: arrows, pages by the month, a click."""

from __future__ import annotations

from datetime import date, timedelta

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from huaian_tui.domain.dates.calendar_units import month_end, months_later
from huaian_tui.tui.actions.registry import bindings_for
from huaian_tui.tui.areas.overview.month_grid import (
    GAP,
    HEAD_LINES,
    WEEKDAYS,
    Spot,
    draw,
    grid_cells,
    grid_spots,
    month_cells,
)

WEEKS = 6
"""Lines of the longest month."""

EARLIEST = date(1900, 1, 1)
"""The first day that a date may have (``domain.dates``)."""


class DayGrid(Widget, can_focus=True, inherit_bindings=False):
    """Two months, or one where there is no room for two. Home and End go to the ends of the month."""

    ALLOW_SELECT = False
    BINDINGS = bindings_for("open", "cursor_up", "cursor_down", "page_up", "page_down", "first", "last")
    DEFAULT_CSS = """
    DayGrid { height: auto; }
    """

    class Moved(Message):
        """The cursor came to this day."""

        def __init__(self, day: date) -> None:
            self.day = day
            super().__init__()

    class Chosen(Moved):
        """This day is to be shown."""

    def __init__(self, today: date, day: date) -> None:
        """``today`` is the last day that can be chosen, ``day`` where the cursor stands."""
        super().__init__()
        self._today = today
        self._cursor = day
        self._first = _month(day, -1)

    def show(self, day: date) -> None:
        """Put the cursor on a day, up to today, and bring its month on the screen."""
        self._cursor = max(EARLIEST, min(day, self._today))
        month = _month(self._cursor, 0)
        if month < self._first or self._months == 1:
            self._first = month
        elif month > _month(self._first, 1):
            self._first = _month(month, -1)
        if self._months == 2:
            self._first = min(self._first, _month(self._today, -1))  # what is to come is not shown
        self.refresh()

    @property
    def _months(self) -> int:
        """How many months there is room for."""
        return 2 if self.content_size.width >= grid_cells({}) else 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """The heads and six weeks."""
        return HEAD_LINES + WEEKS

    def on_resize(self) -> None:
        """Another width has room for another number of months."""
        self.show(self._cursor)

    def _spots(self) -> list[Spot]:
        following = _month(self._first, 1)
        spots = grid_spots(self._first, {}, today=self._today)
        shown = spots if self._months == 2 else [spot for spot in spots if spot.day < following]
        return [spot for spot in shown if spot.day <= self._today]

    def render(self) -> Content:
        """Heads and weeks; what is after today is left out."""
        months = [_month(self._first, number) for number in range(self._months)]
        heads = [Content.styled(f" {one.year}年{one.month}月".ljust(_room(one)), "bold") for one in months]
        week = "".join(f" {name}  " for name in WEEKDAYS)
        weeks = [Content.styled(week, "$text-quiet") for _ in months]
        gap = Content(" " * GAP)
        spots = self._spots()
        drawn = draw(spots, self._today, {}, self._cursor if spots else None)
        lines = [gap.join(heads), gap.join(weeks), *drawn]
        return Content("\n").join(lines + [Content("")] * (HEAD_LINES + WEEKS - len(lines)))

    # ------------------------------------------------------------------ keys and mouse

    def _move(self, day: date) -> None:
        self.show(day)
        self.post_message(self.Moved(self._cursor))

    def on_key(self, event: events.Key) -> None:
        """Left and right by the day."""
        step = {"left": -1, "right": 1}.get(event.key)
        if step is not None:
            event.stop()
            event.prevent_default()
            self._move(self._cursor + timedelta(days=step))

    def action_cursor_up(self) -> None:
        """A week back."""
        self._move(self._cursor - timedelta(weeks=1))

    def action_cursor_down(self) -> None:
        """A week on."""
        self._move(self._cursor + timedelta(weeks=1))

    def action_page_up(self) -> None:
        """A month back; from the end of a month to the end of the one before."""
        self._turn(-1)

    def action_page_down(self) -> None:
        """A month on; from the end of a month to the end of the next."""
        self._turn(1)

    def _turn(self, months: int) -> None:
        day = months_later(self._cursor, months)
        self._move(month_end(day) if self._cursor == month_end(self._cursor) else day)

    def action_first(self) -> None:
        """The first day of the month."""
        self._move(self._cursor.replace(day=1))

    def action_last(self) -> None:
        """The last day of the month, as far as it has come."""
        self._move(month_end(self._cursor))

    def action_open(self) -> None:
        """Show the day under the cursor."""
        self.post_message(self.Chosen(self._cursor))

    def on_click(self, event: events.Click) -> None:
        """The day under the pointer; a second click shows it."""
        event.stop()
        place = event.get_content_offset(self)
        spots = self._spots() if place is not None else []
        for spot in spots:
            if place is not None and spot.line == place.y and spot.start <= place.x < spot.end:
                again = spot.day == self._cursor or event.chain > 1
                self._move(spot.day)
                if again:
                    self.action_open()
                return


def _month(day: date, months: int) -> date:
    """The first day of a month so many after that of ``day``."""
    return months_later(day.replace(day=1), months)


def _room(first: date) -> int:
    """Characters that the name of a month is filled up to: three of them take two cells."""
    name = f" {first.year}年{first.month}月"
    return month_cells({}) - (cell_len(name) - len(name))
