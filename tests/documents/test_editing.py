"""The text of a document as it is edited: what is told of it."""

from __future__ import annotations

import pytest

from huaian_tui.documents.editing import broken_sentences


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("一、总体情况\n共60项。\n其中逾期5项。", []),
        ("共60项，其中\n逾期5项。", [1]),
        ("共60项，其中\n\n逾期5项。\n\n请于12月1日\n前反馈。", [1, 3]),
        ("请于12月1日前反馈\n【表1】\n另附说明", []),
        ("1.逾期的：\n第2项；\n第6项。", []),
        ("（一）市财政局。牵头1项\n（二）重点事项\n完成。", []),
        ("牵头1项，其中\n（二）市财政局。逾期1项。", [1]),
    ],
)
def test_a_sentence_that_is_broken_in_two_is_noticed(text: str, broken: list[int]) -> None:
    assert broken_sentences(text) == broken
