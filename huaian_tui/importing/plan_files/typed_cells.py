"""What the forms of typed tables share: lines with their numbers, heads, plain cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from huaian_tui.domain.reading.column_heads import TASK_ROLES, role_of
from huaian_tui.domain.reading.item_labels import normal_number

_LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
MOST_COLUMNS = 40
"""Of a typed table."""

_MARKERS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


class Line(NamedTuple):
    """A line of a file with its number from 1."""

    number: int
    text: str


Rows = list[tuple[int, list[str]]]
"""Rows of a table: the number of the line and the cells."""


def plain(text: str) -> str:
    """A cell without marks of Markdown."""
    text = _LINE_BREAK.sub("\n", text).strip(" \t\u3000")
    return _MARKERS.sub(r"\2", text).strip()


def is_head(texts: Sequence[str]) -> bool:
    """Whether these cells are the heads of a table of tasks."""
    roles = [role_of(plain(one)) for one in texts if one.strip()]
    known = [one for one in roles if one is not None]
    return len(known) >= 3 and len(known) >= len(roles) * 0.6 and any(one in TASK_ROLES for one in known)


def head_width(texts: list[str]) -> int:
    """How many of the first cells are heads; 0 when they are none."""
    width = 0
    for text in texts[:MOST_COLUMNS]:
        if role_of(text) is None or (width and normal_number(text) == "1"):
            break
        width += 1
    return width if width >= 3 and is_head(texts[:width]) else 0
