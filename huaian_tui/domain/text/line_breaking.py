"""Breaking Chinese lines: 避头尾, half-width counting, and titles in a trapezoid or lozenge.

Widths are counted in half characters: a Chinese character is 2, a Latin letter or digit 1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

NEVER_AT_START = frozenset("，。、；：？！）》〉」』】〕｝］”’…—～·％‰℃°,.;:?!)]}>%\"'")
"""Marks that no line begins with, on paper and on screens (GB/T 15834-2011, 5.1; 避头)."""

NEVER_AT_END = frozenset("（《〈「『【〔｛［“‘([{<")
"""Marks that no line ends with (避尾)."""

STAYS_WITH_NEXT = frozenset("￥＄¥$№第")
"""What is one word with the number behind it: 第2项, ￥100 (Typst, which lays out the PDF, parts them)."""

_HANGING = frozenset("，。、；：？！）》〉」』】〕”’")
"""Closing marks whose right half is empty: one may be squeezed to half its width at the line's end."""

_WORD = re.compile(r"[A-Za-z0-9]+(?:[.,:/_%@#&+'\-][A-Za-z0-9]+)*")


@lru_cache(maxsize=8192)
def character_width(character: str) -> int:
    """Half characters that one character takes in print (0 for combining marks).

    Characters of ambiguous width (“ ” … — ①) are full-width in Chinese typesetting.
    """
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F", "A") else 1


def text_width(text: str) -> int:
    """Half characters that the text takes on one line."""
    return sum(map(character_width, text))


def break_lines(
    text: str, width: int, first_indent: int = 0, indent: int = 0, squeeze: bool = True
) -> list[str]:
    """Break one paragraph (no line ends in it) into lines of at most ``width`` half characters.

    The first line is indented by ``first_indent`` half characters, the others by ``indent``;
    the indents are spaces in the result. A word of Latin letters and digits stays whole if a
    line can hold it. A closing mark that would begin a line is squeezed into the line before
    it (half a character too long at most, unless ``squeeze`` is off) or takes the character
    before it along.
    """
    lines: list[str] = []
    line, used, room = "", 0, max(2, width - first_indent)
    if text_width(text) <= room:  # as nearly every cell of a table
        return [(" " * first_indent + text).rstrip(" ")]
    for token in _tokens(text, max(2, width - max(first_indent, indent))):
        size = character_width(token) if len(token) == 1 else text_width(token)
        if used + size <= room:
            line, used = line + token, used + size
            continue
        if squeeze and token in _HANGING and used + size <= room + 1:
            line, used = line + token, used + size
            continue
        cut = _last_break(line, token)
        lines.append(line[:cut])
        line = line[cut:] + token
        if line == " ":  # a space between two words is not carried to the next line
            line = ""
        used, room = text_width(line), max(2, width - indent)
    lines.append(line)
    margins = [first_indent] + [indent] * (len(lines) - 1)
    return [(" " * margin + line).rstrip(" ") for margin, line in zip(margins, lines, strict=True)]


def _tokens(text: str, room: int) -> Iterator[str]:
    """Single characters and whole Latin words; a word wider than ``room`` comes in pieces."""
    position = 0
    for match in _WORD.finditer(text):
        yield from _clusters(text[position : match.start()])
        word = match.group()
        if len(word) <= room:
            yield word
        else:
            yield from (word[start : start + 1] for start in range(len(word)))
        position = match.end()
    yield from _clusters(text[position:])


def _clusters(text: str) -> Iterator[str]:
    """Characters with the zero-width ones that follow them."""
    cluster = ""
    for character in text:
        if cluster and character_width(character) == 0:
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


def _last_break(line: str, token: str) -> int:
    """Where to break when ``token`` no longer fits: the last allowed place, else before the token."""
    whole = line + token[0]
    for cut in range(len(line), 0, -1):
        if _may_break(whole[cut - 1], whole[cut]):
            return cut
    return len(line)


def never_parted(before: str, after: str) -> bool:
    """Whether the marks forbid that a line ends between these two characters (避头尾)."""
    return before in NEVER_AT_END or before in STAYS_WITH_NEXT or after in NEVER_AT_START


def _may_break(before: str, after: str) -> bool:
    if never_parted(before, after) or character_width(after) == 0:
        return False
    return not (_is_latin(before) and _is_latin(after))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
