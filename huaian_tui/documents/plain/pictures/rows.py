"""Rows of a picture: pieces of text and lengths of bar, each with its role; a row is as wide as asked.

A bar is a length of a role: blanks on a background where there are colours, ASCII marks where there are none
(block glyphs count one cell here and two there). So nothing but ASCII and wide characters is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from huaian_tui.domain.pictures.figures import NOTHING
from huaian_tui.domain.rules.lights import LIGHT_MARKS
from huaian_tui.domain.text.hygiene import cell_width, ellipsis, terminal_safe

Piece = tuple[str | int, str]
"""A text, or so many cells of bar, and its role."""

Row = tuple[Piece, ...]

HEAD, PLAIN, QUIET = "head", "", "quiet"
BAR, LATE, ON_BAR, ON_LATE, AIM, GAP = "bar", "late", "on-bar", "on-late", "aim", "gap"
"""A bar, the part of it that is too much, a mark on either, a mark beside it, nothing."""
HEATS = ("heat0", "heat1", "heat2", "heat3", "heat4")
"""The steps of a ground that gets heavier; without colours the digits say it."""

BAR_MARKS: dict[str, str] = {
    **{light.value: mark for light, mark in LIGHT_MARKS.items()},
    BAR: "=",
    LATE: "#",
    GAP: " ",
}
"""The character of each bar where there are no colours."""


_OF_ONE_WIDTH = str.maketrans({NOTHING: "-", "“": "「", "”": "」"})
"""What some terminals draw two cells wide, and what stands for it."""


def fitted(text: str, width: int) -> str:
    """The text, cut or filled with blanks, in exactly ``width`` cells."""
    shown = ellipsis(safe(text), max(0, width))
    return shown + " " * (width - cell_width(shown))


def at_right(text: str, width: int) -> str:
    """The text at the right of ``width`` cells."""
    shown = ellipsis(safe(text), max(0, width))
    return " " * (width - cell_width(shown)) + shown


def safe(text: str) -> str:
    """A text of a picture in one line, without what a terminal could obey or draw in two widths."""
    return re.sub(r"[\n\t]", " ", terminal_safe(text)).translate(_OF_ONE_WIDTH)


def widest(texts: Iterable[str]) -> int:
    """Cells of the widest of these."""
    return max((cell_width(safe(text)) for text in texts), default=0)


def scaled(value: float, most: float, width: int) -> int:
    """Cells of a value where ``most`` has ``width``; what is more than nothing has one."""
    if value <= 0 or most <= 0:
        return 0
    return min(width, max(1, round(value / most * width)))


def with_mark(length: int, place: int, width: int, mark: str, late: bool = False) -> list[Piece]:
    """A bar of ``length`` in ``width`` cells with a mark at ``place``; ``late``: beyond it is too much."""
    place = max(0, min(place, width - 1))
    if place < length:
        beyond = LATE if late else BAR
        on = ON_LATE if late and place == 0 else ON_BAR
        pieces: list[Piece] = [(place, BAR), (mark, on), (length - place - 1, beyond), (width - length, GAP)]
    else:
        pieces = [(length, BAR), (place - length, GAP), (mark, AIM), (width - place - 1, GAP)]
    return [piece for piece in pieces if piece[0]]


def as_text(row: Sequence[Piece]) -> str:
    """The row without colours: bars by their marks."""
    return "".join(
        what if isinstance(what, str) else BAR_MARKS.get(role, BAR_MARKS[BAR]) * what for what, role in row
    )


def blank(row: Piece) -> str:
    """The text of a piece where its role has a background: a bar as blanks."""
    what, _ = row
    return what if isinstance(what, str) else " " * what
