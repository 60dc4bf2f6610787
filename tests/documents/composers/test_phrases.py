"""Small pieces of wording: numbers of paragraphs that run into no figure."""

from __future__ import annotations

from huaian_tui.documents.composers.phrases import numbered


def test_a_number_stands_apart_from_a_figure_that_follows() -> None:
    assert numbered(["办结。"]) == ["办结。"]
    assert numbered(["明确责任人。", "2025年举办大赛。"]) == ["1.明确责任人。", "2. 2025年举办大赛。"]
    assert numbered([]) == []
