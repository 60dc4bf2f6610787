"""Where a date comes from that was taken as it was proposed: in words, and within the basis of a decision."""

from __future__ import annotations

_TEXT, _RULE = "原文“", "按交办时限："
_LONGEST = 120


def source_words(phrase: str, rule: str) -> str:
    """原文“…” for a phrase of the text, else 按交办时限：… for the office's rule; empty for neither."""
    if phrase:
        return f"{_TEXT}{phrase}”"
    return f"{_RULE}{rule}" if rule else ""


def with_source(basis: str, source: str) -> str:
    """What the officer said, and in brackets where the date comes from (``source_words``)."""
    if not source or not basis.strip():
        return basis
    shown = source if len(source) <= _LONGEST else f"{source[: _LONGEST - 1]}…"
    return f"{basis.strip()}（{shown}）"


def without_source(basis: str) -> str:
    """What the officer said of such a basis; any other as it is."""
    place = max(basis.rfind(f"（{one}") for one in (_TEXT, _RULE))
    return basis[:place] if place > 0 and basis.endswith("）") else basis
