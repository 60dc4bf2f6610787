"""Grams of texts against their plain definition: one begins at every place of every run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huaian_tui.domain.text import grams as module
from huaian_tui.domain.text.grams import grams

TEXTS = st.text(alphabet="数据资源目录ab1_é\n，。 \U00020bb7\U0001f600\uffff\ud800\udfff", max_size=30)


def plain(folded: str) -> set[str]:
    """A gram a place: three characters where all are ASCII, else two, fewer where the run ends."""
    found = set[str]()
    for run in module._RUN.findall(folded):
        for place in range(len(run)):
            three = run[place : place + 3]
            short = run.isascii() or (len(three) == 3 and three.isascii())
            found.add(three if short else three[:2])
    return found


@given(TEXTS)
def test_a_gram_begins_at_every_place_of_every_run(text: str) -> None:
    assert grams(text) == plain(text)


def test_what_is_remembered_of_pairs_stays_small() -> None:
    for number in range(0x4E00, 0x4E00 + 300):
        for other in range(0x5000, 0x5000 + 200):
            grams(chr(number) + chr(other))
    assert len(module._PAIRS) <= module._MOST_PAIRS
    assert grams("数据资源") == {"数据", "据资", "资源", "源"}
