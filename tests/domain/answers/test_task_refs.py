"""How people name a task: its number for scripts, and in a sentence."""

from __future__ import annotations

import pytest

from huaian_tui.domain.answers.plans import NOT_HERE, TaskRef
from huaian_tui.domain.matters import MATTERS_PLAN


@pytest.mark.parametrize(
    ("printed", "number"),
    [("12", 12), ("十二", "十二"), ("JB-3", "JB-3"), ("２", "２"), ("²", "²"), ("", "")],
)
def test_a_number_is_an_integer_only_where_it_is_printed_as_one(printed: str, number: int | str) -> None:
    assert TaskRef(112, "12", printed, "fa", "FA", "方案", "方案").number == number


def test_in_a_sentence_a_task_has_the_name_of_its_list() -> None:
    assert TaskRef(12, "12", "12", "fa", "FA", "方案", "方案").told == "第12项"
    assert TaskRef(112, NOT_HERE, "", "", "", "", "").told == NOT_HERE
    matter = TaskRef(212, "JB/2026-12", "交办〔2026〕12", MATTERS_PLAN, "JB", "日常交办", "交办")
    assert matter.told == "交办〔2026〕12号"
    assert matter.id == f"{MATTERS_PLAN}/212"
