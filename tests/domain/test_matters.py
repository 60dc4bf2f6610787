"""Numbers of matters, as they are printed, typed and searched."""

from __future__ import annotations

import pytest

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.matters import (
    MATTERS_PLAN,
    SOURCES,
    check_source,
    matter_no,
    names_matter,
    read_matter_no,
    short_no,
)
from huaian_tui.ledger import task_keys


@pytest.mark.parametrize(
    "typed",
    [
        "交办〔2026〕12",
        "交办〔2026〕12号",
        "交办[2026]12",
        "交办［２０２６］１２号",
        "交办（2026）12",
        "交办【2026】第12号",
        "交办2026-12",
        "交办 2026 - 12",
        "交办2026年12号",
        "２０２６－１２",
        "2026-12",
        "〔2026〕12",
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_matter_no(typed) == (2026, 12) and names_matter(typed)


@pytest.mark.parametrize(("typed", "number"), [("12", 12), ("第12项", 12), ("12号", 12), ("交办12", 12)])
def test_a_mere_number_has_no_year(typed: str, number: int) -> None:
    assert read_matter_no(typed) == (None, number)
    assert names_matter(typed) is ("交办" in typed)


@pytest.mark.parametrize("typed", ["", "-", "1.10", "2026-12-31", "交办", "〔2026〕", "202612-", "a12", "二"])
def test_anything_else_is_no_number(typed: str) -> None:
    assert read_matter_no(typed) is None and not names_matter(typed)


def test_printed_numbers_have_a_short_form_and_others_have_none() -> None:
    assert short_no(matter_no(2026, 12)) == "2026-12"
    others = "12 1.10 交办 交办〔2026〕 交办〔20261〕2 交办〔2026〕2x 交办〔二〇二六〕2".split()
    for printed in ("", *others):
        assert short_no(printed) == ""


def test_sources_are_taken_in_any_width_and_others_name_them() -> None:
    assert [check_source(f" {one}　") for one in SOURCES] == list(SOURCES)
    for typed in ("", "会议", "批示件", "x" * 5000):
        with pytest.raises(InputRefused) as refused:
            check_source(typed)
        assert "批示、会议纪要、来文、调研、信访、其他" in refused.value.message


def test_the_plan_of_matters_is_one() -> None:
    assert MATTERS_PLAN == task_keys.MATTERS_PLAN


@pytest.mark.parametrize(
    ("typed", "title"),
    [("电话", "没有“电话”这种来源"), ("甲" * 30, f"没有“{'甲' * 20}”这种来源"), (" ", "来源没有填写")],
)
def test_a_source_that_there_is_not_is_refused_with_those_there_are(typed: str, title: str) -> None:
    with pytest.raises(InputRefused) as refused:
        check_source(typed)
    assert refused.value.title == title
    assert refused.value.message == f"来源是：{'、'.join(SOURCES)}"
