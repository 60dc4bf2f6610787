"""Where everything of a picture lies on paper: places as shares of the plot, heights in millimetres.

The typesetter only draws what stands here, so that the same figures give the same picture in the PDF and in
Word, and a page can be counted before it is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import Any

from huaian_tui.domain.pictures.burn_down import BurnDown
from huaian_tui.domain.pictures.figures import NOTHING, percent, value_text
from huaian_tui.domain.pictures.lights_course import LightsCourse
from huaian_tui.domain.pictures.picture import PictureData, name_of
from huaian_tui.domain.pictures.reading_course import ReadingCourse
from huaian_tui.domain.pictures.slip_chart import SlipChart, SlipLine
from huaian_tui.domain.pictures.unit_intervals import UnitIntervals
from huaian_tui.domain.pictures.unit_matrix import UnitMatrix
from huaian_tui.domain.rules.targets import format_number

Json = dict[str, Any]

ROW = 4.6
"""Millimetres of a row of figures below a plot."""
CELL = 5.4
"""Of a row of the matrix, and of one of intervals."""
PLOT, SLIP_PLOT, COURSE_PLOT = 44.0, 66.0, 40.0
"""Of the plots themselves."""
HEAD = 2.0
"""Above a plot, for half the name of its highest tick."""
AXIS = 6.0
"""Below a plot, with the names of its ticks."""
_DARKEST, _LIGHTEST = 170, 245
"""Greys (0 is black) of a cell: black digits on a darker one drown in a printer's raster."""
_BELOW = 12
"""Days below the latest date, so that its letter stands in the plot."""
_DATE_WIDTH = 20.0
"""Millimetres of a date with the mark before it."""
_MOST_READINGS = 8
"""Newest readings that stand in the row of figures; the others are dots."""


_NOT_PRINTED = ("picture", "key", "keys")
"""Names by which the template finds a drawing and a fill."""


@dataclass(frozen=True, slots=True)
class Laid:
    """What the typesetter draws: ``height`` in millimetres altogether, ``words`` all that is printed."""

    height: float
    data: Json = field(default_factory=dict)

    @property
    def words(self) -> Iterator[str]:
        """Every text that is printed."""
        return _words(self.data)


def laid_out(picture: PictureData) -> Laid:
    """The picture with its places."""
    if isinstance(picture, BurnDown):
        made = _burn_down(picture)
    elif isinstance(picture, LightsCourse):
        made = _lights(picture)
    elif isinstance(picture, UnitMatrix):
        made = _matrix(picture)
    elif isinstance(picture, ReadingCourse):
        made = _reading(picture)
    elif isinstance(picture, SlipChart):
        made = _slips(picture)
    else:
        made = _intervals(picture)
    data = {"picture": name_of(picture), "height": made.height, "row": ROW, "cell": CELL, **made.data}
    return Laid(made.height, data)


def nice_ticks(most: float) -> list[float]:
    """Ticks from 0 to at least ``most`` in steps of 1, 2, 2.5, 5 or 10 times a power of ten, four or so."""
    if most <= 0:
        return [0.0, 1.0]
    size = 10.0 ** floor(log10(most / 4))
    step = next(one * size for one in (1, 2, 2.5, 5, 10) if one * size * 4 >= most * 0.999999)
    if float(most).is_integer():
        step = max(1.0, step)
        step = step if step.is_integer() else float(ceil(step))
    return [round(place * step, 10) for place in range(ceil(most / step - 1e-9) + 1)]


def _scale(most: float) -> tuple[float, list[tuple[float, str]]]:
    """The value at the top of the axis, and its ticks as (share of the height, text)."""
    ticks = nice_ticks(most)
    top = ticks[-1]
    return top, [(one / top, format_number(one)) for one in ticks]


def _burn_down(picture: BurnDown) -> Laid:
    top, ticks = _scale(max((max(one.planned, one.actual or 0) for one in picture.points), default=0))
    planned = [one.planned / top for one in picture.points]
    actual = [None if one.actual is None else one.actual / top for one in picture.points]
    rows = [
        {"key": "actual", "name": "实际", "values": [value_text(one.actual) for one in picture.points]},
        {"key": "planned", "name": "计划", "values": [value_text(one.planned) for one in picture.points]},
    ]
    data = {"labels": picture.labels, "ticks": ticks, "planned": planned, "actual": actual, "rows": rows}
    return Laid(HEAD + PLOT + AXIS + ROW * len(rows), data)


def _lights(picture: LightsCourse) -> Laid:
    totals = [sum(one.counts) for one in picture.points]
    top, ticks = _scale(max(totals, default=0))
    bars = [[count / top for count in one.counts] for one in picture.points]
    rows = [
        {
            "key": light.value,
            "name": light.word,
            "values": [str(one.counts[place]) for one in picture.points],
        }
        for place, light in enumerate(picture.lights)
    ]
    rows.append({"key": "", "name": "合计", "values": [str(one) for one in totals]})
    keys = [light.value for light in picture.lights]
    data = {"labels": picture.labels, "ticks": ticks, "bars": bars, "keys": keys, "rows": rows}
    return Laid(HEAD + PLOT + AXIS + ROW * len(rows), data)


