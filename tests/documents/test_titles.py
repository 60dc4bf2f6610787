"""Titles break at the ends of words, in a trapezoid or lozenge."""

from __future__ import annotations

import sqlite3

import pytest
from support.composers import TODAY

from huaian_tui.documents.composers.compose import compose
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.document_json import document_from_json, document_to_json
from huaian_tui.documents.titles import signature_lines, title_lines
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.store.engine.append import Ledger


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


def test_years_dates_and_numbers_are_one_word() -> None:
    names = ("数据基础制度",)
    for year in ("二〇二六年", "2026年", "二〇二六年度"):
        title = f"关于印发淮安市推进数据基础制度建设{year}重点工作任务清单的通知"
        lines = title_lines(title, names=names)
        assert "".join(lines) == title and any(year in line for line in lines), lines
    lines = title_lines("关于对全市六十项重点任务第三季度推进情况开展专项督查的通报", names=())
    assert any("六十项" in line for line in lines) and any("第三季度" in line for line in lines)


def test_names_of_units_and_the_words_of_plans_are_not_parted() -> None:
    unit = "国家金融监督管理总局淮安监管分局"
    lines = title_lines(f"关于请{unit}反馈数据要素收益分配机制落实情况的函", names=(unit,))
    assert any(unit in line for line in lines), lines
    whole = "淮安市职能转变和数字政府建设领导小组办公室情况表"
    assert title_lines(whole, names=(whole.removesuffix("情况表"),)) == (
        "淮安市职能转变和数字政府建设",
        "领导小组办公室情况表",
    )


def test_a_long_signature_breaks_at_the_end_of_a_word() -> None:
    name = "淮安市推进数据基础制度建设更好发挥数据要素作用工作领导小组办公室"
    lines = signature_lines(name, ())
    assert "".join(lines) == name and len(lines) == 2
    assert lines[1].startswith(("更好", "发挥", "数据要素", "工作", "领导小组"))
    assert signature_lines(name, None) == (name,), "a paper of an older version breaks where it did"
    assert signature_lines("淮安市数据局", ()) == ("淮安市数据局",)


def test_papers_know_the_names_that_stand_in_them(ledger: Ledger, reader: sqlite3.Connection) -> None:
    made = compose(reader, NoticeRequest(NoticeKind.STATUS, TODAY, ("市数据局",)))
    assert made.document.words is not None and "淮安市数据局" in made.document.words
    assert document_from_json(document_to_json(made.document)) == made.document
