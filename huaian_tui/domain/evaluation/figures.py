"""The figures of a row: sums of what its milestones count as, with the rates that follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.classes import BIT, Classified

By = Literal["unit", "indicator", "plan", "task"]
Role = Literal["lead", "support"]


class Rate(NamedTuple):
    """A share as its two numbers, which are never reduced."""

    part: int
    whole: int

    @property
    def text(self) -> str | None:
        """10/16; None where there is nothing to measure."""
        return f"{self.part}/{self.whole}" if self.whole else None

    @property
    def value(self) -> float | None:
        """0.625; None where there is nothing to measure."""
        return self.part / self.whole if self.whole else None

    @property
    def percent(self) -> str:
        """62.5%, a half rounded up; "" where there is nothing to measure."""
        return f"{(2000 * self.part + self.whole) // (2 * self.whole) / 10:.1f}%" if self.whole else ""

    @property
    def shown(self) -> str:
        """10/16（62.5%）, – where there is nothing to measure."""
        return f"{self.part}/{self.whole}（{self.percent}）" if self.whole else "–"

    @property
    def on_paper(self) -> str:
        """62.5%（10/16）, as a sentence of a paper has it; – where there is nothing to measure."""
        return f"{self.percent}（{self.part}/{self.whole}）" if self.whole else "–"


@dataclass(slots=True)
class ByOriginal:
    """The same counts by the first date that was quoted or decided."""

    due: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    due_today: int = 0
    overdue_days: int = 0

    @property
    def on_time_rate(self) -> Rate:
        """In time of those due before the as-of day or done."""
        return Rate(self.on_time, self.due - self.due_today)


@dataclass(slots=True)
class Figures:
    """All measures of a row (``measures.MEASURES`` says what each is). Counts; ``…_days`` are days.

    ``extended`` counts extensions, ``silent`` tasks, ``replies_…`` pairs of a notice and a unit,
    ``followups_…`` the office's own promised visits (None outside rows of plans); all others milestones.
    ``replies_…`` are None in rows of indicators and tasks.
    """

    due: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    due_today: int = 0
    overdue_days: int = 0
    on_time_and_met: int = 0
    missed_target: int = 0
    no_value: int = 0
    by_original: ByOriginal = field(default_factory=ByOriginal)
    extended: int = 0
    extended_days: int = 0
    extended_after_due: int = 0
    moved_out: int = 0
    cancelled: int = 0
    cancelled_after_due: int = 0
    reopened: int = 0
    undated_open: int = 0
    undated_done: int = 0
    carried_overdue: int = 0
    done_early: int = 0
    not_yet_due: int = 0
    self_report_unverified: int = 0
    assumed_due: int = 0
    conflict: int = 0
    replies_asked: int | None = None
    replies_in_time: int | None = None
    silent: int = 0
    behind_pace: int = 0
    reached_not_closed: int = 0
    followups_due: int | None = None
    followups_kept: int | None = None

    @property
    def on_time_rate(self) -> Rate:
        """In time of those due before the as-of day or done: what is due today and open is neither."""
        return Rate(self.on_time, self.due - self.due_today)

    @property
    def strict_rate(self) -> Rate:
        """In time, and with the target reached where there is one."""
        return Rate(self.on_time_and_met, self.due - self.due_today)

    def add(self, one: Classified, times: int = 1) -> None:
        """Count a milestone in, or so many that are alike."""
        marks = one.marks
        for name, bit in _PLAIN:
            if marks & bit:
                setattr(self, name, getattr(self, name) + times)
        if marks & _ORIGINAL_BITS:
            first = self.by_original
            for name, bit in _ORIGINAL:
                if marks & bit:
                    setattr(first, name, getattr(first, name) + times)
        self.overdue_days += one.overdue_days * times
        self.by_original.overdue_days += one.original_overdue_days * times
        if one.extended:
            self.extended += one.extended * times
            self.extended_days += one.extended_days * times
            self.extended_after_due += one.extended_after_due * times


_PREFIX = "original_"
_PLAIN = tuple((mark, bit) for mark, bit in BIT.items() if not mark.startswith(_PREFIX))
_ORIGINAL = tuple((mark.removeprefix(_PREFIX), bit) for mark, bit in BIT.items() if mark.startswith(_PREFIX))
_ORIGINAL_BITS = sum(bit for _, bit in _ORIGINAL)


def summed(found: Iterable[Classified]) -> Figures:
    """The figures of these milestones."""
    figures = Figures()
    for one in found:
        figures.add(one)
    return figures


@dataclass(frozen=True, slots=True)
class EvaluationRow:
    """One row: a unit in a role, an indicator, a plan or a task.

    ``key`` stays whatever it is called: the id of a unit, the code of a plan, plan/number of a task, code
    and titles of an indicator. ``name`` is that of the as-of day. ``former``: what it was called or
    which units became part of it, as sentences. ``more``: further keys of the JSON (``plan``, ``task_no``).
    """

    key: str
    name: str
    role: Role | None
    figures: Figures
    former: tuple[str, ...] = ()
    more: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An answer: as of which day, for which period, by what, and its rows in their order."""

    as_of: date
    period: Period
    by: By
    rows: tuple[EvaluationRow, ...]

    @property
    def end(self) -> date:
        """The day up to which decisions count: the last of the period, or the as-of day where earlier."""
        return min(self.period.last, self.as_of)
