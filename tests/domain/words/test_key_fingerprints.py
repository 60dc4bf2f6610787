"""The words of fingerprints sound apart on a telephone, and are never changed."""

from __future__ import annotations

import hashlib
from itertools import combinations

from pypinyin import lazy_pinyin

from huaian_tui.domain.words.key_fingerprints import (
    HOW_MANY,
    WORDS,
    fingerprint_line,
    fingerprint_words,
    is_fingerprint,
)

FROZEN = "48eb8bdfbcdd61cb4178b0f90d688442491eef654011173f17845d8ca55cd774"
OF_ZEROS = ("乒乓", "霜冻", "核桃", "孔雀", "老虎", "蝴蝶", "胡同", "公鸡", "火柴", "风扇")
"""The list as it was shipped; the words of a key of zeros."""

_CONFUSED = (
    ("zh", "z"),
    ("ch", "c"),
    ("sh", "s"),
    ("ang", "an"),
    ("eng", "en"),
    ("ing", "in"),
    ("ong", "on"),
)


def as_heard(word: str) -> str:
    """Its pinyin without tones, as those say it who take n for l, r for l, zh for z, hu for f, ang for an."""
    heard = []
    for syllable in lazy_pinyin(word):
        for one, other in _CONFUSED:
            syllable = syllable.replace(one, other)
        if syllable[0] in "lr":
            syllable = "n" + syllable[1:]
        heard.append("f" + syllable[2:] if syllable.startswith("hu") else syllable)
    return " ".join(heard)


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row = row, [place]
        for at, facing in enumerate(other, 1):
            row.append(min(above[at] + 1, row[-1] + 1, above[at - 1] + (letter != facing)))
    return row[-1]


def test_there_are_256_plain_words_of_two_characters() -> None:
    assert len(WORDS) == len(set(WORDS)) == 256
    assert all(len(word) == 2 and all("\u4e00" <= sign <= "\u9fff" for sign in word) for word in WORDS)
    assert len({word[0] for word in WORDS}) == 256, "the first character alone tells it"


def test_they_sound_apart_without_tones_and_in_the_dialects_of_the_region() -> None:
    heard = [as_heard(word) for word in WORDS]
    near = [pair for pair in combinations(heard, 2) if distance(*pair) < 2]
    assert near == []


def test_near_words_are_seen() -> None:
    assert distance(as_heard("石油"), as_heard("食油")) == 0
    assert distance(as_heard("篮球"), as_heard("南球")) == 0


def test_words_that_were_noted_down_stay_right() -> None:
    assert hashlib.sha256(" ".join(WORDS).encode()).hexdigest() == FROZEN
    assert fingerprint_words(bytes(32)) == OF_ZEROS
    assert HOW_MANY * 8 >= 80


def test_typed_words_are_the_key_s_only_as_a_whole() -> None:
    line = fingerprint_line(bytes(32))
    assert is_fingerprint(line, bytes(32)) and is_fingerprint(
        line.replace(" ", "").replace("·", ""), bytes(32)
    )
    assert not is_fingerprint(line[:-2], bytes(32))
    assert not is_fingerprint(line, bytes([1]) * 32)
    assert not is_fingerprint("", bytes(32))
