"""Text as a cell takes it: cut where Excel's limit is, and shortened among others, always marked so."""

from __future__ import annotations

from huaian_tui.documents.standard_words import printable

MOST_UNITS = 32_767
"""Characters of a cell as Excel counts them: 𠮷 is two."""

CUT_MARK = "……（全文见台账）"


def sheet_text(text: str, most: int = MOST_UNITS) -> str:
    """Text as a cell takes it: without control characters, cut (and marked so) where Excel's limit is."""
    clean = printable(text)
    if len(clean) <= most and len(clean.encode("utf-16-le")) <= 2 * most:
        return clean
    room = 2 * (most - len(CUT_MARK))
    return clean.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + CUT_MARK


def shortened(text: str, most: int, mark: str = CUT_MARK) -> str:
    """The first ``most`` characters for a cell among others, marked where the text was cut."""
    return text if len(text) <= most else text[:most] + mark
