"""The text of a document as it is edited: what is told of it."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.editing import broken_sentences, editable_text, with_text
from huaian_tui.documents.model import OfficialDocument, Table
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.store.engine.append import Ledger

TODAY = date(2026, 11, 22)


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


def supervision(ledger: Ledger) -> OfficialDocument:
    request = NoticeRequest(NoticeKind.SUPERVISION, TODAY, ("市数据局",), tasks=(2,))
    return compose(ledger.connection, request).document


def test_labelled_rows_of_a_table_are_edited_as_lines(ledger: Ledger) -> None:
    """What is required of a unit stands in a table; an officer words it anew like any paragraph."""
    document = supervision(ledger)
    text = editable_text(document)
    assert with_text(document, text) == document
    (line,) = [one for one in text.split("\n") if one.startswith("【表1·工作要求】")]
    edited = with_text(document, text.replace(line, "【表1·工作要求】请[/]于月底前办结。"))
    (table,) = [block for block in edited.body if isinstance(block, Table)]
    cells = {row[0].text: row[1] for row in table.rows if len(row) == 2}
    assert cells["工作要求"].text == "请[/]于月底前办结。"
    assert (cells["工作要求"].sources, cells["工作要求"].figures) == ((), ())
    listed = with_text(document, text.replace(line, "【表1·工作要求】1.月底前办结。 2.每周报一次。"))
    assert "1.月底前办结。\n2.每周报一次。" in str(listed.body).replace("\\n", "\n")
    (before,) = [block for block in document.body if isinstance(block, Table)]
    assert [row for row in table.rows if row[0].text != "工作要求"] == [
        row for row in before.rows if row[0].text != "工作要求"
    ]
    without = with_text(document, "\n".join(one for one in text.split("\n") if one != line))
    assert "工作要求" not in editable_text(without) and "反馈要求" in editable_text(without)
    plain = "\n".join(one for one in text.split("\n") if "·" not in one)
    assert with_text(document, plain) == document, "a draft typed before there were such lines"
    with pytest.raises(InputRefused, match="没有【表1·要求】；可改的行：督办依据、工作要求"):
        with_text(document, f"{text}\n【表1·要求】快办。")
    with pytest.raises(InputRefused, match="没有可改的行"):
        with_text(document, f"{text}\n【表7·工作要求】快办。")
