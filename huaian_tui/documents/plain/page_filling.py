"""Lines gathered into pages as they are printed."""

from __future__ import annotations

from collections.abc import Iterable

LINES_A_PAGE = 22
CHARACTERS_A_LINE = 28
LANDSCAPE_CHARACTERS = 40
"""225 mm of a turned page hold 40 characters."""
LANDSCAPE_LINES = 15.25
"""156 mm of a turned page."""

_ENDLESS = 1e9

Page = list[str]
"""The lines of one page; the page number is not among them.

At most LINES_A_PAGE lines of text; lines of a table, printed smaller, may be more.
"""


class Pages:
    """Lines gathered into pages; heights are counted in lines of body text.

    ``unbroken``: all is one page, whatever these heights come to (it is printed closer than they say).
    ``side``: characters of a line of a turned page, and how many such lines it holds.
    """

    def __init__(self, side: tuple[int, float], *, unbroken: bool = False) -> None:
        self.unbroken = unbroken
        self.side_half = 2 * side[0]
        """Half-width characters of a line of a turned page."""
        self.side_lines = side[1]
        self.pages: list[Page] = [[]]
        self.used = 0.0
        self.capacity: float = LINES_A_PAGE

    def add(self, lines: Iterable[str], height: float = 1.0) -> None:
        """Lines that may go over a page; a blank line is dropped at the top of a page."""
        for line in lines:
            if self.used + height > self.capacity + 0.01:
                self.turn()
            if line or self.pages[-1] or len(self.pages) == 1:
                self.pages[-1].append(line)
                self.used += height

    def add_whole(self, lines: list[str]) -> None:
        """Lines that stay together, on a new page if need be."""
        if self.room() < len(lines) <= self.capacity:
            self.turn()
        self.add(lines)

    def turn(self, capacity: float | None = None) -> None:
        """Begin a new page, unless the present one is empty."""
        if self.unbroken:
            return
        if self.pages[-1]:
            self.pages.append([])
        self.used, self.capacity = 0.0, capacity or self.capacity

    def room(self) -> float:
        """Lines left on the present page."""
        return _ENDLESS if self.unbroken else self.capacity - self.used

    def reserve(self, height: float) -> None:
        """Keep room free at the end of the page for what ``add_at_foot`` puts there."""
        self.used += height

    def turn_to_even(self, height: float) -> None:
        """Go on to an upright even page that has so much room, the present one if it does."""
        odd, turned = len(self.pages) % 2 == 1, self.capacity != LINES_A_PAGE
        if odd or turned or height > self.room() + 0.01:
            self.turn(LINES_A_PAGE)
            if not odd:  # a blank page before it
                self.pages[-1].append("")
                self.turn()

    def add_at_foot(self, lines: list[str], height: float, reserved: bool) -> None:
        """Lines whose last one is the last of the page; they take ``height`` unless it was reserved."""
        if not reserved:
            if height > self.room() + 0.01 or self.capacity != LINES_A_PAGE:
                self.turn(LINES_A_PAGE)
            self.reserve(height)
        blank = max(int(self.capacity - self.used + height) - len(lines), 1 if self.unbroken else 0)
        self.pages[-1] += [""] * blank + lines

    def finished(self) -> list[Page]:
        """The pages, without one that stayed empty."""
        return [page for page in self.pages if page]
