"""Cleaning of text that people typed or that came from files, and its safe showing.

Text is cleaned once, at entry (`clean_text`, `clean_line`), and stored as typed
otherwise: nothing is normalised, because NFC already changes characters such as
U+F92C. `search_key` is for comparisons only and is never shown or stored as the
text itself. `terminal_safe` is the second lock, at the terminal's edge, for text
that did not pass the first.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from huaian_tui.domain.errors import InputRefused

_NEWLINES = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
"""Everything that Unicode calls a mandatory line break (NEL among them), but LF itself."""

_FORMAT_CHARACTERS = "\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""Invisible characters that reorder or hide text. ZWJ and ZWNJ are kept: they join and part letters."""

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)

_FORBIDDEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029" + _FORMAT_CHARACTERS + _NONCHARACTERS + "]"
)
"""What no cleaned text holds: Cc but LF and TAB, Cs, noncharacters, the listed format characters."""

_LINE_PARTS = "[\n\t]+"
_CUT_MARK = ".."
"""Two ASCII dots: U+2026 has an ambiguous width, and some terminals draw it two cells wide."""


def clean_text(text: str, *, limit: int = 20_000, field: str = "") -> str:
    """Return the text as it may be stored: line ends as LF, no control or hiding characters.

    The length is looked at first, before any work. ``limit`` counts characters
    (code points), ``field`` is the English key of the form field for the refusal.
    Only the control characters of an escape sequence are dropped; what remains of
    it ("[31m") is kept as typed. Raises InputRefused when the text is too long.
    """
    if len(text) > limit:
        raise InputRefused(
            "文字太长",
            f"共{len(text)}个字符，最多{limit}个，超出{len(text) - limit}个",
            "请删减后再保存，或分成几条填写",
            field=field,
        )
    if text.isprintable():  # so nearly all that is typed: nothing of all this is in it
        return text
    return _pattern(_FORBIDDEN).sub("", _pattern(_NEWLINES).sub("\n", text))


def clean_line(text: str, *, limit: int = 200, field: str = "") -> str:
    """Return the text cleaned as by `clean_text`, in one line.

    Runs of line ends and tabs become one space, outer blanks (also U+3000) go.
    Raises InputRefused when the text is longer than ``limit`` characters.
    """
    cleaned = clean_text(text, limit=limit, field=field)
    return (cleaned if cleaned.isprintable() else _pattern(_LINE_PARTS).sub(" ", cleaned)).strip()


def is_clean(text: str) -> bool:
    """Whether `clean_text` would leave the text as it is (its length apart)."""
    return text.isprintable() or _pattern(_FORBIDDEN).search(text) is None


def terminal_safe(text: str) -> str:
    r"""Return the text with everything a terminal could obey or choke on made visible.

    Controls (but LF and TAB), bidi and hiding characters, surrogates and
    noncharacters become ``<U+001B>``: ASCII, so its width is the same everywhere.
    The result encodes to UTF-8 and is stable under a second call.
    """
    if text.isprintable():
        return text
    return _pattern(_FORBIDDEN).sub(lambda found: f"<U+{ord(found.group()):04X}>", text)


def search_key(text: str) -> str:
    """Return the form that two texts share when a person takes them for the same (NFKC, casefolded).

    For comparing and searching only, never for storing or showing. NFKC runs again
    after folding, because folding can leave a sequence that NFKC composes.
    """
    composed = unicodedata.normalize("NFKC", text)
    folded = composed.casefold()
    return folded if folded == composed else unicodedata.normalize("NFKC", folded)


def cell_width(text: str) -> int:
    """Return how many terminal cells one line of text takes.

    Wide and full-width characters take 2, combining, format and control characters
    0, all others 1 (ambiguous ones too, as Textual counts them). Emoji sequences
    joined by ZWJ count as their parts.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_character_width(character) for character in text)


def ellipsis(text: str, cells: int) -> str:
    """Return one line of text in at most ``cells`` terminal cells, ending in ".." where it was cut."""
    if cell_width(text) <= cells:
        return text
    room = cells - len(_CUT_MARK)
    if room < 0:
        return _CUT_MARK[: max(cells, 0)]
    used = 0
    for index, character in enumerate(text):
        used += _character_width(character)
        if used > room:
            return text[:index] + _CUT_MARK
    return text


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when text first needs it: a short answer is given in the time that all of them take."""
    return re.compile(expression)


def _character_width(character: str) -> int:
    """Cells of one character."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
