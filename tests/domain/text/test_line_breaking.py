"""Lines of Chinese text: widths in half characters, 避头尾, whole words, squeezed marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.text.line_breaking import break_lines, never_parted, text_width


@pytest.mark.parametrize(
    ("text", "width"),
    [("督查", 4), ("ab1", 3), ("“①”", 6), ("e\u0301", 1), ("\u200b", 0), ("", 0), ("Ａ", 2), ("ｱ", 1)],
)
def test_widths_are_counted_in_half_characters(text: str, width: int) -> None:
    assert text_width(text) == width


BROKEN = [
    # Exactly full, one too many.
    ("督查台账", 8, ["督查台账"]),
    ("督查台账办", 8, ["督查台账", "办"]),
    # A closing mark is squeezed into the line, or takes the character before it along.
    ("督查台账。办", 8, ["督查台", "账。办"]),
    ("督查台a账，办", 10, ["督查台a账，", "办"]),
    ("督查台a账.办", 9, ["督查台a", "账.办"]),
    # An opening mark, ￥ and 第 go with what follows.
    ("督查台（账）", 8, ["督查台", "（账）"]),
    ("督查台第2项", 8, ["督查台", "第2项"]),
    # Latin words stay whole where a line can hold them, and the blank before them is dropped.
    ("按GB/T9704", 8, ["按", "GB/T9704"]),
    ("abc defg", 5, ["abc", "defg"]),
    ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    # Zero-width characters stay with what they follow.
    ("ae\u0301e\u0301", 2, ["ae\u0301", "e\u0301"]),
    ("", 8, [""]),
]


@pytest.mark.parametrize(("text", "width", "lines"), BROKEN)
def test_lines_break_where_the_standard_allows(text: str, width: int, lines: list[str]) -> None:
    assert break_lines(text, width) == lines


def test_indents_take_their_room_and_squeezing_can_be_off() -> None:
    assert break_lines("督查台账督查", 8, first_indent=4) == ["    督查", "台账督查"]
    assert break_lines("督查台账督查", 8, indent=4) == ["督查台账", "    督查"]
    assert break_lines("督查台a账，办", 10, squeeze=False) == ["督查台a", "账，办"]


@given(st.text(alphabet="督查（），。第2ab", max_size=40), st.integers(6, 20))
def test_nothing_is_lost_and_marks_stand_where_they_may(text: str, width: int) -> None:
    lines = break_lines(text, width)
    assert "".join(lines) == text
    for before, after in zip(lines, lines[1:], strict=False):
        inside = zip(before, before[1:], strict=False)
        whole = all(never_parted(a, b) or (a + b).isascii() for a, b in inside)
        assert 0 < text_width(before) <= width + 1 or whole
        # Where a line is nothing but what must not be parted there is no better place.
        places = zip(before, before[1:] + after[0], strict=True)
        if any(not never_parted(a, b) and not (a + b).isascii() for a, b in places):
            assert not never_parted(before[-1], after[0])
