"""Values of a pack, checked one by one: each raises ``ValueError`` with the name of its column."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from huaian_tui.domain.text.hygiene import is_clean

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+08:00", re.ASCII)


def matched(column: str, pattern: re.Pattern[str], value: object) -> str:
    """Text that a pattern matches as a whole."""
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise ValueError(column)
    return value


def octets(column: str, value: object, length: int) -> bytes:
    """So many bytes from hexadecimal digits."""
    if not isinstance(value, str) or len(value) != 2 * length:
        raise ValueError(column)
    try:
        octets = bytes.fromhex(value)
    except ValueError:
        raise ValueError(column) from None
    if len(octets) != length:  # blanks between the digits
        raise ValueError(column)
    return octets


@lru_cache(maxsize=64)  # a pack names few officers, many times
def clean_line_of(column: str, value: object, limit: int) -> str:
    """One line without anything hidden, of so many characters at most."""
    if not isinstance(value, str) or not is_clean_line(value, limit):
        raise ValueError(column)
    return value


def matching(pattern: re.Pattern[str], value: object) -> str:
    """As ``matched``, of the first line of a pack."""
    return matched("header", pattern, value)


def line_of(value: object, limit: int) -> str:
    """As ``clean_line_of``, of the first line of a pack."""
    return clean_line_of("header", value, limit)


def moment_of(value: object) -> str:
    """A moment in Shanghai (ISO) that there is."""
    text = matching(MOMENT, value)
    datetime.fromisoformat(text)
    return text


def whole(value: object, least: int, most: int) -> int:
    """A whole number in these bounds."""
    if type(value) is not int or not least <= value <= most:
        raise ValueError("number")
    return value


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("flag")
    return value


def is_clean_line(text: str, limit: int) -> bool:
    """Whether a text is what ``clean_line`` leaves: one line, nothing hidden, not too long."""
    return not text or len(text) <= limit and "\n" not in text and "\t" not in text and is_clean(text)
