"""Dates as this program's own ledger book and forms write them: 2026-06-30（按月末计） 完成招标."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

NO_DATE = "原文未写时限"

_LINE = re.compile(
    r"(?P<day>20[0-9]{2}-[0-9]{2}-[0-9]{2})(?:（(?:按[年季半月][^（）]{0,4}计|假定)）)?\s+(?P<title>\S.*)"
)
_STRETCH = "（力争）"


class OwnLine(NamedTuple):
    """One milestone: its day (None: the plan gives none), its title, whether it is 力争."""

    due: date | None
    title: str
    stretch: bool


def own_lines(text: str) -> tuple[OwnLine, ...] | None:
    """The milestones of a cell of 完成时限; None where it is not written as this program writes it."""
    plain = text.strip()
    if plain == NO_DATE:
        return ()
    if NO_DATE not in plain and plain[:2] != "20":
        return None
    found = [_line(one.strip()) for one in plain.split("\n") if one.strip()]
    lines = [one for one in found if one is not None]
    return tuple(lines) if lines and len(lines) == len(found) else None


def _line(text: str) -> OwnLine | None:
    if match := _LINE.fullmatch(text):
        try:
            due = date.fromisoformat(match["day"])
        except ValueError:
            return None
        return _titled(due, match["title"])
    title, colon, none = text.rpartition("：")
    return _titled(None, title) if colon and none == NO_DATE and title else None


def _titled(due: date | None, title: str) -> OwnLine:
    return OwnLine(due, title.removesuffix(_STRETCH), title.endswith(_STRETCH))
