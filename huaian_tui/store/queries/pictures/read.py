"""Any picture by its name."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from huaian_tui.domain.pictures.picture import PictureData
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.pictures.by_month import read_burn_down, read_lights_course, read_unit_matrix
from huaian_tui.store.queries.pictures.measured import (
    read_reading_course,
    read_slip_chart,
    read_unit_intervals,
)

_READ: dict[str, Callable[[sqlite3.Connection, Asked], PictureData]] = {
    "burndown": read_burn_down,
    "lights": read_lights_course,
    "matrix": read_unit_matrix,
    "slips": read_slip_chart,
    "intervals": read_unit_intervals,
}


def read_picture(
    connection: sqlite3.Connection, asked: Asked, name: str, milestone: str | None = None
) -> PictureData:
    """The picture of this name (``domain.pictures.PICTURES``); ``milestone``: whose readings are drawn."""
    if name == "reading":
        return read_reading_course(connection, asked, milestone or "")
    return _READ[name](connection, asked)
