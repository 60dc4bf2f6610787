"""In which order a list stands: the column, the direction, and how Chinese text sorts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

T = TypeVar("T")

_DIGITS = re.compile(r"([0-9]+)")
_SAME_SOUND = str.maketrans({"盱": "虚", "眙": "宜"})
"""The characters in names of this city's units that are none of the common ones: others of their sound."""

_LONGEST = 60
"""Characters of a text that are compared: nobody sorts by what comes after."""


@dataclass(frozen=True, slots=True)
class Sort:
    """An order asked for: ``key`` names what is compared (``due``), ``descending`` the direction."""

    key: str
    descending: bool = False

    def again(self, key: str) -> Sort:
        """The order after ``key`` was chosen: the same one is reversed, another one ascends."""
        return Sort(key, descending=key == self.key and not self.descending)


def chinese_key(text: str) -> tuple[tuple[int, int, bytes], ...]:
    """What a text is sorted by: runs of digits as numbers, Chinese characters by their sound.

    The order of GB 18030 is that of pinyin for the 3,755 common characters of GB 2312 (its level 1);
    rarer ones follow. It needs no table of pinyin, and an unknown character cannot fail.
    """
    parts = _DIGITS.split(text[:_LONGEST].translate(_SAME_SOUND))
    return tuple(
        (0, int(part), b"")
        if part.isascii() and part.isdigit()
        else (1, 0, part.encode("gb18030", "replace"))
        for part in parts
        if part
    )


def by_text(rows: Iterable[T], text_of: Callable[[T], str], *, descending: bool) -> list[T]:
    """Rows by a text as Chinese sorts it; rows without one last, equal ones as they came, either way."""
    listed = [(text_of(row), row) for row in rows]
    key = cache(chinese_key)  # names come again and again
    filled = sorted((one for one in listed if one[0]), key=lambda one: key(one[0]), reverse=descending)
    return [row for _, row in filled] + [row for text, row in listed if not text]
