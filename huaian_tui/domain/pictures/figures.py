"""The figures of a picture as a small table, and how days are named along an axis: what all outputs share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.dates.calendar_units import month_end
from huaian_tui.domain.rules.targets import format_number

Value = str | int | float | date | None
"""A name, a count, a reading, a day; None where there is none."""

NOTHING = "–"
"""What stands where a figure has no value."""


class FigureTable(NamedTuple):
    """Every figure that a picture shows: what stands in the sheet beside a chart, and in a pipe."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def value_text(value: Value) -> str:
    """A figure as it is read: days in ISO, numbers without useless fractions."""
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return value.isoformat()
    return format_number(value) if isinstance(value, int | float) else value


def percent(part: float) -> str:
    """A share from 0 to 1 in whole per cent, a half rounded up."""
    return f"{int(part * 100 + 0.5)}%"


def day_labels(days: Sequence[date]) -> list[str]:
    """What days along an axis are called: 7月 for the end of a month, else 11.22; a year where one begins.

    The year stands (26年1月) only where the days lie in more than one, at the first of each; not at a January
    right after a December that has its own, whose labels would touch.
    """
    several = len({day.year for day in days}) > 1
    labels, former, said = list[str](), None, False
    for day in days:
        label = f"{day.month}月" if day == month_end(day) else f"{day.month}.{day.day}"
        touches = said and former is not None and (former.month, day.month) == (12, 1)
        said = several and (former is None or former.year != day.year) and not touches
        labels.append(f"{day.year % 100:02}年{label}" if said else label)
        former = day
    return labels


def day_named(day: date, beside: date | None = None) -> str:
    """A day as a sentence names it: 7月底 for the end of a month, else 11月22日.

    With its year where the one that it stands beside has another.
    """
    year = f"{day.year}年" if beside is not None and beside.year != day.year else ""
    return f"{year}{day.month}月底" if day == month_end(day) else f"{year}{day.month}月{day.day}日"
