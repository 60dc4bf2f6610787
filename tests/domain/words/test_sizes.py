"""Sizes as people say them; in JSON they stay numbers."""

from __future__ import annotations

import json

import pytest

from huaian_tui.domain.words.sizes import Bytes, size_words
from huaian_tui.services.doctor import word


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (20_480, "20 KB"),
        (1_519_616, "1.4 MB"),
        (999_999_999, "953.7 MB"),
        (57_552_744_448, "53.6 GB"),
    ],
)
def test_a_size_has_a_unit_that_suits_it(size: int, said: str) -> None:
    assert size_words(size) == said
    assert word(Bytes(size)) == f"{said}（{size} 字节）" and json.dumps(Bytes(size)) == str(size)


def test_an_unknown_size_is_not_said_and_other_numbers_have_no_unit() -> None:
    assert size_words(None) == "" and word(1_519_616) == "1519616"
