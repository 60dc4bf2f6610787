"""What a paper says otherwise: clause by clause, cell by cell; another day alone is no change."""

from __future__ import annotations

from datetime import date

import pytest

from huaian_tui.documents.comparing.changes import changes_between, text_changes
from huaian_tui.documents.comparing.day_words import DayWords
from huaian_tui.documents.model import Heading, OfficialDocument, Paragraph, headed_table, text_cells

DAYS = DayWords([(date(2026, 11, 22), date(2026, 11, 25))])


def paper(*texts: str, cell: str = "逾期12天") -> OfficialDocument:
    table = headed_table((("序号", 1.0), ("事项", 3.0), ("状态", 2.0)), [text_cells("2", "登记平台", cell)])
    body = (Heading(1, "一、情况"), *(Paragraph(text) for text in texts), table)
    return OfficialDocument(masthead="淮安市", title="催办单", body=body)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("截至2026年11月22日，逾期3个。", "截至2026年11月25日，逾期3个。", []),
        ("2026年10月1日—11月22日，已逾期12天。", "2026年10月1日—11月25日，已逾期15天。", []),
        ("已逾期12天。", "已逾期16天。", [("已逾期12天", "已逾期16天")]),
        ("请于12月1日前办结。", "请于12月5日前办结。", [("请于12月1日前办结", "请于12月5日前办结")]),
        ("截至2026年11月22日，逾期3个。", "截至2026年11月25日，逾期2个。", [("逾期3个", "逾期2个")]),
        ("市数据局、市财政局。", "市数据局、市教育局、市财政局。", [("", "市教育局")]),
        ("甲办结。乙逾期。", "甲办结。", [("乙逾期", "")]),
    ],
)
def test_clauses_that_differ(old: str, new: str, found: list[tuple[str, str]]) -> None:
    assert text_changes(old, new, DAYS) == found


def test_places_are_told_by_section_and_table() -> None:
    old, new = paper("1.甲事项逾期3个。"), paper("1.新的事项另有要求。", "2.甲事项逾期2个。", cell="办结")
    found = [(one.place, one.was, one.now) for one in changes_between(old, new, DAYS)]
    assert found == [
        ("情况，第1段（新增）", "", "1.新的事项另有要求。"),
        ("情况，第1段", "甲事项逾期3个", "甲事项逾期2个"),
        ("表1，第2项，状态", "逾期12天", "办结"),
    ]


def test_another_number_before_a_paragraph_is_no_change() -> None:
    assert changes_between(paper("（八）市数据局牵头。"), paper("（七）市数据局牵头。"), DAYS) == []


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("打造场景（“2024年打造……”）", "打造场景（“2024年打造4个以上场景”）", 0),
        ("“甲……”“乙……丙”", "“甲乙”“乙丁丙”", 0),
        ("“甲……乙”", "“甲”", 1),
        ("“甲……乙”", "“丙乙”", 1),
        ("……甲……甲", "甲", 1),
    ],
)
def test_a_quotation_cut_at_another_place_is_no_change(old: str, new: str, found: int) -> None:
    for was, now in ((old, new), (new, old)):
        assert len(list(changes_between(paper(cell=was), paper(cell=now), DAYS))) == found
