"""How well a word names a name: the name itself, its beginning, its pinyin or initials, a part of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the index, or a notice's of a past day; ``order`` is its place among all."""

    order: int
    place: str
    key: str
    task_no: int | None
    title: str
    name: str
    pinyin: str
    initials: str
    said: str


def rank_of(word: str, name: Name) -> int:
    """How well a word names it: 0 the name itself, 1 its beginning, 2 and 3 spelled, 4 a part."""
    if word in (name.name, name.key):
        return 0
    if name.name.startswith(word):
        return 1
    if word in (name.pinyin, name.initials):
        return 2
    if name.pinyin.startswith(word) or name.initials.startswith(word) or f" {word}" in name.said:
        return 3  # the said text has each other spelling as a word of its own
    return 4 if word in name.name else 5
