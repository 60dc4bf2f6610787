"""Widths of columns by what their cells hold."""

from __future__ import annotations

import pytest

from huaian_tui.documents.composers.column_widths import (
    SIDES,
    TURNED_WIDTH,
    fitted_widths,
    line_widths,
    lines_in,
)
from huaian_tui.documents.model import Cell, text_cells

HEADS = ("序号", "主要任务", "时限", "说明")
LONG = "建设市数据资产登记平台，对数据资产进行真实性核验、合规性认证，依法开展数据产权确权登记" * 2
ROWS = [text_cells(str(number), LONG, "2026年12月31日", "正常推进") for number in range(1, 9)]


def heights(widths: tuple[float, ...], size: float = 10.5) -> int:
    """Lines of all rows together."""
    return sum(
        max(lines_in(line_widths(cell.text), width, size) for cell, width in zip(row, widths, strict=True))
        for row in ROWS
    )


def test_room_goes_to_what_makes_the_rows_high() -> None:
    widths = fitted_widths(HEADS, ROWS, font_size=10.5)
    assert sum(widths) == pytest.approx(TURNED_WIDTH, abs=0.5)
    even = (TURNED_WIDTH / 4,) * 4
    assert heights(widths) < heights(even)
    assert widths[1] == max(widths)


def test_columns_that_stay_whole_take_one_line_and_fixed_ones_their_points() -> None:
    widths = fitted_widths(HEADS, ROWS, font_size=10.5, whole=("时限",), fixed={"说明": 90.0})
    assert lines_in(line_widths("2026年12月31日"), widths[2], 10.5) == 1
    assert widths[3] == 90.0
    assert all(width >= 2 * 10.5 + SIDES for width in widths)


def test_what_does_not_fit_is_shared_and_spanning_cells_are_passed_over() -> None:
    narrow = fitted_widths(HEADS, ROWS, font_size=10.5, width=60.0)
    assert sum(narrow) == pytest.approx(60.0, abs=0.5)
    spanned = [(Cell("《某某方案》" * 40, colspan=4),), *ROWS]
    assert fitted_widths(HEADS, spanned, font_size=10.5) == fitted_widths(HEADS, ROWS, font_size=10.5)
    assert sum(fitted_widths(HEADS, [], font_size=10.5)) == pytest.approx(TURNED_WIDTH, abs=0.5)
