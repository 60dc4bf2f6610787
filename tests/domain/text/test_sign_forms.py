"""Quotation marks and dashes of any kind find each other; everything else is found as before."""

from __future__ import annotations

import pytest

from huaian_tui.domain.text.grams import grams, word_grams
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.sign_forms import BEGINS, DASHES, EXACT, PART, QUOTES, fit, holds, places_of

_RANGES = ["-", "－", "–", "—", "——", "−", "~", "～", "〜", "至"]


@pytest.mark.parametrize("asked", _RANGES)
@pytest.mark.parametrize("written", _RANGES)
def test_a_range_is_found_however_it_is_written(asked: str, written: str) -> None:
    for pattern in ("3月{}5月", "2026{}2028年", "10%{}20%", "一{}三季度"):
        text, word = search_key(f"自{pattern.format(written)}底，完成"), search_key(pattern.format(asked))
        assert holds(text, word)
        assert [text[start:end] for start, end in places_of(text, word)]


@pytest.mark.parametrize("asked", QUOTES)
def test_a_quoted_word_is_found_in_any_quotation_marks(asked: str) -> None:
    for written in QUOTES:
        assert holds(search_key(f"开展{written}双随机{written}检查"), search_key(f"{asked}双随机"))


def test_the_index_proposes_every_text_that_holds_a_word() -> None:
    texts = [f"自3月{sign}5月底，实施“{sign}”2026{sign}2028" for sign in _RANGES]
    asked_for = ("3月{}5月", "月{}5", "6{}2", "026{}202", "{}5月")
    words = [word.format(sign) for sign in _RANGES for word in asked_for]
    for text in map(search_key, texts):
        in_text = grams(text)
        for word in map(search_key, words):
            if holds(text, word):
                asked = word_grams(word)
                assert set(asked.whole) <= in_text, (text, word)
                assert any(one.startswith(asked.beginning) for one in in_text), (text, word)
                assert not asked.exact


@pytest.mark.parametrize(
    ("text", "word"),
    [("3月5月", "3月-5月"), ("a-b", "至"), ("双随机", "“双随机"), ("截-至今", "截至今"), ("甚-于", "甚至于")],
)
def test_another_sign_is_another_sign(text: str, word: str) -> None:
    assert not holds(search_key(text), search_key(word))


def test_a_sign_alone_is_found_in_its_forms() -> None:
    assert all(holds(sign, "-") for sign in DASHES)
    assert all(holds(sign, '"') for sign in QUOTES)
    assert not holds("甚至", "-")


@pytest.mark.parametrize(
    ("name", "word", "how"),
    [
        ("市数据局", "市数据局", EXACT),
        ("市数据局", "市数", BEGINS),
        ("市数据局", "数据", PART),
        ("市数据局", "财政", None),
        ("甲—乙", "甲-乙", EXACT),
        ("甲—乙", "甲-", BEGINS),
        ("甲—乙", "-乙", PART),
        ("甲—乙", "丙-", None),
    ],
)
def test_a_word_is_the_name_begins_it_or_is_part_of_it(name: str, word: str, how: int | None) -> None:
    assert fit(name, word) == how
