"""Proposals of a file as milestones of a task: targets in words, how the day is known, recurring ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.domain.reading.milestone_titles import is_bare_year, milestone_title
from huaian_tui.domain.reading.set_targets import target_of
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.services.entering import NewMilestone
from huaian_tui.services.horizon import PERIODS

PRINTED = "原文写明"
UNDATED = "原文未写时限"
DECIDED = "导入时核定"
"""How the day of a milestone is known: the text says it, says none, or a person decided it."""

PERIODIC, STANDING = "periodic", "standing"
"""Kinds of duties."""


def new_milestones(
    text: str, proposals: tuple[Proposal, ...], as_read: tuple[Proposal, ...], first: date | None
) -> Iterator[NewMilestone]:
    """The milestones of the proposals that are ticked; ``first``: the day from which recurring ones count.

    ``text`` is that of the task, which names a milestone where its phrase is a day and nothing else.
    What comes again in another rhythm than months, quarters, half-years and years is a duty instead.
    """
    for place, one in enumerate(proposals):
        if one.sure and (not one.recurrence or one.recurrence in PERIODS):
            read = as_read[place] if place < len(as_read) else None
            yield _milestone(text, one, read, first)


def duties_of(proposals: tuple[Proposal, ...], duties: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Phrases of standing work, and of what recurs in a rhythm that no milestone has."""
    found = {_phrase(one): STANDING for one in duties}
    for one in proposals:
        if one.sure and one.recurrence and one.recurrence not in PERIODS:
            found.setdefault(_phrase(one.phrase), PERIODIC)
    return tuple((phrase, kind) for phrase, kind in found.items() if phrase.strip())


def _milestone(text: str, one: Proposal, read: Proposal | None, first: date | None) -> NewMilestone:
    phrase = _phrase(one.phrase)
    decided = read is None or (read.due, read.recurrence) != (one.due, one.recurrence) or not read.sure
    assumed = not decided and is_bare_year(phrase, one.due)
    basis = DECIDED if decided else UNDATED if one.due is None and not one.recurrence else PRINTED
    if assumed:
        basis = f"原文只写年份，按{one.due:%Y}年12月31日计（假定，可改）"
    return NewMilestone(
        due=first if one.recurrence else one.due,
        title=milestone_title(text, phrase, one.kind),
        assumed=assumed,
        every=one.recurrence,
        phrase=phrase,
        basis=basis,
        target=None if one.quantity is None else target_of(one.quantity),
        stretch=one.quantity is not None and one.quantity.stretch,
    )


def _phrase(text: str) -> str:
    return clean_text(text, field="phrase").strip()
