"""Paragraphs set apart, moved and searched: nothing is lost on any way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.text.paragraphs import (
    exchange,
    find_next,
    paragraph_number,
    paragraph_row,
    set_apart,
)

LINES = st.lists(
    st.sampled_from(("", " ", "一、标题", "甲。", "乙，", "【表1】", "ABc")), min_size=1, max_size=9
)


def kept(lines: list[str]) -> list[str]:
    return [line for line in lines if line.strip()]


@given(LINES)
def test_setting_apart_keeps_every_paragraph_in_its_order(lines: list[str]) -> None:
    apart = set_apart("\n".join(lines))
    assert kept(apart.split("\n")) == kept(lines)
    assert set_apart(apart) == apart


@given(LINES, st.integers(0, 8), st.sampled_from((-1, 1)))
def test_a_paragraph_that_is_moved_and_moved_back_is_where_it_was(
    lines: list[str], row: int, step: int
) -> None:
    row = min(row, len(lines) - 1)
    made = exchange(lines, row, step)
    order, own = kept(lines), paragraph_row(lines, row)
    if made is None:
        assert own is None or paragraph_number(lines, own) == (1 if step < 0 else len(order))
        return
    assert own is not None
    moved = [*lines[: made.first], *made.lines, *lines[made.last + 1 :]]
    place = paragraph_number(lines, own) - 1
    order[place], order[place + step] = order[place + step], order[place]
    assert kept(moved) == order and len(moved) == len(lines)
    back = exchange(moved, made.first if step < 0 else made.last, -step)
    assert back is not None
    assert [*moved[: back.first], *back.lines, *moved[back.last + 1 :]] == lines


def test_a_search_goes_round_and_takes_letters_of_either_case() -> None:
    lines = ["推进甲，推进乙", "", "Data 推进"]
    places = [find_next(lines, "推进", row, column) for row, column in ((0, 0), (0, 2), (0, 6), (2, 7))]
    assert places == [(0, 0), (0, 4), (2, 5), (0, 0)]
    assert find_next(lines, "dATA", 0, 0) == (2, 0)
    assert find_next(["甲推", "乙"], "推", 0, 2) == (0, 1)  # what stands before the cursor in its own row too
    assert find_next(lines, "没有", 0, 0) is None and find_next(lines, "", 0, 0) is None


def test_a_row_below_the_last_is_in_the_last_paragraph() -> None:
    lines = ["", "甲。", "", "乙。"]
    assert [paragraph_row(lines, row) for row in (0, 1, 2, 3, 9)] == [1, 1, 1, 3, 3]
    assert paragraph_row(["", " "], 1) is None and paragraph_row([], 0) is None
