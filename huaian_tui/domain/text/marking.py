"""A text compared with another one, character by character."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

Mark = tuple[str, str]
"""(``=``, ``-`` or ``+``, characters): what stayed, what was taken out, what was put in."""


def marked(old: str, new: str) -> Iterator[Mark]:
    """A text with what was taken out (``-``) and put in (``+``), by character."""
    yield from _marked(old, new)


def marked_by_number(old: str, new: str) -> Iterator[Mark]:
    """The same with numbers as a whole: 10家→12家 takes out 10 and puts in 12."""
    yield from _marked(_NUMBERS.findall(old), _NUMBERS.findall(new))


_NUMBERS = re.compile(r"[0-9]+(?:\.[0-9]+)?|.", re.DOTALL)


def _marked(old: Sequence[str], new: Sequence[str]) -> Iterator[Mark]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, begin, end, other, until in matcher.get_opcodes():
        if kind == "equal":
            yield "=", "".join(old[begin:end])
            continue
        if end > begin:
            yield "-", "".join(old[begin:end])
        if until > other:
            yield "+", "".join(new[other:until])


def sides_of(marks: Sequence[Mark]) -> tuple[str, str]:
    """The old and the new text, each with 【】 around what the other has not."""
    old = "".join(text if sign == "=" else f"【{text}】" for sign, text in marks if sign != "+")
    new = "".join(text if sign == "=" else f"【{text}】" for sign, text in marks if sign != "-")
    return old, new


_MOST_PLACES = 6


def change_words(old: str, new: str) -> str:
    """What became of a text, in words: 加“实施”；“10”改为“12”. Of many places only that there are many."""
    found, gone = list[str](), ""
    for sign, text in (*marked_by_number(old, new), ("=", "")):
        if sign == "+" and gone:
            found.append(f"“{gone}”改为“{text}”")
            gone = ""
            continue
        if gone:
            found.append(f"删“{gone}”")
            gone = ""
        if sign == "-":
            gone = text
        elif sign == "+":
            found.append(f"加“{text}”")
    return "；".join(found) if len(found) <= _MOST_PLACES else f"文字改动 {len(found)} 处"


def followed(phrase: str, old: str, new: str) -> str | None:
    """What a phrase of a text became in another text: the characters that stand in its place there.

    None where it is not in the old one, or most of it is gone.
    """
    begin = old.find(phrase)
    if not phrase or begin < 0:
        return None
    end, kept = begin + len(phrase), 0
    first: int | None = None
    last = 0
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, until, b, other in matcher.get_opcodes():
        if kind == "insert" and a == begin and phrase[0] in _DIGITS and new[other - 1] in _DIGITS:
            first = b + len(new[b:other].rstrip(_DIGITS))  # 二月 became 十二月
        left, right = max(a, begin), min(until, end)
        if left >= right:
            continue
        if kind == "equal" or (kind == "replace" and until - a == other - b):
            b, other = b + left - a, b + right - a  # character by character
        elif kind == "delete" or (left, right) != (a, until):
            continue  # nothing of it is here, or it cannot be said which part of it
        kept += right - left if kind == "equal" else 0
        first = b if first is None else first
        last = other
    if first is None or kept < _MOSTLY * len(phrase) or last - first > 2 * len(phrase):
        return None
    return new[first:last]


_DIGITS = "0123456789〇零一二三四五六七八九十百"
_MOSTLY = 0.7
