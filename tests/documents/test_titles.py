"""Titles break at the ends of words, in a trapezoid or lozenge."""

from __future__ import annotations

import pytest

from huaian_tui.documents.titles import title_lines


def test_title_breaks_at_word_ends_in_a_trapezoid_or_lozenge() -> None:
    assert title_lines("督办通知单") == ("督办通知单",)
    assert title_lines("关于进一步加强全市公共数据授权运营工作的通知") == (
        "关于进一步加强全市",
        "公共数据授权运营工作的通知",
    )
    lines = title_lines("淮安市推进数据基础制度建设更好发挥数据要素作用重点任务第三季度推进情况一览表")
    assert lines == ("淮安市推进数据基础制度建设", "更好发挥数据要素作用重点任务", "第三季度推进情况一览表")


def test_title_keeps_the_breaks_of_its_author() -> None:
    assert title_lines("关于报送情况的\n函") == ("关于报送情况的", "函")


@pytest.mark.parametrize("title", ["督" * 79, "、" * 300, "a " * 300, "《" * 30, "督查" * 5000, ""])
def test_strange_titles_neither_hang_nor_lose_text(title: str) -> None:
    assert "".join("".join(title_lines(title)).split()) == "".join(title.split())