def _matrix(picture: UnitMatrix) -> Laid:
    most = max((number for one in picture.units for number in one.counts), default=0)
    units = [
        {
            "name": one.name,
            "cells": [(str(count) if count else "0", _grey(count, most)) for count in one.counts],
        }
        for one in picture.units
    ]
    return Laid(CELL * (1 + len(units)), {"labels": picture.labels, "units": units})


def _grey(count: int, most: int) -> int:
    return 255 if not count else round(_LIGHTEST - (_LIGHTEST - _DARKEST) * count / most)


def _reading(picture: ReadingCourse) -> Laid:
    values = [one.value for one in picture.points] + [one.value for one in picture.course]
    top, ticks = _scale(max(picture.target, *values))
    last = max([picture.last, *(one.day for one in picture.points)])
    first = min([picture.first, *(one.day for one in picture.points)])

    def placed(day: date, value: float) -> tuple[float, float]:
        return _share(day, first, last), max(0.0, value / top)

    table = picture.figures.rows[-_MOST_READINGS:]
    words = [(f"{row[0]}", *(value_text(one) for one in row[1:])) for row in table]
    target = {"at": picture.target / top, "name": f"目标{format_number(picture.target)}{picture.unit}"}
    data = {
        "months": _month_ticks(first, last),
        "ticks": ticks,
        "points": [placed(one.day, one.value) for one in picture.points],
        "course": [placed(one.day, one.value) for one in picture.course],
        "target": target,
        "heads": list(picture.figures.heads),
        "figures": words,
    }
    return Laid(HEAD + COURSE_PLOT + AXIS + ROW * 4, data)


def _slips(picture: SlipChart) -> Laid:
    if not picture.lines:
        return Laid(ROW, {"lines": [], "months": [], "dues": [], "done": [], "plot": 0.0, "note": ""})
    said = [one.said for line in picture.lines for one in line.points]
    due = [one.due for line in picture.lines for one in line.points]
    left, right = picture.first.replace(day=1), max([picture.day, *said])
    top, bottom = min(due).replace(day=1), max(due) + timedelta(days=_BELOW)
    lines = [
        {
            "letter": letter,
            "name": line.name,
            "dates": " > ".join(one.due.isoformat() for one in line.points),
            "room": _DATE_WIDTH * len(line.points),
            "points": [(_share(one.said, left, right), _share(one.due, top, bottom)) for one in line.points],
            "end": _share(_until(line, picture.day), left, right),
            "ended": line.ended is not None,
        }
        for letter, line in zip(picture.letters, picture.lines, strict=True)
    ]
    begin, end = max(left, top), min(right, bottom)
    both = [(_share(one, left, right), _share(one, top, bottom)) for one in (begin, end)]
    data = {
        "lines": lines,
        "months": _month_ticks(left, right),
        "dues": [(1 - place, name) for place, name in _month_ticks(top, bottom, with_year=True)],
        "done": both if begin < end else [],
        "plot": SLIP_PLOT,
        "note": "横轴为定下时限的日子，纵轴为时限，斜线为到期，实心点为办结",
    }
    return Laid(HEAD + SLIP_PLOT + 2 * AXIS + ROW * len(lines), data)


def _until(line: SlipLine, day: date) -> date:
    """The last day of a line: what was decided after its end is still told."""
    return max(line.points[-1].said, min(line.ended or day, day))


def _intervals(picture: UnitIntervals) -> Laid:
    units = [
        {
            "name": one.name,
            "dot": one.share,
            "low": one.low,
            "high": one.high,
            "said": _share_words(one.share, one.low, one.high) + one.against,
            "count": f"{one.part}/{one.whole}",
        }
        for one in picture.units
    ]
    overall = "" if picture.overall is None else percent(picture.overall)
    said = f"全部 {picture.part}/{picture.whole} {overall}（虚线）"
    data = {"units": units, "overall": picture.overall, "said": said, "measured": picture.measured}
    return Laid(HEAD + CELL * (len(units) + 1) + AXIS, data)


def _share_words(share: float | None, low: float | None, high: float | None) -> str:
    if share is None or low is None or high is None:
        return NOTHING
    return f"{percent(share)}（{percent(low)}至{percent(high)}）"


def _share(day: date, first: date, last: date) -> float:
    return max(0, (day - first).days) / max(1, (last - first).days)


def _month_ticks(first: date, last: date, *, with_year: bool = False) -> list[tuple[float, str]]:
    """The first day of each month, or of every so many, with its name; at most fourteen."""
    months = list[date]()
    day = first.replace(day=1)
    while day <= last:
        months.append(day)
        day = (day + timedelta(days=32)).replace(day=1)
    step = next(one for one in (1, 2, 3, 6, 12, 24, 60, 600) if len(months) <= 14 * one)
    return [
        (_share(day, first, last), _tick(day, with_year and (place == 0 or day.month <= step)))
        for place, day in enumerate(months)
        if place % step == 0
    ]


def _tick(day: date, year: bool) -> str:
    return f"{day.year}年{day.month}月" if year else f"{day.month}月"


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in _NOT_PRINTED:
                yield from _words(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _words(one)
