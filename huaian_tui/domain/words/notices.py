"""What a paper says otherwise than the ledger, in words."""

from __future__ import annotations

from huaian_tui.domain.answers.notices import ChangeRow

_LONGEST = 60
"""Characters of a value that are told."""


def change_words(change: ChangeRow) -> str:
    """总体情况，第1段：逾期3个，现在是逾期2个; what came or went is said so."""
    was, now = _short(change.was), _short(change.now)
    if not was:
        return f"{change.place}：{now}"
    return f"{change.place}：{was}，现在{f'是{now}' if now else '没有'}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
