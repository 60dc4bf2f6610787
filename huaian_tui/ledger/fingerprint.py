"""台账指纹: a short digest over how far each origin reached, to be compared by eye."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

DIGITS = 16
"""Of SHA-256: nobody makes another chain with the same ones."""

_GROUP = 4


def heads_fingerprint(lines: Iterable[str]) -> str:
    """The first 16 digits of the SHA-256 over head lines (``origins.head_lines``), each with its line end, in
    groups of four (3f2a 91c0 55d1 0b7e); empty where no head was kept."""
    text = "".join(f"{one}\n" for one in sorted(lines))
    if not text:
        return ""
    digits = hashlib.sha256(text.encode("utf-8")).hexdigest()[:DIGITS]
    return " ".join(digits[place : place + _GROUP] for place in range(0, DIGITS, _GROUP))
