"""Matters handed over by leaders (交办事项): where they come from, and how they are numbered and named."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from huaian_tui.domain.errors import InputRefused

MATTERS_PLAN = "richang-jiaoban"
"""The plan of all matters, which every ledger has."""

SOURCES = ("批示", "会议纪要", "来文", "调研", "信访", "其他")
"""Where a matter may come from."""

LIMITS_KEY = "matter_limits"
"""The setting of the office that holds its default limits (``domain.rules.matter_limits``)."""

TASK_LIMIT_KEY = "task_limit"
"""The setting with the limit for tasks of plans that come without one (``domain.rules.task_limit``)."""

MOST_NUMBER = 99_999
"""The largest number that is given in a year."""


@cache
def _typed() -> re.Pattern[str]:
    """Compiled when the first number is typed."""
    year = r"[〔\[(【]?([0-9]{4})(?:[〕\])】年]?[-—–]|[〕\])】年])"
    return re.compile(f"(?:交办事项|交办)?第?(?:{year})?第?([0-9]{{1,9}})[号项件]?")


def matter_no(year: int, number: int) -> str:
    """The number as it is printed: 交办〔2026〕12."""
    return f"交办〔{year}〕{number}"


def short_no(printed: str) -> str:
    """A printed number as it is typed after the code of its plan: 2026-12; "" for that of no matter."""
    year, number = printed[3:7], printed[8:]
    if f"{printed[:3]}{printed[7:8]}" != "交办〔〕" or len(year) < 4 or not number:
        return ""
    digits = year + number
    return f"{year}-{number}" if digits.isascii() and digits.isdecimal() else ""


def read_matter_no(typed: str) -> tuple[int | None, int] | None:
    """(year, number) of 交办〔2026〕12号, 交办2026-12, 2026-12; the year None for 交办12; None for no number.

    In full or half width. A mere number is one as well: the caller knows whether a matter is meant.
    """
    text = "".join(unicodedata.normalize("NFKC", typed).split())
    found = _typed().fullmatch(text)
    if found is None:
        return None
    return (int(found[1]) if found[1] else None), int(found[2])


def names_matter(typed: str) -> bool:
    """Whether what was typed can only be the number of a matter: it says 交办 or a year."""
    read = read_matter_no(typed)
    return read is not None and ("交办" in typed or read[0] is not None)


def check_source(typed: str) -> str:
    """The source that was typed, whatever its width; ``InputRefused`` names those there are."""
    text = "".join(unicodedata.normalize("NFKC", typed).split())
    if text in SOURCES:
        return text
    raise InputRefused(
        f"没有“{typed[:20]}”这种来源" if text else "来源没有填写",
        f"来源是：{'、'.join(SOURCES)}",
        "请写其中一种；都不是的写 其他",
        field="source",
    )
