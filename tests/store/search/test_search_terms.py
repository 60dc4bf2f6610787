"""Words of a query, and where they stand in a shown text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.hostile import HOSTILE

from huaian_tui.domain.text.hygiene import clean_text, search_key
from huaian_tui.store.search.search_terms import SearchQuery, excerpt, folded_words, matched_spans


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ()),
        ("　 ", ()),
        ("数据　平台 数据", ("数据", "平台")),
        ("ＡＢＣ１２", ("abc12",)),
        ("\uf92c", ("郎",)),
        ("a\x00b\u202ec", ("abc",)),
        ("\ud800", ()),
        ('" * NEAR OR ^ -', ('"', "*", "near", "or", "^", "-")),
        ("㎡", ("m2",)),
    ],
)
def test_words_are_folded_once_each_in_order(typed: str, words: tuple[str, ...]) -> None:
    assert SearchQuery(typed).words() == words


@pytest.mark.parametrize(
    ("text", "words", "spans"),
    [
        ("数据资源平台数据", ["数据"], [(0, 2), (6, 8)]),
        ("数据资源", ["数据", "据资"], [(0, 3)]),
        ("第１２号Ａ", ["12", "a"], [(1, 3), (4, 5)]),
        ("面积50㎡整", ["2"], [(4, 5)]),
        ("𠮷野家", ["野"], [(1, 2)]),
        ("cafe\u0301店", ["é店"], [(3, 6)]),
        ("\uf92c", ["郎"], [(0, 1)]),
        ("没有", ["数据", ""], []),
        ("aaa", ["aa"], [(0, 3)]),
    ],
)
def test_spans_are_offsets_into_the_text_as_it_is(
    text: str, words: list[str], spans: list[tuple[int, int]]
) -> None:
    assert matched_spans(text, words) == spans


@given(st.text(), st.text(min_size=1, max_size=5))
def test_a_marked_part_folds_to_something_that_holds_the_word(text: str, typed: str) -> None:
    for word in folded_words(typed):
        for start, end in matched_spans(text, [word]):
            assert word in search_key(text[start:end])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_as_stored_is_excerpted_and_marked(text: str) -> None:
    text = clean_text(text)
    for word in folded_words(text)[:3]:
        shown = excerpt(text, [word], most=60)
        assert len(shown) <= 64 and "\n" not in shown
        assert len(word) > 40 or matched_spans(shown, [word])


def test_an_excerpt_shows_the_first_match_with_what_stands_before_it() -> None:
    text = "前" * 300 + "要找的话" + "后" * 300
    shown = excerpt(text, ["要找"], most=40, before=10)
    assert shown == ".." + "前" * 10 + "要找的话" + "后" * 26 + ".."
    assert excerpt("短 文\n字", ["文"]) == "短 文 字"
    assert excerpt("头" * 50, ["无"], most=10) == "头" * 10 + ".."
