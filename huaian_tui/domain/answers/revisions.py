"""What a revision of a plan changed, task by task, as papers and screens tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaskSide:
    """A task in one of the two texts. ``lead`` and ``support``: id of the unit (or its name) → as printed."""

    no: str
    text: str
    lead: Mapping[str, str]
    support: Mapping[str, str]

    @property
    def told(self) -> str:
        """第3项, or the beginning of its text where it has no number."""
        return f"第{self.no}项" if self.no else f"“{self.text[:20]}”"

    def role(self, units: frozenset[str]) -> str:
        """牵头 or 责任, as one of these units has it; "" where none is named."""
        if units.intersection(self.lead):
            return "牵头"
        return "责任" if units.intersection(self.support) else ""


@dataclass(frozen=True, slots=True)
class TaskDifference:
    """What became of one task, of several that were merged, of one that was split.

    ``changes``: (what it is called, details), such as 改时限, 2026-06-30改为2026-07-31; ``sources``: records.
    """

    old: tuple[TaskSide, ...]
    new: tuple[TaskSide, ...]
    changes: tuple[tuple[str, str], ...]
    sources: tuple[str, ...] = ()

    def units(self) -> set[str]:
        """Every unit that one of its sides names."""
        return {unit for side in (*self.old, *self.new) for unit in (*side.lead, *side.support)}

    @property
    def is_reworded(self) -> bool:
        """Whether one text became one other."""
        return len(self.old) == len(self.new) == 1 and self.old[0].text != self.new[0].text


@dataclass(frozen=True, slots=True)
class RevisionTold:
    """A revision as it is told: of which plan, which text became which; ``day`` None: not accepted yet."""

    title: str
    short: str
    old_stage: str
    new_stage: str
    day: str | None
    text: str
    differences: tuple[TaskDifference, ...]
