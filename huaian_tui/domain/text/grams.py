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
from operator import add

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
    found, plain = set[str](), list[str]()
    for run in _RUN.findall(folded):
        if run.isascii():
            found.update([run[place : place + 3] for place in range(len(run))])
        elif _ASCII_GRAM.search(run) is None:
            plain.append(run)
        else:
            found.update([_gram(run[place : place + 3]) for place in range(len(run))])
    # Nearly all runs: without a call for each of a text's thousands of places.
    said = f"{_PARTING.join(plain)}{_PARTING}"
    pairs = set(map(add, said, said[1:]))
    found.update([pair[0] if pair[1] == _PARTING else pair for pair in pairs if pair[0] != _PARTING])
    return found


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
