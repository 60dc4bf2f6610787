"""Burn-down and lights over time: a row a month, the numbers at the right."""

from __future__ import annotations

from collections.abc import Iterator

from huaian_tui.documents.plain.pictures.rows import (
    GAP,
    HEAD,
    PLAIN,
    QUIET,
    Piece,
    Row,
    at_right,
    fitted,
    scaled,
    widest,
    with_mark,
)
from huaian_tui.domain.pictures.burn_down import BurnDown
from huaian_tui.domain.pictures.figures import value_text
from huaian_tui.domain.pictures.lights_course import LightsCourse
from huaian_tui.domain.rules.shares import lengths
from huaian_tui.domain.text.hygiene import cell_width

_SWATCH = 2


def burn_down_rows(picture: BurnDown, width: int) -> Iterator[Row]:
    """Bars of what is left in fact, the plan as ``|``; what is above it in the tone of what is overdue."""
    label = max(6, widest(picture.labels) + 1)
    numbers = [f"{value_text(one.actual)}/{one.planned}" for one in picture.points]
    right = max(11, widest(numbers) + 2)
    room = max(1, width - label - right)
    most = max((max(one.planned, one.actual or 0) for one in picture.points), default=0)
    yield (
        (fitted("月份", label), HEAD),
        (fitted("未办结节点（| 为计划，其右为多出的）", room), HEAD),
        (at_right("实际/计划", right), HEAD),
    )
    for name, one, said in zip(picture.labels, picture.points, numbers, strict=True):
        bar = with_mark(scaled(one.actual or 0, most, room), scaled(one.planned, most, room), room, "|", True)
        tone = QUIET if one.actual is None else PLAIN
        yield ((fitted(name, label), PLAIN), *bar, (at_right(said, right), tone))


def lights_rows(picture: LightsCourse, width: int) -> Iterator[Row]:
    """Stacked bars, the key above them; below each bar its counts, so that every number can be read."""
    label = max(6, widest(picture.labels) + 1)
    totals = [str(sum(one.counts)) for one in picture.points]
    right = max(6, widest(totals) + 2)
    columns = [max(cell_width(light.word), 6) + 1 for light in picture.lights]
    beside = width - label - right - sum(columns) >= 20
    room = max(1, width - label - right - (sum(columns) if beside else 0))
    most = max((sum(one.counts) for one in picture.points), default=0)
    yield from _key(picture, width)
    words = [
        (at_right(light.word, column), HEAD) for light, column in zip(picture.lights, columns, strict=True)
    ]
    yield (
        (fitted("月份", label), HEAD),
        (fitted("", room), HEAD),
        *(words if beside else ()),
        (at_right("合计", right), HEAD),
    )
    for name, one, total in zip(picture.labels, picture.points, totals, strict=True):
        cells = lengths(one.counts, scaled(sum(one.counts), most, room))
        bar: list[Piece] = [(n, light) for n, light in zip(cells, picture.lights, strict=True) if n]
        left = room - sum(cells)
        counts = [(at_right(str(n), column), PLAIN) for n, column in zip(one.counts, columns, strict=True)]
        end = (at_right(total, right), PLAIN)
        gap: list[Piece] = [(left, GAP)] if left else []
        yield ((fitted(name, label), PLAIN), *bar, *gap, *(counts if beside else ()), end)
        if not beside:
            said = " ".join(
                f"{light.word}{n}" for light, n in zip(picture.lights, one.counts, strict=True) if n
            )
            yield ((fitted("", label), PLAIN), (fitted(said, width - label), QUIET))


def _key(picture: LightsCourse, width: int) -> Iterator[Row]:
    """Two cells and the word of each light, on as many lines as they need."""
    line, used = list[Piece](), 0
    for light in picture.lights:
        part = f" {light.word}  "
        needed = _SWATCH + cell_width(part)
        if line and used + needed > width:
            yield (*line, (fitted("", width - used), PLAIN))
            line, used = [], 0
        line += [(_SWATCH, light), (part, PLAIN)]
        used += needed
    yield (*line, (fitted("", width - used), PLAIN))
