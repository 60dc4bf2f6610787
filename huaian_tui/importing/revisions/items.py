"""A task of one text of a plan as it is compared with another text.

Its words, place, units, dates and targets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from huaian_tui.domain.reading.deadlines import find_deadlines
from huaian_tui.domain.reading.item_labels import read_label
from huaian_tui.domain.reading.unit_names import same_bodies, unit_key
from huaian_tui.importing.plan_files.draft import Draft, DraftTask

_NOTHING = re.compile(r"[\s\u3000。．.，,、；;：:！!？?“”\"'‘’（）()《》〔〕\[\]—–\-·]+")
_COUNT = re.compile(r"[（(][^（）()]*[0-9]+\s*项[^（）()]*[）)]")


@dataclass(frozen=True)
class PlanItem:
    """One task. ``units`` of a role by what is the same for two spellings → the name as it stands there.

    ``dates`` are days (ISO) and intervals (``month`` …), ``targets`` in one form; ``place`` counts from 0.
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
    """The tasks of a draft."""
    return [_item(one, place, draft.year) for place, one in enumerate(draft.tasks)]


def _item(one: DraftTask, place: int, year: int | None) -> PlanItem:
    proposals = one.milestones
    dates = {made.due.isoformat() for made in proposals if made.due is not None}
    dates |= {made.recurrence for made in proposals if made.recurrence}
    return PlanItem(
        one.no,
        one.level1,
        one.level2,
        one.text,
        {unit.unit or unit_key(unit.name): unit.name for unit in one.lead},
        {unit.unit or unit_key(unit.name): unit.name for unit in one.support},
        frozenset(dates),
        tuple(sorted(made.target for made in proposals if made.target)),
        place,
        one.where,
        year,
    )
