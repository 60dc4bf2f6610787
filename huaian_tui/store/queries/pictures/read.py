"""Any picture by its name, or all that need no more than a period."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from huaian_tui.domain.many_objects import many_objects
from huaian_tui.domain.pictures.picture import PICTURE_TITLES, PictureData
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.pictures.by_month import read_burn_down, read_lights_course, read_unit_matrix
from huaian_tui.store.queries.pictures.course import Course
from huaian_tui.store.queries.pictures.measured import (
    read_reading_course,
    read_slip_chart,
    read_unit_intervals,
)

READING = "reading"
"""The picture that is of one milestone, not of a period."""

OF_A_PERIOD = tuple(name for name in PICTURE_TITLES if name != READING)
"""All the others, in their order."""

_BY_MONTH: dict[str, Callable[..., PictureData]] = {
    "burndown": read_burn_down,
    "lights": read_lights_course,
    "matrix": read_unit_matrix,
}
_MEASURED: dict[str, Callable[..., PictureData]] = {
    "slips": read_slip_chart,
    "intervals": read_unit_intervals,
}


def read_picture(
    connection: sqlite3.Connection, asked: Asked, name: str, milestone: str | None = None
) -> PictureData:
    """The picture of this name (``domain.pictures.PICTURES``); ``milestone``: whose readings are drawn."""
    if name == READING:
        return read_reading_course(connection, asked, milestone or "")
    return read_pictures(connection, asked, (name,))[0]


def read_pictures(
    connection: sqlite3.Connection, asked: Asked, names: Sequence[str] = OF_A_PERIOD
) -> list[PictureData]:
    """Several pictures of a period; how things stood at its ends of months is read once for them all."""
    with many_objects():
        course = Course(connection, asked) if any(name in _BY_MONTH for name in names) else None
        return [
            _BY_MONTH[name](connection, asked, None, course)
            if name in _BY_MONTH
            else _MEASURED[name](connection, asked)
            for name in names
        ]
