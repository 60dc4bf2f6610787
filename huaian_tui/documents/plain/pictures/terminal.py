"""Any picture as rows of a terminal."""

from __future__ import annotations

from huaian_tui.documents.plain.pictures.by_month import burn_down_rows, lights_rows
from huaian_tui.documents.plain.pictures.by_unit import interval_rows, matrix_rows
from huaian_tui.documents.plain.pictures.courses import reading_rows, slip_rows
from huaian_tui.documents.plain.pictures.rows import Row
from huaian_tui.domain.pictures.burn_down import BurnDown
from huaian_tui.domain.pictures.lights_course import LightsCourse
from huaian_tui.domain.pictures.picture import PictureData
from huaian_tui.domain.pictures.reading_course import ReadingCourse
from huaian_tui.domain.pictures.slip_chart import SlipChart
from huaian_tui.domain.pictures.unit_matrix import UnitMatrix

LEAST_WIDTH = 40
"""Cells: a picture is not drawn narrower, what shows it cuts it then."""


def picture_rows(picture: PictureData, width: int, height: int = 20) -> list[Row]:
    """The picture in rows of exactly ``width`` cells; ``height`` is for what can be drawn lower or higher."""
    width = max(LEAST_WIDTH, width)
    if isinstance(picture, BurnDown):
        return list(burn_down_rows(picture, width))
    if isinstance(picture, LightsCourse):
        return list(lights_rows(picture, width))
    if isinstance(picture, UnitMatrix):
        return list(matrix_rows(picture, width))
    if isinstance(picture, ReadingCourse):
        return list(reading_rows(picture, width))
    if isinstance(picture, SlipChart):
        return list(slip_rows(picture, width, height))
    return list(interval_rows(picture, width))
