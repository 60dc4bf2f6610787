"""What one text has that another has not, in signs, in brackets, in words; where a phrase went."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.text.marking import change_words, followed, marked, marked_by_number, sides_of


def test_a_changed_number_is_taken_out_as_a_whole() -> None:
    assert list(marked("10家", "12家")) == [("=", "1"), ("-", "0"), ("+", "2"), ("=", "家")]
    assert list(marked_by_number("10.5家", "12家")) == [("-", "10.5"), ("+", "12"), ("=", "家")]


@given(st.text("甲乙丙12.", max_size=12), st.text("甲乙丙12.", max_size=12))
def test_marks_hold_both_texts(old: str, new: str) -> None:
    for marks in (list(marked(old, new)), list(marked_by_number(old, new))):
        assert "".join(text for sign, text in marks if sign != "+") == old
        assert "".join(text for sign, text in marks if sign != "-") == new
        assert all(text for _, text in marks)


def test_both_sides_show_in_brackets_what_the_other_has_not() -> None:
    assert sides_of(list(marked_by_number("建成10家企业", "建成12家"))) == (
        "建成【10】家【企业】",
        "建成【12】家",
    )


CHANGES = [
    ("建成10家", "建成12家", "“10”改为“12”"),
    ("建成企业", "建成企业实施", "加“实施”"),
    ("建成企业", "企业", "删“建成”"),
    ("甲建成10家乙", "建成12家", "删“甲”；“10”改为“12”；删“乙”"),
    ("甲乙丙", "甲乙丙", ""),
    ("甲1乙2丙3丁4戊5己6庚", "甲2乙3丙4丁5戊6己7庚", "；".join(f"“{n}”改为“{n + 1}”" for n in range(1, 7))),
    ("甲1乙2丙3丁4戊5己6庚7", "甲2乙3丙4丁5戊6己7庚8", "文字改动 7 处"),
]


@pytest.mark.parametrize(("old", "new", "words"), CHANGES)
def test_a_change_is_told_in_words(old: str, new: str, words: str) -> None:
    assert change_words(old, new) == words


FOLLOWED = [
    ("产业", "培育产业", "培育第三产业", "产业"),
    ("二月底前", "于二月底前完成", "于十二月底前完成", "十二月底前"),
    ("二月底前", "二月底前完成", "力争二月底前完成", "二月底前"),
    ("二月底前", "二月底前完成", "力争于十二月底前完成", "十二月底前"),
    ("十月底前", "十月底前完成", "九月底前完成", "九月底前"),
    ("完成八成", "年内完成八成", "年内完成九成", "完成九成"),
    ("十月底前", "于十月底前完成", "于十二月底前完成", "十二月底前"),
    ("10月底前建成", "于10月底前建成", "于9月底前建成", "9月底前建成"),
    ("6月底前", "今年6月底前完成", "2026年6月底前全部完成", "6月底前"),
    ("一二三四五六七八九十", "一二三四五六七八九十", "一二三四五六七", "一二三四五六七"),
    ("一二三四五六七八九十", "一二三四五六七八九十", "一二三四五六", None),
    ("甲乙", "甲乙", "甲一二乙", "甲一二乙"),
    ("甲乙", "甲乙", "甲一二三乙", None),
    ("丙", "甲乙", "甲乙丙", None),
    ("", "甲乙", "甲乙", None),
    ("甲", "甲乙", "丁", None),
]


@pytest.mark.parametrize(("phrase", "old", "new", "found"), FOLLOWED)
def test_a_phrase_is_followed_while_most_of_it_stays_together(
    phrase: str, old: str, new: str, found: str | None
) -> None:
    assert followed(phrase, old, new) == found
