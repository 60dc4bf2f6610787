"""The manual (``docs/使用手册.md``) as sections to be read and searched in a terminal.

Only what the manual uses of Markdown is known: headings, paragraphs, lists, tables, fenced blocks, pictures
(left out), bold text, links, and keys and words to be typed between backticks.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from unicodedata import normalize

DEEPEST = 3
"""Headings down to ``###`` begin a section."""

_PART = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|!?\[([^\]]*)\]\([^)]*\)")
_LEFT_OUT = re.compile(r"^(!\[.*|<!--.*-->|\|(?:\s*:?-+:?\s*\|)+)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line; ``key``: to be pressed or typed; ``strong``: stands out."""

    text: str
    key: bool = False
    strong: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading. ``level``: 1 for the title of the manual, 2 and 3 below it."""

    title: str
    level: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """All of it without marks, a line of the manual each."""
        return "\n".join([self.title, *("".join(piece.text for piece in line) for line in self.lines)])

    def has(self, words: Sequence[str], meant: Mapping[str, Collection[str]] = MappingProxyType({})) -> bool:
        """Whether every word stands somewhere in it, or one of those that are ``meant`` by it.

        Words as ``search_words`` gives them; ``meant``: what is spelled so (``yq``: 延期, 逾期).
        """
        text = _squeezed(self.text)
        return all(word in text or any(one in text for one in meant.get(word, ())) for word in words)

    def first_line(self, words: Collection[str]) -> str:
        """The first line that has one of the words, else its first line."""
        lines = [line for line in self.text.split("\n")[1:] if line]
        found = (line for line in lines if any(word in _squeezed(line) for word in words))
        return next(found, lines[0] if lines else "")


def search_words(query: str) -> list[str]:
    """The words of what is typed, as they are compared: full-width and capital letters are the same."""
    return folded(query).split()


def folded(text: str) -> str:
    """A text as it is compared: full-width and capital letters are the same."""
    return normalize("NFKC", text).lower()


def _squeezed(text: str) -> str:
    """Without blanks, which people set between Chinese and Latin or leave out."""
    return "".join(folded(text).split())


def sections_of(markdown: str) -> tuple[Section, ...]:
    """The sections in their order."""
    found: list[tuple[str, int, list[Line]]] = []
    fenced = False
    head = ""
    for raw in markdown.splitlines():
        line = raw.rstrip()
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            found[-1][2].append((Piece("    "), Piece(line, key=True)))
        elif (level := len(line) - len(line.lstrip("#"))) and level <= DEEPEST:
            found.append((_plain(line.lstrip("# ")), level, []))
        elif line.startswith("|") and not head:
            head = line  # the heads of columns are left out: each row says its own
        elif not _LEFT_OUT.match(line) and found:
            found[-1][2].append(_row(line) if line.startswith("|") else _line(line))
        head = head if line.startswith("|") else ""
    return tuple(Section(title, level, _without_gaps(lines)) for title, level, lines in found)


def _row(line: str) -> Line:
    """A row of a table: the first cell, then the others in a sentence."""
    cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    first, *others = cells
    return (Piece("· "), Piece(_plain(first), strong=True), Piece("  "), *_line("：".join(others)))


def _line(line: str) -> Line:
    line = re.sub(r"^(\s*)[-*] ", r"\1· ", re.sub(r"^> ?", "", line))
    return tuple(_pieces(line)) or (Piece(""),)


def _pieces(line: str) -> Iterator[Piece]:
    place = 0
    for found in _PART.finditer(line):
        if found.start() > place:
            yield Piece(line[place : found.start()])
        key, strong, link = found.groups()
        yield Piece(key, key=True) if key is not None else Piece(strong or link or "", strong=bool(strong))
        place = found.end()
    if place < len(line):
        yield Piece(line[place:])


def _plain(line: str) -> str:
    return "".join(piece.text for piece in _pieces(line))


def _without_gaps(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Without empty lines at either end, and never two of them together."""
    kept: list[Line] = []
    for line in lines:
        empty = not "".join(piece.text for piece in line).strip()
        if not empty or (kept and "".join(piece.text for piece in kept[-1]).strip()):
            kept.append(line)
    while kept and not "".join(piece.text for piece in kept[-1]).strip():
        kept.pop()
    return tuple(kept)
