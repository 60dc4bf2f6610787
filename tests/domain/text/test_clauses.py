"""Typed sentences inside a sentence of ours."""

from __future__ import annotations

from huaian_tui.domain.text.clauses import clause, clauses


def test_a_sentence_loses_only_the_stop_at_its_end() -> None:
    assert clause("已建成。正在试运行。；") == "已建成。正在试运行"
    assert clause("是否属实？") == "是否属实？"


def test_no_stop_stands_before_another_and_empty_texts_are_left_out() -> None:
    assert clauses(["已建成。", "", "。", "下一步验收；"]) == "已建成；下一步验收"
    assert clauses([]) == ""
