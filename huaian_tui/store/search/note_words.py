"""Notes that have words, by the index of the search: what it is asked, and whether a note says them.

Few that it proposes are looked at first and then put in order; of many the newest notes are looked at one
after another, so that the first ones are there at once.
"""

from __future__ import annotations

import json
import re
import sqlite3
from functools import lru_cache
from typing import NamedTuple

from huaian_tui.domain.text.grams import word_grams
from huaian_tui.domain.text.hygiene import search_key
from huaian_tui.domain.text.sign_forms import has_forms, holds
from huaian_tui.store.engine.readiness import is_complete

FEW = 30_000
"""Of so many records that may have the words each is looked at before the first is told (some 0.3 s)."""

_MOST_GRAMS = 4
_SAYS = "note_says"

SAYS_SQL = f"{_SAYS}(r.kind, r.body, :words)"
"""That the record ``r`` says each of the words (``word_parameters``)."""


class Proposed(NamedTuple):
    """What the index is asked for some words (empty: nothing), and whether it has few records for that."""

    asked: str
    few: bool


def propose(connection: sqlite3.Connection, words: tuple[str, ...]) -> Proposed | None:
    """What to ask the index for folded words; None where no record can have them all."""
    if not is_complete(connection):
        return Proposed("", few=False)
    asked = [word_grams(word) for word in words]
    known = {gram: _records_with(connection, gram) for one in asked for gram in one.whole}
    begun = {one.beginning: _records_begun(connection, one.beginning) for one in asked if one.beginning}
    if not all(known.values()) or not all(begun.values()):
        return None
    rare = sorted(known, key=lambda gram: (known[gram], gram))[:_MOST_GRAMS]
    beginning = min(begun, key=lambda one: begun[one], default="")
    asked_for = " AND ".join(f'"{gram}"' for gram in rare) or (f'"{beginning}"*' if beginning else "")
    return Proposed(asked_for, few=bool(asked_for) and _has_few(connection, asked_for))


def _has_few(connection: sqlite3.Connection, asked: str) -> bool:
    """Whether at most ``FEW`` records are proposed: some milliseconds."""
    (number,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM main.search_said WHERE search_said MATCH ? LIMIT ?)",
        (asked, FEW + 1),
    ).fetchone()
    return bool(number <= FEW)


def word_parameters(connection: sqlite3.Connection, words: tuple[str, ...]) -> dict[str, str]:
    """The parameters of ``SAYS_SQL``, whose function the connection then has."""
    connection.create_function(_SAYS, 3, _says, deterministic=True)
    return {"words": json.dumps(words)}


def _records_with(connection: sqlite3.Connection, gram: str) -> int:
    row = connection.execute("SELECT records FROM main.search_gram WHERE gram = ?", (gram,)).fetchone()
    return 0 if row is None else int(row[0])


def _records_begun(connection: sqlite3.Connection, beginning: str) -> int:
    row = connection.execute(
        "SELECT coalesce(sum(records), 0) FROM main.search_gram WHERE gram >= ? AND gram < ?",
        (beginning, f"{beginning}\U0010ffff"),
    ).fetchone()
    return int(row[0])


_FOLDED = re.compile("[^\x00-\x7f一-鿿，。、；：！？（）“”‘’《》【】〔〕「」—…·\u3000]")
"""A character that folding may change to one of a word; punctuation becomes punctuation alone."""

_PUNCTUATION = frozenset("\"\\'!(),:;?. ")
"""Signs that stand escaped in a body, or that a full-width one may be folded to."""


class _Word(NamedTuple):
    """A word that is asked for: ``told`` by a body that has it as it is (the names of its parts are ASCII);
    ``plain``: a body without unusual characters that does not have it does not say it."""

    word: str
    told: bool
    plain: bool


def _says(kind: str, body: str, words: str) -> bool:
    """Whether a record says each word. Its body is read only where its text leaves that open."""
    unsure, low, usual = list[str](), body.lower(), _FOLDED.search(body) is None
    for word, told, plain in _asked(words):
        if word not in low:
            if plain and usual:
                return False
            unsure.append(word)
        elif not told:
            unsure.append(word)
    if not unsure:
        return True
    # Imported here: it knows every kind of record, and lists of notes are mostly asked for without words.
    from huaian_tui.ledger import said

    text = search_key("\n".join(said.said(kind, said.read_body(body))))
    return all(holds(text, word) for word in unsure)


@lru_cache(maxsize=16)
def _asked(words: str) -> tuple[_Word, ...]:
    return tuple(
        _Word(
            word,
            told=not any(map(str.isascii, word)),
            plain=not has_forms(word) and _PUNCTUATION.isdisjoint(word),
        )
        for word in json.loads(words)
    )
