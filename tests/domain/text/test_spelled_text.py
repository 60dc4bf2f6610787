"""A long text by its pinyin: which words letters mean."""

from __future__ import annotations

import pytest

from huaian_tui.domain.text.manual_pages import folded
from huaian_tui.domain.text.spelled_text import SpelledText, spelled_words

TEXT = "延期要写依据，U盘丢了怎么办。延期以后，一起看；延期的节点。重新督办，口令。\n重庆"


def meant(typed: str, known: str = "") -> set[str]:
    return set(spelled_words([SpelledText(folded(TEXT))], typed, known))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("yq", {"延期"}),  # thrice; 一起 once, by chance
        ("kl", set()),
        ("kouling", {"口令"}),
        ("koul", {"口令"}),
        ("yanqi", {"延期"}),
        ("yan", set()),  # one character
        ("upan", {"u盘"}),
        ("cxdb", {"重新督办"}),
        ("chongqing", {"重庆"}),
        ("cq", set()),
        ("y", set()),
        ("延期", set()),
        ("yq!", set()),
        ("bc", set()),  # 办 and 重 are parted by a mark
    ],
)
def test_which_words_letters_mean(typed: str, words: set[str]) -> None:
    assert meant(typed) == words


def test_what_heads_a_section_is_found_by_two_initials() -> None:
    assert meant("kl", "口令忘了") == {"口令"}


def test_every_character_has_a_place() -> None:
    """Whatever the text: a run is a part of it."""
    for text in ("𠮷野家 ㎡ﬁ", "é́\u3000", "", "a1"):
        SpelledText(text)
        assert all(word in text for word in spelled_words([SpelledText(text)], "jy"))
