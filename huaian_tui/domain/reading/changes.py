"""Targets that say from what to what: 由47天降至35天, 从5个增加到10个; and those of which less is better."""

from __future__ import annotations

import re
from decimal import Decimal

_DOWN = re.compile("(?:压[缩减]|缩短|降低?|减少?|下降|控制)[到至在]$")
_FROM = re.compile(
    r"(?:由|从)[^，。；0-9]{0,8}(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<times>万|亿|千|百)?(?P<rest>[^，。；0-9]{0,16})$"
)
_LEADS = re.compile("[增提上扩升降压缩减下达]|.{0,4}[到至]$")
"""What stands behind the number where its unit is said only once."""
_TIMES = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}


def leads_down(words: str) -> bool:
    """Whether a number without a comparing word behind these words is one not to exceed: 降至, 压缩到."""
    return _DOWN.search(words) is not None


def changed_from(before: str, unit: str, scale: Decimal) -> Decimal | None:
    """What stood at first, in the unit of the number that follows ``before``; None where nothing is said.

    ``scale``: what that number was multiplied by. Another unit is another thing.
    """
    found = _FROM.search(before)
    if found is None:
        return None
    number, times, rest = Decimal(found["n"].replace(",", "")), found["times"] or "", found["rest"]
    if unit and (times + rest).startswith(unit):
        return number
    if rest.startswith(unit) and unit:
        return number * _TIMES[times] if times else number
    if _LEADS.match(rest) is None or not times and rest and _LEADS.fullmatch(rest[:1]) is None:
        return None
    if times:
        return number if unit.startswith(times) else number * _TIMES[times]
    return number * scale
