"""The manual that comes with the program, read and searched for the screens and for ``help``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.text.manual_pages import Section, folded, search_words, sections_of
from huaian_tui.store.keep.locations import manual_file

if TYPE_CHECKING:
    from huaian_tui.domain.text.spelled_text import SpelledText


@cache
def read_manual() -> tuple[Section, ...]:
    """Its sections; :class:`HuaianError` where the installation lacks it."""
    path = manual_file()
    try:
        return sections_of(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        way_out = "请重新安装本程序；台账不受影响"
        raise HuaianError("打不开使用手册", f"程序里的 {path.name} 不在或读不了", way_out) from error


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for in the manual: the words as typed, and for letters the words that they spell."""

    words: tuple[str, ...] = ()
    meant: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[str, ...]:
        """All that may stand out in a text: what was typed, and what is meant by it."""
        return tuple(dict.fromkeys([*self.words, *(one for words in self.meant.values() for one in words)]))

    def found(self, sections: Sequence[Section]) -> list[Section]:
        """The sections that have every word, or what is meant by it."""
        return [one for one in sections if one.has(self.words, self.meant)]


def is_spelled(query: str) -> bool:
    """Whether a query has a word in letters, for which the pinyin of the manual is needed."""
    return any(word.isascii() and len(word) > 1 for word in search_words(query))


def asked_as_typed(query: str) -> Asked:
    """What is looked for, taken as it is typed."""
    return Asked(tuple(search_words(query)))


def asked_by_pinyin(query: str) -> Asked:
    """What is looked for, letters also as pinyin and initials; for a thread, since it loads these first."""
    from huaian_tui.domain.text.spelled_text import spelled_words

    words = search_words(query)
    texts, titles = _spelled()
    meant = {word: spelled_words(texts, word, titles) for word in words}
    return Asked(tuple(words), {word: found for word, found in meant.items() if found})


@cache
def _spelled() -> tuple[tuple[SpelledText, ...], str]:
    """The texts of the sections by their pinyin, and all headings."""
    from huaian_tui.domain.text.spelled_text import SpelledText

    sections = read_manual()
    titles = "\n".join(folded(one.title) for one in sections)
    return tuple(SpelledText(folded(one.text)) for one in sections), titles
