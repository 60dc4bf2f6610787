"""A text of which each line that is not blank is a paragraph: set apart, moved, searched. Rows from 0."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Exchange(NamedTuple):
    """Two paragraphs that change places: the rows ``first`` to ``last`` become ``lines``."""

    first: int
    last: int
    lines: tuple[str, ...]


def set_apart(text: str) -> str:
    """The paragraphs with one blank line between them."""
    return "\n\n".join(line for line in text.split("\n") if line.strip())


def paragraph_number(lines: Sequence[str], row: int) -> int:
    """Which paragraph a row is in, from 1; on a blank row the one above it, 0 above the first."""
    return sum(bool(line.strip()) for line in lines[: row + 1])


def paragraph_row(lines: Sequence[str], row: int) -> int | None:
    """The row of the paragraph at or next above ``row``, else the next below; None without any."""
    above = next((at for at in range(min(row, len(lines) - 1), -1, -1) if lines[at].strip()), None)
    if above is not None:
        return above
    return next((at for at in range(row, len(lines)) if lines[at].strip()), None)


def exchange(lines: Sequence[str], row: int, step: int) -> Exchange | None:
    """Move the paragraph at ``row`` up (-1) or down (1) past its neighbour; None where there is none."""
    own = paragraph_row(lines, row)
    if own is None:
        return None
    places = range(own - 1, -1, -1) if step < 0 else range(own + 1, len(lines))
    other = next((at for at in places if lines[at].strip()), None)
    if other is None:
        return None
    first, last = min(own, other), max(own, other)
    return Exchange(first, last, (lines[last], *lines[first + 1 : last], lines[first]))


def find_next(lines: Sequence[str], wanted: str, row: int, column: int) -> tuple[int, int] | None:
    """Row and column of the next occurrence at or after a place, going round; None without any.

    Upper and lower case of Latin letters are one.
    """
    needle = wanted.lower()
    if not needle:
        return None
    for turn in range(len(lines) + 1):
        at = (row + turn) % len(lines)
        place = lines[at].lower().find(needle, column if turn == 0 else 0)
        if place >= 0:
            return at, place
    return None
