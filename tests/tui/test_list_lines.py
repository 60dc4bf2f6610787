"""Columns fit their width exactly; the less important leave first."""

from __future__ import annotations

from operator import itemgetter

import pytest
from rich.style import Style
from support.hostile import HOSTILE
from support.tui import frame
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static

from huaian_tui.domain.columns import Column, Marked
from huaian_tui.tui.list.column_widths import gap_of, place
from huaian_tui.tui.list.line_drawing import draw_head, draw_line, draw_row
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import fit
from huaian_tui.tui.textual_patches.cut_marks import use_cut_mark

COLUMNS = (
    Column("序号", itemgetter(0), width=4, right=True),
    Column("状态", itemgetter(1), width=8, toned=True),
    Column("任务", itemgetter(2), weight=3, min_width=20),
    Column("牵头", itemgetter(3), min_width=10, priority=3),
    Column("到期", itemgetter(4), width=10, priority=2),
)
PLAIN = Style.null()


@pytest.mark.parametrize("width", range(40, 220, 7))
def test_columns_fill_the_width_and_never_exceed_it(width: int) -> None:
    placed = place(COLUMNS, width)
    used = sum(spot.width for spot in placed) + gap_of(width) * (len(placed) - 1)
    assert used == width


def test_columns_of_low_priority_leave_first() -> None:
    def titles(width: int) -> list[str]:
        return [spot.column.title for spot in place(COLUMNS, width)]

    assert titles(80) == ["序号", "状态", "任务", "牵头", "到期"]
    assert titles(50) == ["序号", "状态", "任务", "到期"]
    assert titles(36) == ["序号", "状态", "任务"]
    assert titles(5) == ["序号", "状态", "任务"]


def test_where_nothing_more_can_leave_the_text_gets_what_is_left() -> None:
    assert [spot.width for spot in place(COLUMNS, 24)] == [4, 8, 10]


@pytest.mark.parametrize("width", [5, 20, 80, 121])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_a_row_of_hostile_cells_is_exactly_as_wide_as_the_list(text: str, width: int) -> None:
    row = ListRow("1", ("1", text, text, Marked(text, ((0, 2),)), Marked(text + text, ((1, len(text)),))))
    strip = draw_row(row, place(COLUMNS, width - 3), gap_of(width), width, PLAIN, PLAIN, "> ")
    assert strip.cell_length == width
    assert sum(segment.cell_length for segment in strip) == width
    assert not {"\x1b", "\n", "\t", "\x07", "\u202e"} & set(strip.text)


def test_cut_cells_say_so_and_keep_their_marks() -> None:
    columns = (Column("任务", itemgetter(0), width=10),)
    text = Marked("推进智改数转网联", ((2, 4),))
    strip = draw_row(ListRow("1", (text,)), place(columns, 10), 1, 13, PLAIN, PLAIN, "  ")
    assert strip.text == "  推进智改.. "
    assert [segment.text for segment in strip if segment.style and segment.style.bold] == ["智改"]


@pytest.mark.parametrize(
    ("width", "shown"), [(0, ""), (1, "."), (2, ".."), (3, ".. "), (4, "推.."), (6, "推进..")]
)
def test_the_mark_of_a_cut_is_ascii_and_never_wider_than_its_column(width: int, shown: str) -> None:
    assert fit("推进智改数转", width) == shown


async def test_titles_that_textual_cuts_have_the_same_mark() -> None:
    class Title(App[None]):
        CSS = "Static { width: 10; height: 1; text-overflow: ellipsis; text-wrap: nowrap; }"

        def compose(self) -> ComposeResult:
            yield Static(Content("推进智改数转网联"))

    use_cut_mark()
    app = Title()
    async with app.run_test(size=(20, 3)):
        assert frame(app).splitlines()[0] == "推进智改.."


def test_head_and_lines_are_exactly_as_wide_as_the_list() -> None:
    assert draw_head(place(COLUMNS, 77), 1, 80, PLAIN).cell_length == 80
    assert draw_line("逾期 3", 40, PLAIN, right="共 60 项").text == "  逾期 3" + " " * 23 + "共 60 项 "
    assert draw_line("很长的说明" * 20, 40, PLAIN, right="共 60 项").cell_length == 40
