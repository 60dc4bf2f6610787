"""Columns of lists: what a cell says as text, and the room a column takes."""

from __future__ import annotations

from huaian_tui.domain.columns import Column, Lit, Marked, cells_of
from huaian_tui.domain.rules.lights import Light


def test_a_cell_is_its_text_however_it_is_drawn() -> None:
    assert str(Lit("逾期", Light.OVERDUE)) == "逾期"
    assert str(Marked("逾期", ((0, 1),))) == "逾期"


def test_a_column_takes_its_width_or_the_least_that_reads() -> None:
    bare: Column[str] = Column("任务", str)
    fixed: Column[str] = Column("序号", str, width=5)
    assert (bare.least, fixed.least) == (8, 5)
    assert cells_of("甲", (bare, fixed)) == ("甲", "甲")
