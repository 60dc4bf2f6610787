"""Pictures in the terminal: exact widths, no glyph of doubtful width, every figure to be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

import pytest
from support.pictures import LONG_NAME, PICTURES

from huaian_tui.documents.plain.pictures.rows import BAR_MARKS, as_text, blank
from huaian_tui.documents.plain.pictures.terminal import LEAST_WIDTH, picture_rows
from huaian_tui.domain.pictures.figures import percent
from huaian_tui.domain.pictures.picture import PictureData
from huaian_tui.domain.pictures.slip_chart import SlipChart
from huaian_tui.domain.pictures.unit_intervals import UnitIntervals
from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.domain.text.hygiene import cell_width


@pytest.mark.parametrize("width", [LEAST_WIDTH, 56, 80, 120, 200])
@pytest.mark.parametrize("name", PICTURES)
def test_rows_are_exactly_as_wide_as_asked(name: str, width: int) -> None:
    for row in picture_rows(PICTURES[name], width):
        for text in (as_text(row), "".join(blank(piece) for piece in row)):
            assert cell_width(text) == width
            assert not [one for one in text if unicodedata.east_asian_width(one) == "A"]


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("name", PICTURES)
def test_every_figure_stands_in_the_rows(name: str, width: int) -> None:
    picture = PICTURES[name]
    text = "\n".join(as_text(row) for row in picture_rows(picture, width))
    for said in shown_figures(picture):
        assert said in text


def shown_figures(picture: PictureData) -> Iterator[str]:
    """The figures as they are shown; names may be cut, and nothing is a dash or a point."""
    if isinstance(picture, SlipChart):  # the day on which a date was said is its place
        yield from (one.due.isoformat() for line in picture.lines for one in line.points)
        return
    for row in picture.figures.rows:
        for value in row:
            if isinstance(value, date):
                yield f"{value.month}月{value.day}日"
            elif isinstance(value, float) and isinstance(picture, UnitIntervals):
                yield percent(value)
            elif isinstance(value, int | float) and value:
                yield format_number(value)
            elif isinstance(value, str) and value != LONG_NAME and "“" not in value:
                yield value


def test_low_windows_get_a_lower_slip_chart() -> None:
    assert len(picture_rows(PICTURES["slips"], 80, height=6)) < len(picture_rows(PICTURES["slips"], 80))


def test_marks_tell_the_lights_apart() -> None:
    marks = [BAR_MARKS[light] for light in Light]
    assert len(set(marks)) == len(marks)


def test_months_that_find_no_room_are_said() -> None:
    assert "前面8个月没有画出" in as_text(picture_rows(PICTURES["matrix"], LEAST_WIDTH)[-1])
