"""Proposals of a file as milestones of a task: targets in words, how the day is known, recurring ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.domain.reading.milestone_titles import is_bare_year, milestone_title
from huaian_tui.domain.reading.quantities import ABOUT, EXACT, Quantity
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.text.hygiene import clean_text
from huaian_tui.services.entering import NewMilestone
from huaian_tui.services.horizon import PERIODS

PRINTED = "原文写明"
UNDATED = "原文未写时限"
DECIDED = "导入时核定"
"""How the day of a milestone is known: the text says it, says none, or a person decided it."""

PERIODIC, STANDING = "periodic", "standing"
"""Kinds of duties."""

_MOST_VALUE = Decimal(10) ** 12


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


# ---------------------------------------------------------------------- targets


def target_of(one: Quantity) -> Target | None:
    """The target that a quantity of a text sets; None for a number beyond all bounds.

    A number without a comparing word (建成30个) is reached by more, too.
    """
    if abs(one.value) > _MOST_VALUE or one.upper is not None and abs(one.upper) > _MOST_VALUE:
        return None
    operator = ">=" if one.operator == EXACT else one.operator
    if operator == "range" and one.upper is None:
        operator = ">="
    return Target(
        cast("Literal['>', '>=', '=', 'range', '<=', '<', '~']", operator),
        _number(one.value),
        None if one.upper is None else _number(one.upper),
        one.unit,
        one.cumulative,
        False,
        target_text(one),
    )


_CHANGES = {"growth": "增长", "reduce": "下降"}
_WORDS = {
    ">=": "{}以上（含）",
    ">": "超过{}（不含）",
    "<=": "不超过{}（含）",
    "<": "低于{}（不含）",
    ABOUT: "{}左右",
}


def target_text(one: Quantity) -> str:
    """A quantity as people read it: 累计10个以上（含）, 增长6%左右, 不超过10起（含）."""
    number = format(one.value, "f")
    if one.upper is not None:
        number = f"{number}—{format(one.upper, 'f')}"
    counted = _WORDS.get(one.operator, "{}").format(f"{number}{one.unit}")
    each = f"每{one.each}" if one.each else ""
    return f"{'累计' if one.cumulative else ''}{each}{_CHANGES.get(one.change, '')}{counted}"


def _number(value: Decimal) -> float:
    return int(value) if value == int(value) else float(value)
