"""Codes of number formats (ECMA-376 18.8.30, 18.8.31): their sections, and the pieces of a section.

Besides what Excel writes, what its Chinese editions and WPS put into files: ``!`` before a character that
stands as it is, ``G/通用格式`` for General, 上午/下午, ``aaaa`` for the day of the week, ``e`` for the year.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_MONEY = '_ {0}* #,##0{1}_ ;_ {0}* \\-#,##0{1}_ ;_ {0}* "-"{2}_ ;_ @_ '
_CLOCK, _SECONDS = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
BUILT_IN: dict[int, str] = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"\\-#,##0',
    6: '"¥"#,##0;[Red]"¥"\\-#,##0',
    7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: _MONEY.format("", "", ""),
    42: _MONEY.format('"¥"', "", ""),
    43: _MONEY.format("", ".00", "??"),
    44: _MONEY.format('"¥"', ".00", "??"),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: _CLOCK,
    33: _SECONDS,
    34: f"上午/下午{_CLOCK}",
    35: f"上午/下午{_SECONDS}",
    55: f"上午/下午{_CLOCK}",
    56: f"上午/下午{_SECONDS}",
}
"""What a number of a format means that the file does not write out, in the Chinese editions."""

LONG_DAY = "[$-F800]"
"""Begins a format that stands for the long date of the system, whatever follows."""

_GENERAL = ("general", "g/通用格式")
_PIECES = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<noon>AM/PM|A/P|上午/下午)|(?P<power>E[+-])"
    r"|(?P<day>y+|m+|d+|h+|s+|a{3,4}|e+)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)"
    r"|(?P<slash>/)|(?P<at>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"h+|m+|s+", re.I)
MOST_CODE = 500
"""Characters of a format; Excel takes 255."""


class Piece(NamedTuple):
    """A piece of a section: ``kind`` as named in the pattern, or ``text`` for what stands as it is."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the up to four parts of a format: its pieces, its condition, whether in Chinese numerals."""

    pieces: tuple[Piece, ...]
    condition: tuple[str, float] | None = None
    numerals: bool = False
    long_day: bool = False

    def has(self, *kinds: str) -> bool:
        """Whether there is a piece of one of these kinds."""
        return any(piece.kind in kinds for piece in self.pieces)

    @property
    def of_days(self) -> bool:
        """Whether it writes days or times."""
        return self.long_day or (self.has("day", "elapsed", "noon") and not self.has("general", "power"))


@lru_cache(maxsize=512)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a format; one that writes General for an empty code."""
    if not code or code.lower() in _GENERAL or len(code) > MOST_CODE:
        return (Section((Piece("general", ""),)),)
    sections = [list[Piece]()]
    conditions = dict[int, tuple[str, float]]()
    numerals = set[int]()
    for found in _PIECES.finditer(code):
        kind, text = found.lastgroup or "", found[found.lastgroup or 0]
        if kind == "other" and text == ";":
            sections.append([])
        elif kind == "bracket":
            _bracket(text, sections[-1], len(sections) - 1, conditions, numerals)
        elif kind in ("quoted", "escaped", "other"):
            sections[-1].append(Piece("text", text))
        elif kind == "space":
            sections[-1].append(Piece("text", " "))
        elif kind != "fill":
            sections[-1].append(Piece(kind, text))
    long_day = code.upper().startswith(LONG_DAY)
    return tuple(
        Section(tuple(pieces), conditions.get(at), at in numerals, long_day)
        for at, pieces in enumerate(sections[:4])
    )


def _bracket(
    inside: str,
    pieces: list[Piece],
    at: int,
    conditions: dict[int, tuple[str, float]],
    numerals: set[int],
) -> None:
    """What stands in brackets: a condition, a currency, numerals, hours beyond a day; a colour is nothing."""
    condition = _CONDITION.fullmatch(inside.strip())
    if condition is not None:
        conditions[at] = (condition[1], float(condition[2]))
    elif inside.startswith("$"):
        symbol, _, where = inside[1:].partition("-")  # [$¥-804], of newer versions [$-zh-CN]
        pieces.append(Piece("text", symbol))
        if where.upper().endswith("404"):  # years of 民国
            numerals.add(at)
    elif inside.lower().startswith("dbnum"):
        numerals.add(at)
    elif _ELAPSED.fullmatch(inside):
        pieces.append(Piece("elapsed", inside.lower()))


def holds(condition: tuple[str, float], value: float) -> bool:
    """Whether a value is what the condition of a section asks."""
    operator, bound = condition
    return {
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
        "=": value == bound,
        "<>": value != bound,
    }[operator]


def text_section(code: str) -> Section | None:
    """The section that texts are written by, where it adds something to them."""
    sections = sections_of(code)
    own = next((one for one in reversed(sections) if one.has("at")), None)
    if own is None:
        return Section(()) if len(sections) == 4 else None  # noqa: PLR2004 - the fourth is that of texts
    return own if len(own.pieces) > 1 else None
