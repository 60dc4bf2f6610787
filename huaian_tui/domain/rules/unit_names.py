"""Which texts may name a unit: files and lines of documents are named after units."""

from __future__ import annotations

import re

MOST_IN_NAME = 100
"""Characters of any name of a unit."""

_PLAIN = re.compile(rf"""[^\s./\\:*?"<>|][^/\\:*?"<>|\t\n]{{0,{MOST_IN_NAME - 1}}}""")


def is_plain_name(text: str) -> bool:
    """Whether a cleaned line can be a unit's name: none of the signs that folders and files stumble over."""
    return _PLAIN.fullmatch(text) is not None and text == text.rstrip(" .　")
