"""The document model: tables are checked when made, sources are gathered."""

from __future__ import annotations

import pytest
from support.documents import plain

from huaian_tui.documents.model import (
    Cell,
    Heading,
    Paragraph,
    Table,
    TableColumn,
    placed_cells,
    text_cells,
)


def test_heading_level_outside_1_to_4_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="level 1 to 4"):
        Heading(5, "过深")


def test_cells_are_laid_around_spans() -> None:
    rows = ((Cell("甲", rowspan=2), Cell("乙", colspan=2)), (Cell("丙"), Cell("丁")))
    places = {placed.cell.text: (placed.row, placed.column) for placed in placed_cells(rows, 3)}
    assert places == {"甲": (0, 0), "乙": (0, 1), "丙": (1, 1), "丁": (1, 2)}


@pytest.mark.parametrize(
    "rows",
    [
        (text_cells("甲"),),
        (text_cells("甲", "乙", "丙"),),
        ((Cell("甲", colspan=3),),),
        ((Cell("甲", rowspan=2), Cell("乙")),),
        ((Cell("甲", colspan=0), Cell("乙")),),
        ((Cell("甲"), Cell("乙", rowspan=2)), (Cell("丙", colspan=2),)),
    ],
)
def test_rows_that_do_not_fill_the_table_are_refused(rows: tuple[tuple[Cell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="cell"):
        Table((TableColumn(1), TableColumn(1)), (), rows)


def test_sources_of_all_blocks_are_gathered_once_in_order() -> None:
    table = Table((TableColumn(1),), (), ((Cell("3", sources=("c", "a")),),))
    document = plain(Paragraph("一", ("a", "b")), Heading(1, "二", ("b",)), table)
    assert document.sources() == ("a", "b", "c")
