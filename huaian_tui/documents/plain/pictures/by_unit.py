"""Unit × month matrix and dots with intervals: a row a unit."""

from __future__ import annotations

from collections.abc import Iterator

from huaian_tui.documents.plain.pictures.rows import (
    AIM,
    HEAD,
    HEATS,
    PLAIN,
    QUIET,
    Piece,
    Row,
    at_right,
    fitted,
    widest,
)
from huaian_tui.domain.pictures.figures import percent
from huaian_tui.domain.pictures.unit_intervals import UnitIntervals, UnitShare
from huaian_tui.domain.pictures.unit_matrix import UnitMatrix

_LEAST_NAME = 20
_NO_COUNT = "."
_ROOMY = 56
"""From so many cells on there is room for the word beside the figures."""


def heat(value: int, most: int) -> str:
    """The role of a count: one of five steps up to the largest."""
    return HEATS[min(4, -(-value * 4 // most))] if most else HEATS[0]


def matrix_rows(picture: UnitMatrix, width: int) -> Iterator[Row]:
    """Digits on a ground that gets heavier; the latest months where not all find room, which is then said."""
    counts = [number for one in picture.units for number in one.counts]
    most = max(counts, default=0)
    cell = max(4, widest(picture.labels) + 1, len(str(most)) + 1)
    name = min(
        widest([*(one.name for one in picture.units), "单位"]) + 1, max(_LEAST_NAME, width - 12 * cell)
    )
    shown = max(1, min(len(picture.days), (width - name) // cell))
    left_out = len(picture.days) - shown
    spare = width - name - shown * cell
    yield (
        (fitted("单位", name), HEAD),
        *((at_right(label, cell), HEAD) for label in picture.labels[left_out:]),
        *_blank(spare),
    )
    for one in picture.units:
        cells: list[Piece] = []
        for number in one.counts[left_out:]:
            cells += [
                (" ", PLAIN),
                (at_right(str(number) if number else _NO_COUNT, cell - 1), heat(number, most)),
            ]
        yield ((fitted(one.name, name), PLAIN), *cells, *_blank(spare))
    if left_out:
        yield ((fitted(f"只画得下最近{shown}个月，前面{left_out}个月没有画出", width), QUIET),)


def interval_rows(picture: UnitIntervals, width: int) -> Iterator[Row]:
    """``(---o---)`` from 0 to 100 %, ``:`` the share of all, the figures at the right."""
    told = [_figures(one, width >= _ROOMY) for one in picture.units]
    right = max(17, widest(told) + 1)
    name = min(max(widest([one.name for one in picture.units]), 4), max(8, width // 2 - 12))
    room = max(12, width - name - right - 1)
    axis = "0%" + " " * (room // 2 - 4) + "50%"
    axis += " " * max(0, room - len(axis) - 4) + "100%"
    yield (
        (fitted("单位", name), HEAD),
        (fitted(" " + axis, room + 1), HEAD),
        (at_right(f"{picture.measured}（95%区间）", right), HEAD),
    )
    for one, said in zip(picture.units, told, strict=True):
        line = _line(one, picture.overall, room)
        yield ((fitted(one.name, name), PLAIN), (" " + line, PLAIN), (at_right(said, right), PLAIN))
    if picture.overall is not None:
        said = f"{picture.part}/{picture.whole} {percent(picture.overall)}"
        line = _line(UnitShare("", 0, 0, None, None), picture.overall, room)
        yield ((fitted("全部（:）", name), QUIET), (" " + line, AIM), (at_right(said, right), QUIET))


def _line(one: UnitShare, overall: float | None, room: int) -> str:
    cells = [" "] * room

    def at(share: float) -> int:
        return round(share * (room - 1))

    if one.share is not None and one.low is not None and one.high is not None:
        for place in range(at(one.low), at(one.high) + 1):
            cells[place] = "-"
    if overall is not None:
        cells[at(overall)] = ":"
    if one.share is not None and one.low is not None and one.high is not None:
        cells[at(one.low)], cells[at(one.high)], cells[at(one.share)] = "(", ")", "o"
    return "".join(cells)


def _figures(one: UnitShare, compared: bool) -> str:
    if one.share is None or one.low is None or one.high is None:
        return f"{one.part}/{one.whole} -"
    said = f"{one.part}/{one.whole} {percent(one.share)} {percent(one.low)}-{percent(one.high)}"
    return f"{said} {one.against}" if one.against and compared else said


def _blank(cells: int) -> tuple[Piece, ...]:
    return ((" " * cells, PLAIN),) if cells > 0 else ()
