"""Numbers, years and task numbers as people type them."""

from __future__ import annotations

import pytest

from huaian_tui.domain.text.chinese_numbers import closed_numbers, read_task_number, read_year_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("第12项", 12),
        ("第十二项", 12),
        ("第12", 12),
        ("12号", 12),
        ("12项任务", 12),
        ("十二条", 12),
        ("廿二项", 22),
        ("十二", None),
        ("第项", None),
        ("12项目", None),
        ("1234567890", None),
    ],
)
def test_a_word_is_a_task_number_only_with_a_mark_or_in_digits(text: str, number: int | None) -> None:
    assert read_task_number(text) == number


def test_blanks_within_a_number_of_an_item_are_closed() -> None:
    assert closed_numbers("第 12 项、第2 条和 3 号") == "第12项、第2条和 3 号"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2025", 2025),
        ("二〇二五", 2025),
        ("二零二五", 2025),
        ("二○二五", 2025),
        ("二X二五", None),
        ("二五", None),
    ],
)
def test_years_are_written_with_four_digits(text: str, year: int | None) -> None:
    assert read_year_number(text) == year
