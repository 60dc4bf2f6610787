"""Two evaluations side by side (two days, two periods): which figures differ, what made them so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from huaian_tui.domain.evaluation.classes import BIT, Classified
from huaian_tui.domain.evaluation.figures import Evaluation, EvaluationRow, Rate
from huaian_tui.domain.evaluation.measures import BY_KEY, MEASURES

MAIN_MARKS = (
    "conflict",
    "cancelled",
    "on_time",
    "late",
    "overdue",
    "due_today",
    "carried_overdue",
    "done_early",
    "not_yet_due",
    "undated_done",
    "undated_open",
)
"""What a milestone is in one word: the first of these marks that it has."""

NOT_COUNTED = "不在其内"
"""The word for a milestone that counts nowhere."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row in both evaluations; one that is in one of them alone has None there."""

    key: str
    name: str
    role: str | None
    then: EvaluationRow | None
    now: EvaluationRow | None

    def differing(self) -> Iterator[tuple[str, int | Rate | None, int | Rate | None]]:
        """(key of a measure, its value then, its value now) of those that differ."""
        for measure in MEASURES:
            then = None if self.then is None else measure.of(self.then.figures)
            now = None if self.now is None else measure.of(self.now.figures)
            if then != now:
                yield measure.key, then, now


def rows_beside(then: Evaluation, now: Evaluation) -> list[ChangedRow]:
    """The rows of both, those of now first in their order."""
    former = {(row.key, row.role): row for row in then.rows}
    found = [
        ChangedRow(row.key, row.name, row.role, former.pop((row.key, row.role), None), row)
        for row in now.rows
    ]
    return found + [ChangedRow(row.key, row.name, row.role, row, None) for row in former.values()]


def differing_milestones(
    then: Mapping[str, Classified], now: Mapping[str, Classified]
) -> dict[str, tuple[Classified | None, Classified | None]]:
    """Milestone → what it counted as then and now, of those that count otherwise; days apart do not tell."""
    found = dict[str, tuple[Classified | None, Classified | None]]()
    for identity in dict.fromkeys((*now, *then)):
        before, after = then.get(identity), now.get(identity)
        if _told(before) != _told(after):
            found[identity] = before, after
    return found


def _told(one: Classified | None) -> tuple[int, int, int]:
    return (0, 0, 0) if one is None else (one.marks, one.extended, one.extended_days)


def marks_of(one: Classified | None) -> list[str]:
    """The keys of the figures in which a milestone counts."""
    return [] if one is None else [mark for mark, bit in BIT.items() if one.marks & bit]


def class_word(one: Classified | None) -> str:
    """What a milestone is in one word."""
    mark = next((mark for mark in MAIN_MARKS if one is not None and one.marks & BIT[mark]), None)
    return NOT_COUNTED if mark is None else BY_KEY[mark].name
