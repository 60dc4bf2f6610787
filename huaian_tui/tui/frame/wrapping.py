"""Breaking Chinese text into lines of terminal cells, with its styles.

Textual breaks only at spaces and then anywhere. Here a line may end between any two Chinese
characters, but not where the marks forbid it (避头尾: ``domain.text.line_breaking``), and not
inside a number or a Latin word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content

from huaian_tui.domain.text.line_breaking import never_parted

WORD_JOINERS = frozenset("._-/+@#&=~%:")
"""ASCII marks that stay inside a word or number: 5.5%, 2025-12-31."""


def wrap_offsets(text: str, width: int) -> list[int]:
    """Where the lines of one paragraph (without line breaks) end: ascending offsets.

    ``width`` is in cells. A run that offers no permitted break is cut at the
    width; a character wider than the width stands alone.
    """
    offsets: list[int] = []
    start = 0
    while start < len(text):
        end = _line_end(text, start, max(width, 1))
        offsets.append(end)
        start = end
    return offsets or [0]


def _line_end(text: str, start: int, width: int) -> int:
    """End of the line that begins at ``start``: as far as fits, then back to a permitted break."""
    used = 0
    end = start
    while end < len(text):
        cells = cell_len(text[end])
        if used + cells > width and end > start and cells > 0:
            break
        used += cells
        end += 1
    if end == len(text):
        return end
    while end < len(text) and text[end] == " ":  # spaces hang past the edge instead of starting a line
        end += 1
    for candidate in range(end, start, -1):
        if may_break(text, candidate):
            return candidate
    return end


def may_break(text: str, offset: int) -> bool:
    """Whether a line may end between ``text[offset - 1]`` and ``text[offset]``."""
    if offset <= 0 or offset >= len(text):
        return True
    before, after = text[offset - 1], text[offset]
    if after == " " or cell_len(after) == 0:
        return False
    if before == " ":
        return True
    if never_parted(before, after):
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in WORD_JOINERS)


def wrap_text(text: str, width: int) -> list[str]:
    """The lines of a text at ``width`` cells; line breaks of the text are kept, trailing spaces dropped."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        start = 0
        for end in wrap_offsets(paragraph, width):
            lines.append(paragraph[start:end].rstrip(" "))
            start = end
    return lines


Hang = int | Callable[[str], int]
"""Cells by which a paragraph's second and later lines are indented, or how that follows from its text."""

LABEL = re.compile(r" *(?:[^ \d]{2,4}  )?")
"""What stands before the text of a labelled line: blanks, and two to four characters with two blanks."""


def label_hang(paragraph: str) -> int:
    """The hang that lines a labelled paragraph (``  依据  原文只写…``) up under its text."""
    found = LABEL.match(paragraph)
    return cell_len(found.group()) if found else 0


def wrap_content(content: Content, width: int, hang: Hang = 0) -> Content:
    """``content`` with line breaks inserted for ``width`` cells, styles kept.

    ``hang`` indents the second and later lines of each paragraph, for "label: text".
    """
    lines: list[Content] = []
    for paragraph in content.split("\n", allow_blank=True):
        cells = hang if isinstance(hang, int) else hang(paragraph.plain)
        lines.extend(_wrap_paragraph(paragraph, width, cells))
    return Content("\n").join(lines)


def _wrap_paragraph(paragraph: Content, width: int, hang: int) -> Sequence[Content]:
    plain = paragraph.plain
    if hang <= 0 or hang >= width or cell_len(plain) <= width:
        cuts = wrap_offsets(plain, width)
    else:
        first = _line_end(plain, 0, width)
        cuts = [first] + [first + cut for cut in wrap_offsets(plain[first:], width - hang) if cut]
    parts = paragraph.divide(cuts[:-1]) if len(cuts) > 1 else [paragraph]
    trimmed = [part.rstrip(" ") for part in parts]
    return [trimmed[0], *(part.pad_left(hang) if hang > 0 else part for part in trimmed[1:])]
