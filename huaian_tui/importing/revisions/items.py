"""A task of one text of a plan as it is compared with another text.

Its words, place, units, dates and targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from huaian_tui.domain.reading.deadlines import find_deadlines
from huaian_tui.domain.reading.goals import Proposal
from huaian_tui.domain.reading.item_labels import read_label
from huaian_tui.domain.reading.quantities import EXACT
from huaian_tui.domain.reading.unit_names import same_bodies, unit_key
from huaian_tui.domain.rules.targets import format_number
from huaian_tui.importing.plan_files.draft import Draft, DraftTask

_NOTHING = re.compile(r"[\s\u3000。．.，,、；;：:！!？?“”\"'‘’（）()《》〔〕\[\]—–\-·]+")
_COUNT = re.compile(r"[（(][^（）()]*[0-9]+\s*项[^（）()]*[）)]")


@dataclass(frozen=True)
class PlanItem:
    """One task. ``units`` of a role by what is the same for two spellings → the name as it stands there.

    ``dates`` are days (ISO) and intervals (``month`` …), ``targets`` in one form; ``place`` counts from 0.
    ``maybe`` are dates and targets that it may say as well: that they stand on one side alone is no change.
    """

    no: str | None
    level1: str
    level2: str
    text: str
    lead: Mapping[str, str]
    support: Mapping[str, str]
    dates: frozenset[str]
    targets: tuple[str, ...]
    place: int
    where: str
    year: int | None = None
    key: int | None = None
    maybe: frozenset[str] = frozenset()

    @cached_property
    def plain(self) -> str:
        """The words that count: without white space and marks, dates and names of bodies in one spelling."""
        return plain_words(self.text, self.year)

    @cached_property
    def grams(self) -> frozenset[str]:
        """The pairs of neighbouring characters of its words, its own title among them."""
        words = heading(self.level2) + self.plain
        return frozenset(words[at : at + 2] for at in range(len(words) - 1)) or frozenset((words,))

    @cached_property
    def chapter(self) -> str:
        """Its level 1 without number and count."""
        return heading(self.level1)

    @property
    def units(self) -> dict[str, str]:
        """All its units."""
        return dict(self.support) | dict(self.lead)


def plain_words(text: str, year: int | None) -> str:
    """A text as it is compared; 2026年6月底前 and 6月30日前 are one."""
    pieces, at = list[str](), 0
    for one in find_deadlines(text, year):
        if one.due is not None:
            pieces += [text[at : one.begin], f"<{one.due:%Y%m%d}>"]
            at = one.end
    pieces.append(text[at:])
    return _NOTHING.sub("", same_bodies("".join(pieces)))


def heading(text: str) -> str:
    """A heading without its number, its count and marks."""
    label = read_label(text)
    return _NOTHING.sub("", _COUNT.sub("", label.rest if label is not None else text))


def items_of(draft: Draft) -> list[PlanItem]:
    """The tasks of a draft, with all dates and targets that it proposes."""
    return [_item(one, place, draft.year, one.milestones) for place, one in enumerate(draft.tasks)]


_DUTIES = frozenset(("open", "week", "day", "two_years"))
"""What recurs in no rhythm of milestones is a duty."""


def decided_items(tasks: Iterable[DraftTask], year: int | None) -> list[PlanItem]:
    """Tasks as they would be accepted: with the dates and targets that are ticked, the others may be.

    For comparing with a plan of the ledger: targets are as records have them.
    """
    return [
        replace(
            _item(one, place, year, [made for made in one.milestones if made.sure]),
            dates=frozenset(dates_of(made for made in one.milestones if made.sure)) - _DUTIES,
            targets=stored_targets(made for made in one.milestones if made.sure),
            maybe=frozenset(dates_of(one.milestones)).union(stored_targets(one.milestones)),
        )
        for place, one in enumerate(tasks)
    ]


def dates_of(proposals: Iterable[Proposal]) -> set[str]:
    """The days and intervals that proposals name."""
    made = list(proposals)
    days = {one.due.isoformat() for one in made if one.due is not None}
    return days | {one.recurrence for one in made if one.recurrence}


def stored_target(operator: str, value: float, upper: float | None, unit: str) -> str:
    """A target in the form in which records are compared: a plain number is reached by more, too."""
    number = format_number(value) + (f"-{format_number(upper)}" if upper is not None else "")
    operator = {EXACT: ">=", "range": ""}.get(operator, operator)
    return f"{operator}{number} {unit}".strip()


def stored_targets(proposals: Iterable[Proposal]) -> tuple[str, ...]:
    """The targets of proposals in that form."""
    made = [one.quantity for one in proposals if one.quantity is not None]
    return tuple(
        sorted(
            stored_target(
                one.compared, float(one.value), None if one.upper is None else float(one.upper), one.unit
            )
            for one in made
        )
    )


def targets_of(proposals: Iterable[Proposal]) -> tuple[str, ...]:
    """The targets of proposals in one form."""
    return tuple(sorted(one.target for one in proposals if one.target))


def _item(one: DraftTask, place: int, year: int | None, proposals: Sequence[Proposal]) -> PlanItem:
    return PlanItem(
        one.no,
        one.level1,
        one.level2,
        one.text,
        {unit.unit or unit_key(unit.name): unit.name for unit in one.lead},
        {unit.unit or unit_key(unit.name): unit.name for unit in one.support},
        frozenset(dates_of(proposals)),
        targets_of(proposals),
        place,
        one.where,
        year,
    )
