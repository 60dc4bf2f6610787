"""What 督查评价 says of the tasks of a paper: its measures, as a paragraph whose figures are proved.

A paper defines no measure of its own. These are the ones of ``evaluate`` (``domain.evaluation``) for the
period and the day of the paper, over its tasks, by what it knows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.documents.composers.figures import milestone_thing, slip_thing, told
from huaian_tui.documents.composers.phrases import joined
from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.progress import TaskFacts
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.composers.scope import Scope
from huaian_tui.documents.counted import Figure, Thing
from huaian_tui.documents.model import Paragraph
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.classes import BIT
from huaian_tui.domain.evaluation.figures import Figures, Rate, summed
from huaian_tui.domain.evaluation.measures import BY_KEY
from huaian_tui.store.queries.evaluation.behind_figures import (
    Behind,
    extensions,
    milestones_with_standing,
)
from huaian_tui.store.queries.evaluation.evaluate import Counted, count_milestones
from huaian_tui.store.queries.evaluation.scope import Asked

ASKED_BY = "按督查评价口径"
"""How the paragraph begins; what it means is told by ``help 评价``."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures over a paper's tasks with what each counts.

    ``counted`` are its milestones that count in anything, ``slips`` the extensions that belong to the period.
    """

    asked: Asked
    figures: Figures
    counted: tuple[Counted, ...] = ()
    slips: tuple[Behind, ...] = ()


def asked_by(request: NoticeRequest, scope: Scope) -> Asked:
    """The evaluation of a paper's period as of its day, by what the paper knows."""
    return asked_of(request, scope.named, scope.day, scope.names)


def asked_of(request: NoticeRequest, period: Period, day: date, names: PlanNames) -> Asked:
    """The evaluation of a period as of a day, of the one plan of a paper or of those in use."""
    plan = names.plans[0].id if len(names.plans) == 1 else None
    return Asked(period, day, "plan", None, plan, request.as_of is not None, known=request.as_of)


def read_measured(connection: sqlite3.Connection, asked: Asked, tasks: Collection[int]) -> Measured:
    """The measures over these tasks; the connection shows all that is known, not how a day stood."""
    only = frozenset(tasks)
    counted = [
        one
        for one in count_milestones(connection, asked)
        if one.task_no in only and (one.classified.marks or one.classified.extended)
    ]
    moved = [one.id for one in counted if one.classified.extended]
    found = milestones_with_standing(connection, asked, moved)
    slips = tuple(slip for one in found for slip in extensions(one, asked, after=False))
    return Measured(asked, summed(one.classified for one in counted), tuple(counted), slips)


def measured_paragraph(
    measured: Measured, facts: Sequence[TaskFacts], names: PlanNames, within: str, annex: str = ""
) -> Paragraph | None:
    """按督查评价口径（只计时限在本期的节点），到期16个，…; None where nothing came due or moved.

    ``facts``: the tasks as the paper tells of them; ``within``: what it calls the period (本期, 年内);
    ``annex``: where the extensions are listed.
    """
    found = measured.figures
    if not (found.due or found.by_original.due or found.extended):
        return None
    telling = _Telling(measured, facts, names)
    cohort = joined((telling.due(), telling.original()), "；")
    parts = (
        f"{ASKED_BY}（只计时限在{within}的节点），{cohort}",
        telling.moved(within, annex),
        telling.carried(),
    )
    return told(f"{joined(parts, '。')}。", *telling.said)


class _Telling:
    """The sentences, and the figures that were said in them."""

    def __init__(self, measured: Measured, facts: Sequence[TaskFacts], names: PlanNames) -> None:
        self.said: list[Figure] = []
        self._measured, self._figures, self._names = measured, measured.figures, names
        self._rows = {one.id: one for task in facts for one in task.milestones}

    def due(self) -> str:
        """What came due in the period, and how it was done."""
        found = self._figures
        if not found.due:
            return "没有到期的"
        parts = (
            f"到期{self._count('due')}，其中按期办结{self._count('on_time')}",
            f"超时办结{self._count('late')}" if found.late else "",
            f"逾期未办结{self._count('overdue')}" if found.overdue else "",
            f"当日到期{self._count('due_today')}" if found.due_today else "",
            f"按期率{self._rate('on_time_rate')}" if found.on_time_rate.whole else "",
        )
        return joined(parts, "，")

    def original(self) -> str:
        """The same by the first dates, always beside it: moving a date empties nothing unseen."""
        found, now = self._figures.by_original, self._figures
        if not found.due:
            return "按原定时限没有到期的" if now.due else ""
        parts = (
            f"按原定时限，到期{self._count('by_original.due')}，"
            f"其中按期办结{self._count('by_original.on_time')}",
            f"超时办结{self._count('by_original.late')}" if found.late else "",
            f"逾期未办结{self._count('by_original.overdue')}" if found.overdue else "",
            f"按期率{self._rate('by_original.on_time_rate')}" if found.on_time_rate.whole else "",
        )
        if all(getattr(found, one) == getattr(now, one) for one in ("due", "on_time", "late", "overdue")):
            return "按原定时限，各数相同"
        return joined(parts, "，")

    def moved(self, within: str, annex: str) -> str:
        """How many extensions there were, and how many of them came too late."""
        if not self._figures.extended:
            return ""
        after = self._figures.extended_after_due
        late = f"，其中到期后才延期{self._times('extended_after_due')}" if after else ""
        return f"{within}时限延期{self._times('extended')}{late}{annex}"

    def carried(self) -> str:
        """What came due before the period and is still open."""
        carried = self._figures.carried_overdue
        return f"往期到期、仍未办结的节点{self._count('carried_overdue')}" if carried else ""

    def _count(self, key: str) -> str:
        value = f"{BY_KEY[key].of(self._figures)}个"
        self._say(key, value, self._with(BIT[key.replace("by_original.", "original_")]))
        return value

    def _rate(self, key: str) -> str:
        """66.7%（10/15）, over all that is measured: what is due, without what is due that very day."""
        first = "original_" if key.startswith("by_original") else ""
        rate = BY_KEY[key].of(self._figures)
        value = rate.on_paper if isinstance(rate, Rate) else ""
        self._say(key, value, self._with(BIT[f"{first}due"], without=BIT[f"{first}due_today"]))
        return value

    def _times(self, key: str) -> str:
        value = f"{BY_KEY[key].of(self._figures)}次"
        after = key == "extended_after_due"
        slips = ((one, one.slip) for one in self._measured.slips if one.slip is not None)
        chosen = (slip_thing(one, slip, self._names) for one, slip in slips if slip.after_due or not after)
        self._say(key, value, chosen)
        return value

    def _say(self, key: str, value: str, things: Iterator[Thing]) -> None:
        self.said.append(Figure(BY_KEY[key].name, value, tuple(things), measure=key))

    def _with(self, bit: int, without: int = 0) -> Iterator[Thing]:
        """What counts so, in the order of the paper, whatever the order in which it was read."""
        marks = {one.id: one.classified.marks for one in self._measured.counted}
        for identity, row in self._rows.items():
            if marks.get(identity, 0) & bit and not marks[identity] & without:
                yield milestone_thing(row, self._names)
