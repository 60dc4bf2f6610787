"""Signs that are written in several ways: quotation marks of any kind find each other, and dashes do.

Two texts are compared folded (``hygiene.search_key``), which makes full-width signs half-width. What
that leaves apart (“双随机” and 「双随机」, 3月-5月, 3月～5月 and 3月至5月) is told of the word that one
looks for alone: it becomes a pattern. So what is stored for searching stays as it is, in ledgers of any age.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

QUOTES = "\"'“”„‟‘’‚‛「」『』〝〞〟"
"""Quotation marks as folding leaves them; which side they open is not asked, as straight ones do not say."""

DASHES = "-‐‒–—―−~〜∼─━〰"
"""Dashes, hyphens and tildes as folding leaves them; a run of them is one: —— and -- too."""

_RANGE_WORD = "至"
_BEFORE = "0-9一二三四五六七八九十年月日号季度时点分周旬期末初底%℃"
_AFTER = "0-9一二三四五六七八九十第周星次本当年月"
_DASH = re.escape(DASHES)
_INNER_DASH = f"(?:[{_DASH}]+|{_RANGE_WORD})"
"""What may stand between two parts: 3月-5月 is 3月至5月."""


_MAY_HAVE_FORMS = frozenset(DASHES + QUOTES + _RANGE_WORD)


@cache
def _signs() -> re.Pattern[str]:
    """Compiled when a word may have such a sign: a short answer is given in the time that takes."""
    return re.compile(
        f"(?P<dash>[{_DASH}]+)|(?P<quote>[{QUOTES}])|(?P<range>(?<=[{_BEFORE}]){_RANGE_WORD}(?=[{_AFTER}]))"
    )


def has_forms(word: str) -> bool:
    """Whether a folded word has a sign that is written in several ways."""
    return not _MAY_HAVE_FORMS.isdisjoint(word) and _signs().search(word) is not None


@lru_cache(maxsize=256)
def pattern_of(word: str) -> re.Pattern[str] | None:
    """What finds a folded word in folded texts; None where the word itself does."""
    if not has_forms(word):
        return None
    parts, end = list[str](), 0
    for found in _signs().finditer(word):
        parts.append(re.escape(word[end : found.start()]))
        inner = 0 < found.start() and found.end() < len(word)
        if found.lastgroup == "quote":
            parts.append(f"[{QUOTES}]")
        else:
            parts.append(_INNER_DASH if inner else f"[{_DASH}]+")
        end = found.end()
    return re.compile("".join([*parts, re.escape(word[end:])]))


def holds(text: str, word: str) -> bool:
    """Whether a folded text has a folded word, its signs written in whatever way."""
    if word in text:
        return True
    pattern = pattern_of(word)
    return pattern is not None and pattern.search(text) is not None


EXACT, BEGINS, PART = range(3)
"""How a name is meant by a word, best first."""


def fit(name: str, word: str) -> int | None:
    """Whether a folded word is a folded name, begins it or is part of it, however its signs are written."""
    pattern = pattern_of(word)
    if pattern is None:
        if word not in name:
            return None
        return EXACT if word == name else BEGINS if name.startswith(word) else PART
    found = pattern.search(name)
    if found is None:
        return None
    return EXACT if pattern.fullmatch(name) else PART if found.start() else BEGINS


def places_of(text: str, word: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each place of a folded text where a folded word stands; they may overlap."""
    pattern = pattern_of(word)
    if pattern is not None:
        yield from (found.span() for found in pattern.finditer(text))
        return
    start = text.find(word) if word else -1
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + 1)


def parts_of(word: str) -> list[str]:
    """A folded word taken apart where a text may have another word instead of its sign (至).

    For an index of pieces of texts: none of the pieces may reach over such a sign.
    """
    parts, end = list[str](), 0
    for found in _signs().finditer(word):
        if found.lastgroup != "quote" and 0 < found.start() and found.end() < len(word):
            parts.append(word[end : found.start()])
            end = found.end()
    return [*parts, word[end:]]
