"""Pinyin of names, at write time only: importing pypinyin takes about 0.2 s."""

from __future__ import annotations

from typing import Any

_UNVARIED = frozenset("市")
"""Characters whose second reading nobody types in a unit's name (市 as fu)."""


def spellings(name: str, *, alone: bool = False) -> set[tuple[str, str]]:
    """(full pinyin, initials) of a name: the usual reading, and each with one heteronym read otherwise.

    A word that is known is read as it should be: 重庆 cq, 会计 kj. With ``alone`` each of its
    characters is also read as it can be alone: zq and hj, 单县 sx. Other characters than Chinese
    ones are kept as they are, lower case.
    """
    from pypinyin import Style, lazy_pinyin, pinyin

    low = name.lower()
    usual = lazy_pinyin(low, errors=_letters)
    found = {_joined(usual)}
    pieces = list(low) if alone else [low]
    several = [
        one for piece in pieces for one in pinyin(piece, style=Style.NORMAL, heteronym=True, errors=_letters)
    ]
    for place, readings in enumerate(several):
        if low[place] in _UNVARIED:
            continue
        for reading in readings[: 3 if alone else 2]:
            found.add(_joined([*usual[:place], reading, *usual[place + 1 :]]))
    return found


def _letters(run: str) -> Any:
    """Characters without pinyin, one by one; pypinyin takes a list here, its stub knows only a string."""
    return list(run)


def _joined(syllables: list[str]) -> tuple[str, str]:
    return "".join(syllables), "".join(one[:1] for one in syllables)


def search_spelling(text: str) -> str:
    """Full pinyin and initials of a text in its usual reading, for the filter over tasks."""
    from pypinyin import lazy_pinyin

    full, initials = _joined(lazy_pinyin("".join(one for one in text if one.isalnum()), errors=_letters))
    return f"{full} {initials}"
