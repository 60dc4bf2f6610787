"""Lines of the text preview: in the middle, at the right, and those of a title."""

from __future__ import annotations

from collections.abc import Iterable

from huaian_tui.documents import standard_words
from huaian_tui.documents.model import OfficialDocument
from huaian_tui.documents.titles import title_lines
from huaian_tui.domain.text.line_breaking import text_width


def flat(text: str) -> str:
    """The text on one line, without what paper cannot carry."""
    return standard_words.printable(text).replace("\n", " ")


def _title_width(half: int) -> int:
    """Titles are 22 pt: 20 characters where the text has 28."""
    return max(8, half * 40 // 56)


def title_of(document: OfficialDocument, title: str, half: int) -> tuple[str, ...]:
    """The lines of a title where the text has ``half`` half characters a line."""
    return title_lines(standard_words.printable(title), _title_width(half), document.words)


def centred(lines: Iterable[str], half: int) -> list[str]:
    """The lines, each in the middle of ``half`` half characters."""
    return [" " * max(0, (half - text_width(line)) // 2) + line for line in lines]


def to_right(text: str, half: int, blank: int) -> str:
    """The text ending ``blank`` half characters before the right edge."""
    return " " * max(0, half - blank - text_width(text)) + text
