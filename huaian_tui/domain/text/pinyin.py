"""Pinyin of names, at write time only: importing pypinyin takes about 0.2 s.

The library spends a third of a millisecond on a line; a plan of 5,000 rows has 20,000 of them. So a text is
cut into words here, as the library cuts it, and the reading of each word is asked for once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

_UNVARIED = frozenset("市")
"""Characters whose second reading nobody types in a unit's name (市 as fu)."""

_KNOWN = 20_000
"""So many words and characters are kept with their readings: all that an office writes, in a few MB."""


@lru_cache(_KNOWN // 10)
def spellings(name: str, *, alone: bool = False) -> frozenset[tuple[str, str]]:
    """(full pinyin, initials) of a name: the usual reading, and each with one heteronym read otherwise.

    A word that is known is read as it should be: 重庆 cq, 会计 kj. With ``alone`` each of its
    characters is also read as it can be alone: zq and hj, 单县 sx. Other characters than Chinese
    ones are kept as they are, lower case.
    """
    low = name.lower()
    usual = _usual(low)
    found = {_joined(usual)}
    several = [readings for piece in (low if alone else [low]) for readings in _heteronyms(piece)]
    for place, readings in enumerate(several):
        if low[place] in _UNVARIED:
            continue
        for reading in readings[: 3 if alone else 2]:
            found.add(_joined([*usual[:place], reading, *usual[place + 1 :]]))
    return frozenset(found)


@lru_cache(_KNOWN)
def _heteronyms(piece: str) -> list[list[str]]:
    """For each character of a piece all its readings there."""
    from pypinyin import Style, pinyin

    return pinyin(piece, style=Style.NORMAL, heteronym=True, errors=_letters)


def _usual(text: str) -> list[str]:
    """The syllables of a text in its usual reading: ``pypinyin.lazy_pinyin``."""
    return [syllable for word in _words(text) for syllable in _read(word)]


@lru_cache(_KNOWN)
def _read(word: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(word, errors=_letters))


def _words(text: str) -> Iterator[str]:
    """Runs of other characters whole, those of Chinese ones as words: each time the longest that is known."""
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.contrib.mmseg import p_set

    for chinese, run in groupby(text, _is_chinese):
        rest = "".join(run)
        if not chinese:
            yield rest
            continue
        place, size = 0, len(rest)
        while place < size:
            found, end = place + 1, place + 2
            while end <= size and (piece := rest[place:end]) in p_set:
                if piece in PHRASES_DICT:
                    found = end
                end += 1
            yield rest[place:found]
            place = found


@lru_cache(_KNOWN)
def _is_chinese(character: str) -> bool:
    from pypinyin.constants import RE_HANS

    return RE_HANS.match(character) is not None


def _letters(run: str) -> Any:
    """Characters without pinyin, one by one; pypinyin takes a list here, its stub knows only a string."""
    return list(run)


def _joined(syllables: list[str]) -> tuple[str, str]:
    return "".join(syllables), "".join(one[:1] for one in syllables)


@lru_cache(_KNOWN // 10)
def search_spelling(text: str) -> str:
    """Full pinyin and initials of a text in its usual reading, for the filter over tasks."""
    full, initials = _joined(_usual("".join(one for one in text if one.isalnum())))
    return f"{full} {initials}"


def usual_syllables(text: str) -> list[str]:
    """One syllable for each character of a text, lower case; what has no pinyin stands for itself."""
    return _usual(text.lower())


def usual_initials(text: str) -> str:
    """The initials of a text in its usual reading; other characters than Chinese ones as they are."""
    return _joined(_usual("".join(one for one in text.lower() if one.isalnum())))[1]
