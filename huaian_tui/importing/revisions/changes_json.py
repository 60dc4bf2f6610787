"""Changes between two texts of a plan as JSON: the list that ``plan diff --json`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huaian_tui.importing.revisions.changes import Change
from huaian_tui.importing.revisions.items import PlanItem


def changes_json(
    changes: Sequence[Change], old: Sequence[PlanItem], new: Sequence[PlanItem]
) -> list[dict[str, Any]]:
    """One object a change; ``old_no`` and ``new_no`` are lists where tasks merge or split."""
    return [
        {
            "change": one.kind,
            "old_no": _numbers([old[at].no for at in one.old]),
            "new_no": _numbers([new[at].no for at in one.new]),
            "sure": one.sure,
            "detail": one.detail,
            "marks": [list(mark) for mark in one.marks],
            "old_where": [old[at].where for at in one.old],
            "new_where": [new[at].where for at in one.new],
        }
        for one in changes
    ]


def _numbers(numbers: list[str | None]) -> str | list[str | None] | None:
    if not numbers:
        return None
    return numbers[0] if len(numbers) == 1 else numbers
