"""Grams of a text: the pieces by which an index finds any part of it.

Chinese is written without blanks, so the index holds two neighbouring characters at every place
(and three where all are ASCII letters or digits, whose pairs would be too common). What
follows at the end of a run is shorter, so that a query of one character is a beginning of grams.
A gram only proposes a text: the folded text itself is looked at afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from sys import byteorder
from typing import Literal

from huaian_tui.domain.text.sign_forms import parts_of

_RUN = re.compile(r"[^\W_]+")
"""Letters, digits and characters; marks of punctuation part runs and are only compared."""


_PARTING = "\n"
"""Stands in no run."""

_ASCII_GRAM = re.compile(r"[\x00-\x7f]{3}")


def letters(folded: str) -> str:
    """A folded text without punctuation and blanks."""
    return "".join(_RUN.findall(folded))


def grams(folded: str) -> set[str]:
    """The grams of a folded text: one begins at every place of every run."""
    found, others = set[str](), list[str]()
    for run in _RUN.findall(folded):
        if run.isascii():
            found.update([run[place : place + 3] for place in range(len(run))])
        else:
            others.append(run)
    said = f"{_PARTING.join(others)}{_PARTING}"
    if _ASCII_GRAM.search(said) is not None:  # in a run, or at the end of one and the beginning of the next
        mixed = [run for run in others if _ASCII_GRAM.search(run) is not None]
        for run in mixed:
            found.update([_gram(run[place : place + 3]) for place in range(len(run))])
        said = f"{_PARTING.join([run for run in others if run not in mixed])}{_PARTING}" if mixed else said
    for codes in _pair_codes(said):  # not joined to a set first: that takes longer than what comes twice
        found.update(map(_PAIRS.__getitem__, codes))
    found.discard("")
    return found


def _pair_codes(said: str) -> tuple[list[int], ...]:
    """The pairs of neighbours in a text, each as the number that their four bytes are; some come twice.

    Nearly all runs go this way: without a call, and without a new string, for each of a text's places.
    """
    coded = said.encode("utf-16-le", "surrogatepass")
    if len(coded) != 2 * len(said):  # characters of four bytes
        return ([_code(first + second) for first, second in pairwise(said)],)
    view = memoryview(coded)
    even, odd = len(coded) & ~3, (len(coded) - 2) & ~3
    return view[:even].cast(_NUMBER).tolist(), view[2 : 2 + odd].cast(_NUMBER).tolist()


_NUMBER: Literal["I"] = "I"
"""How a number of four bytes is told to ``memoryview``; its order of bytes is the computer's own."""

_MOST_PAIRS = 50_000


class _Pairs(dict[int, str]):
    """The gram of each pair by its number: two characters, or one where the run ends with it.

    Empty where a run begins with the second. Pairs of a language are few, texts are many.
    """

    def __missing__(self, code: int) -> str:
        if len(self) >= _MOST_PAIRS:
            self.clear()
        pair = _pair(code)
        first, second = pair[0], pair[1]
        gram = "" if first == _PARTING else first if second == _PARTING else first + second
        self[code] = gram
        return gram


def _code(pair: str) -> int:
    """A number for any pair of characters: beyond four bytes for those that need more."""
    first, second = ord(pair[0]), ord(pair[1])
    if max(first, second) > 0xFFFF:
        return first << 32 | second
    return int.from_bytes(pair.encode("utf-16-le", "surrogatepass"), byteorder)


def _pair(code: int) -> str:
    """The pair of characters of such a number."""
    if code >> 32:
        return chr(code >> 32) + chr(code & 0xFFFFFFFF)
    return code.to_bytes(4, byteorder).decode("utf-16-le", "surrogatepass")


_PAIRS = _Pairs()


def _gram(piece: str) -> str:
    """The gram that begins where a run goes on with ``piece`` (three characters, or all that are left)."""
    return piece if len(piece) == 3 and piece.isascii() else piece[:2]


@dataclass(frozen=True, slots=True)
class WordGrams:
    """The grams that a text with this word must have.

    ``whole`` stand as they are, ``beginning`` is how the last one begins (empty when
    a whole one covers it); both empty for a word of punctuation alone. ``exact``: a text with
    the one whole gram holds the word, nothing is left to be compared.
    """

    whole: tuple[str, ...]
    beginning: str
    exact: bool


def word_grams(word: str) -> WordGrams:
    """The grams of a folded word that may stand anywhere in a text."""
    whole = dict[str, None]()
    beginning = ""
    for run, open_end in _runs(word):
        for place in range(len(run)):
            piece = run[place : place + 3]
            if open_end and (len(piece) == 1 or (len(piece) == 2 and piece.isascii())):
                # What follows in the text decides how long its gram is.
                beginning = beginning or piece
            else:
                whole[_gram(piece)] = None
    return WordGrams(tuple(whole), "" if whole else beginning, len(whole) == 1 and word in whole)


def _runs(word: str) -> Iterator[tuple[str, bool]]:
    """The runs of a word, and whether a text's run may go on where the word's ends: at its end, and where the
    text may have a word instead of a sign (3月-5月: 3月至5月)."""
    for part in parts_of(word):
        for found in _RUN.finditer(part):
            yield found.group(), found.end() == len(part)
