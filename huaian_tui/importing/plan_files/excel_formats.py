"""What a cell of Excel shows: numbers by their format, days as the format writes them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import isfinite

_BUILT_IN_DATES = {
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
_BUILT_IN_NUMBERS = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%"}

_TEXTS = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|_.|\*.')
_DATE_LETTERS = re.compile(r"[yd]|(?<![#0.])m", re.I)
_PARTS = re.compile(r"(y+|m+|d+|h+(?::m+)?(?::s+)?|AM/PM|a+)", re.I)


def format_code(identity: int, own: dict[int, str]) -> str:
    """The code of a number format; ``""`` for General."""
    return own.get(identity) or _BUILT_IN_DATES.get(identity) or _BUILT_IN_NUMBERS.get(identity) or ""


def is_date_code(code: str) -> bool:
    """Whether a format shows days."""
    plain = _TEXTS.sub("", code.split(";")[0])
    return _DATE_LETTERS.search(plain) is not None and "0" not in plain and "General" not in code


def names_day(code: str) -> bool:
    """Whether a date format shows the day of the month and not only the month."""
    return "d" in _TEXTS.sub("", code.split(";")[0]).lower()


def serial_day(value: float, since_1904: bool) -> date | None:
    """The day of a serial number; None outside the calendar of Excel."""
    if not 1 <= value < 2_958_466:
        return None
    start = date(1904, 1, 1) if since_1904 else date(1899, 12, 30)
    try:
        return start + timedelta(days=int(value))
    except OverflowError:
        return None


def shown_day(day: date, code: str) -> str:
    """A day as its format writes it, times left out."""
    first = code.split(";")[0]
    pieces = list[str]()
    at = 0
    for found in _TEXTS.finditer(first):
        pieces += [_day_part(first[at : found.start()], day), found[1] or found[2] or ""]
        at = found.end()
    pieces.append(_day_part(first[at:], day))
    return "".join(pieces).replace("@", "").strip(" ;")


def _day_part(piece: str, day: date) -> str:
    def part(found: re.Match[str]) -> str:
        word = found[1].lower()
        if word.startswith("y"):
            return str(day.year) if len(word) > 2 else f"{day.year % 100:02d}"
        if word.startswith("m"):
            return f"{day.month:02d}" if len(word) == 2 else str(day.month)
        if word.startswith("d"):
            return f"{day.day:02d}" if len(word) == 2 else str(day.day) if len(word) == 1 else ""
        return ""

    return _PARTS.sub(part, piece)


def shown_number(text: str, code: str) -> str:
    """A number as its format shows it: 1 by ``0.0`` is 1.0, 0.06 by ``0%`` is 6%."""
    try:
        value = float(text)
    except ValueError:
        return text
    if not isfinite(value):
        return text
    plain = _TEXTS.sub("", code.split(";")[0])
    percent = "%" in plain
    decimals = re.search(r"0\.(0+)", plain)
    if not re.search(r"[0#]", plain) or "E" in plain or "/" in plain:
        return _plain(value)
    shown = f"{value * (100 if percent else 1):.{len(decimals[1]) if decimals else 0}f}"
    return f"{shown}%" if percent else shown


def _plain(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".12g")
