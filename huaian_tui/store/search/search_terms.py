"""What is searched for and what was found, and where the words stand in a text that is shown.

Searching compares folded texts (``hygiene.search_key``: NFKC, case): full-width digits find
half-width ones, U+F92C finds 郎. Quotation marks and dashes of any kind find each other
(``sign_forms``). Nothing that is shown or stored is ever the folded form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from huaian_tui.domain.rules.lights import Light
from huaian_tui.domain.text.hygiene import clean_text, search_key
from huaian_tui.domain.text.sign_forms import places_of

_CUT_MARK = ".."


class Place(StrEnum):
    """Where a hit stands; a task, a unit, a milestone and a notice are found by their names."""

    TASK = "task"
    UNIT = "unit"
    MILESTONE = "milestone"
    NOTICE = "notice"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is wanted: words as typed, and filters that all have to fit; None means any.

    ``unit`` is a short name as resolved, ``method`` a 督查方式, ``kind`` a record kind or one of
    ``Place`` but record. ``conflict``: milestones in conflict, their tasks and records. ``since`` and
    ``until`` are days of the thing itself (when it occurred, else when it was recorded), both inclusive.
    ``plan`` is the id of a plan: its tasks, their milestones, and what was recorded of these or of it.
    """

    text: str = ""
    unit: str | None = None
    light: Light | None = None
    conflict: bool = False
    method: str | None = None
    officer: str | None = None
    kind: str | None = None
    since: date | None = None
    until: date | None = None
    plan: str | None = None

    def words(self) -> tuple[str, ...]:
        """The typed words, folded, each once, in the order typed; never refuses, however long the text."""
        return folded_words(self.text)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found.

    ``key`` is a task's number for life, a unit's short name, a milestone's id, or the hexadecimal id of a
    notice or record. ``title`` is one line, ``text`` an excerpt around the first word found;
    both as stored, not folded. ``day`` is ISO or empty, ``kind`` a record's or notice's kind, else
    the light or kind of unit. ``mark`` says that the text is no longer valid (（更正前）, （已撤回）);
    it is no part of the text, so that an excerpt of it cannot lose it. ``label`` is how people name the
    task it is or belongs to (12, SJ/3), ``plan`` the short name of its plan.
    """

    place: Place
    key: str
    title: str
    text: str
    task_no: int | None
    day: str
    officer: str
    kind: str
    mark: str = ""
    label: str = ""
    plan: str = ""


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a typed text, folded and without what no stored text holds (control characters)."""
    clean = clean_text(text, limit=len(text))
    return tuple(dict.fromkeys(search_key(clean).split()))


def matched_spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """(start, end) of every place of ``text`` where one of the folded words stands.

    Offsets count characters of the text as it is, in order and without overlaps. A
    character that folds to several (㎡ to m2) is marked whole.
    """
    folded, places = _folded_with_places(text)
    marked = bytearray(len(text) + 1)
    for word in words:
        for start, end in places_of(folded, word):
            first, last = places[start], places[end - 1]
            marked[first[0] : last[1]] = b"\x01" * (last[1] - first[0])
    return list(_runs(marked))


def _runs(marked: bytearray) -> Iterator[tuple[int, int]]:
    """(start, end) of each run of marks; the last byte is never marked."""
    start = marked.find(1)
    while start >= 0:
        end = marked.find(0, start)
        yield start, end
        start = marked.find(1, end)


def _folded_with_places(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and for each of its characters the (start, end) it comes from."""
    parts = list(map(_folded_character, text))
    if all(len(part) == 1 for part in parts) and not any(map(unicodedata.combining, text)):
        return "".join(parts), list(zip(range(len(text)), range(1, len(text) + 1), strict=True))
    folded, places = list[str](), list[tuple[int, int]]()
    for start, end in _clusters(text):
        part = search_key(text[start:end])
        folded.append(part)
        places += [(start, end)] * len(part)
    return "".join(folded), places


@lru_cache(maxsize=16_384)
def _folded_character(character: str) -> str:
    """One character folded; a text has some hundreds of different ones."""
    return search_key(character)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A character with the marks that combine with it: what folding may compose into one."""
    start = 0
    for place in range(1, len(text)):
        if not unicodedata.combining(text[place]):
            yield start, place
            start = place
    if text:
        yield start, len(text)


def excerpt(text: str, words: Sequence[str], most: int = 120, before: int = 20) -> str:
    """One line with the first word found in it: at most ``most`` characters, and ".." where it was cut."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    spans = matched_spans(line, words) if words else []
    start = max(0, spans[0][0] - before) if spans else 0
    start = min(start, len(line) - most)
    end = start + most
    head = _CUT_MARK if start else ""
    return f"{head}{line[start:end]}{_CUT_MARK if end < len(line) else ''}"
