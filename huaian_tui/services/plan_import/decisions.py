"""What a person decides about a plan that was read, and the same as JSON (``plan import --decisions``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

NEW_UNIT, NO_UNIT = "new", "drop"
"""What a name means beside the id of a known unit: a unit that is to be entered; none at all."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided by a person; None or nothing: as it is proposed.

    Places of tasks, milestones and columns count from 0 and are those of the draft **as read**: no decision
    moves them.

    ``columns``: table → {place of the column: role}; the file is read again with them, as with another
    ``year``. ``answers``: id of a question → key of an answer or typed value; a **kind** of questions as the
    id answers all of that kind that are not answered themselves. ``units``: name as read → id of a known
    unit, ``"new"`` or ``"drop"``. ``milestones``: place of the task → {place of the milestone: taken}, where
    it differs from what is sure. ``tasks``: place → whether it is taken. ``texts``, ``numbers``: place → what
    stands there instead. ``lead``, ``support``: place → the units of that row on that side, each the id of a
    known one or a new name; none: nobody.
    """

    title: str | None = None
    short: str | None = None
    code: str | None = None
    year: int | None = None
    stage: str | None = None
    start: date | None = None
    horizon: date | None = None
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    milestones: Mapping[int, Mapping[int, bool]] = field(default_factory=dict)
    tasks: Mapping[int, bool] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    numbers: Mapping[int, str] = field(default_factory=dict)
    lead: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    support: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def answered(self, question: str, answer: str) -> Decisions:
        """With the answer to one question; an empty answer takes it back."""
        rest = {key: value for key, value in self.answers.items() if key != question}
        return replace(self, answers=rest | ({question: answer} if answer else {}))

    def ticked(self, task: int, milestone: int, taken: bool) -> Decisions:
        """With one milestone taken or not."""
        return replace(
            self, milestones={**self.milestones, task: {**self.milestones.get(task, {}), milestone: taken}}
        )

    def with_task(self, task: int, taken: bool) -> Decisions:
        """With a row taken or not."""
        return replace(self, tasks={**self.tasks, task: taken})

    def with_units_of(self, task: int, side: str, units: Sequence[str]) -> Decisions:
        """With the units of one row on one side (``lead``, ``support``)."""
        now: Mapping[int, tuple[str, ...]] = getattr(self, side)
        return replace(self, **{side: {**now, task: tuple(units)}})  # type: ignore[arg-type]

    def with_unit(self, name: str, meant: str) -> Decisions:
        """With what a name means."""
        return replace(self, units={**self.units, name: meant})

    def with_column(self, table: str, column: int, role: str) -> Decisions:
        """With what a column of a table holds."""
        return replace(self, columns={**self.columns, table: {**self.columns.get(table, {}), column: role}})
