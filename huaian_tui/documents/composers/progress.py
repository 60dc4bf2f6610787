"""上期进展, 本期进展 and 是否达序时 of a task: pure derivation from what the store returned.

Nothing in this module reads the store or knows about a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.rules.lights import (
    DEFAULT_RULES,
    Light,
    LightRules,
    Status,
)
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.pace import Pace, pace_of
from huaian_tui.domain.rules.standing import Standing, standing
from huaian_tui.domain.rules.task_summary import task_summary
from huaian_tui.domain.words.endings import was_late
from huaian_tui.ledger.identity import format_id
from huaian_tui.store.queries.task_progress import ProgressFact


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task on a day with what its progress is told from.

    ``notes``, ``readings`` and ``handed_in`` are oldest first; ``promises`` are notes whose
    follow-up (回访) was missed before the day. ``without_visits`` is the light without
    those (``domain.rules.standing``); None: the same.
    """

    task: TaskRow
    milestones: tuple[MilestoneRow, ...] = ()
    notes: tuple[NoteRow, ...] = ()
    readings: tuple[ProgressFact, ...] = ()
    handed_in: tuple[ProgressFact, ...] = ()
    promises: tuple[NoteRow, ...] = ()
    without_visits: Light | None = None

    @property
    def told(self) -> Light:
        """The light as units are told it; the task counts by its own."""
        return self.without_visits or self.task.light

    @property
    def live(self) -> tuple[MilestoneRow, ...]:
        """The milestones that still count: all but the cancelled ones (中止)."""
        return tuple(one for one in self.milestones if one.counts)

    def sources(self) -> tuple[str, ...]:
        """Records that the task's light rests on: decisions on milestones, a missed follow-up, readings."""
        decided = [one.state.decided_by for one in self.milestones if one.state.decided_by]
        missed = [one.record_id for one in self.promises] if self.task.light is Light.DUE_SOON else []
        newest = {one.subject: one.record_id for one in self.readings}
        read = [newest[one.id] for one in self.behind if one.id in newest]
        return record_ids((*decided, *missed, *read))

    @property
    def behind(self) -> tuple[MilestoneRow, ...]:
        """The milestones whose light is 未达序时."""
        return tuple(one for one in self.milestones if one.light is Light.BEHIND)


MOST_NOTES = 3
"""The newest notes of a period that are told; all of them stand in the ledger."""


@dataclass(frozen=True, slots=True)
class PeriodProgress:
    """What happened to a task in a period: what was completed, read and handed in, and the notes.

    Of several readings of one target the newest counts; one that came with a completion
    is told there.
    """

    completed: tuple[MilestoneState, ...]
    readings: tuple[ProgressFact, ...]
    handed_in: tuple[ProgressFact, ...]
    notes: tuple[NoteRow, ...]

    @property
    def empty(self) -> bool:
        """Nothing was recorded."""
        return not (self.completed or self.readings or self.handed_in or self.notes)

    def sources(self) -> tuple[str, ...]:
        """The records that it is told from."""
        decided = [one.decided_by for one in self.completed if one.decided_by]
        facts = [one.record_id for one in (*self.readings, *self.handed_in)]
        return record_ids((*decided, *facts, *(note.record_id for note in self.notes)))


@dataclass(frozen=True, slots=True)
class PaceFinding:
    """是否达序时 of a task, with the records of the readings it was measured by."""

    pace: Pace
    sources: tuple[str, ...]


def record_ids(ids: Iterable[bytes]) -> tuple[str, ...]:
    """Ids as people exchange them, each once, in the order given."""
    return tuple(dict.fromkeys(format_id(one) for one in ids))


def standing_of(
    milestones: Sequence[MilestoneRow],
    day: date,
    follow_up: date | None = None,
    rules: LightRules = DEFAULT_RULES,
) -> Standing:
    """Where a task with these milestones stands on the day (``domain.rules.standing``)."""
    stood = [
        (one.state.status, None if one.state.due is None else one.state.due.isoformat()) for one in milestones
    ]
    behind = [
        one.behind_from.isoformat()
        for one in milestones
        if one.state.status is Status.OPEN and one.behind_from is not None
    ]
    missed = None if follow_up is None else follow_up.isoformat()
    summary = task_summary(stood, (), behind)._replace(next_follow_up=missed)
    return standing(summary, day, rules)


def progress_in(facts: TaskFacts, period: Period) -> PeriodProgress:
    """What happened to the task in the period, both ends included."""
    completed = tuple(
        one.state
        for one in facts.live
        if one.state.completed_on is not None and _within(one.state.completed_on, period)
    )
    told = {state.id for state in completed if state.completion_value is not None}
    newest: dict[str, ProgressFact] = {}
    for reading in facts.readings:
        if _within(reading.day, period) and reading.subject not in told:
            newest[reading.subject] = reading
    handed_in = tuple(one for one in facts.handed_in if _within(one.day, period))
    notes = tuple(one for one in facts.notes if _within(one.day, period))[-MOST_NOTES:]
    return PeriodProgress(completed, tuple(newest.values()), handed_in, notes)


def pace_on(facts: TaskFacts, day: date) -> PaceFinding:
    """达序时 when all of its measured targets keep pace on the day, 未达序时 when one does not.

    A target without a date or a reading is not measured; a task without a measured
    target is 不适用, which counts against nobody. A measured task of which a milestone is overdue, was done
    late or missed its target is never 达序时, whatever its readings say.
    """
    paces: list[Pace] = []
    used: list[bytes] = []
    for milestone in facts.live:
        state = milestone.state
        readings = [one for one in facts.readings if one.subject == state.id and one.day <= day]
        if not readings:
            continue
        pace = pace_of(state.target, readings[-1].value, state.due, day)
        if pace is not Pace.NOT_APPLICABLE:
            paces.append(pace)
            used.append(readings[-1].record_id)
    if not paces:
        return PaceFinding(Pace.NOT_APPLICABLE, ())
    pace = Pace.BEHIND if Pace.BEHIND in paces or _fell_short(facts) else Pace.ON_PACE
    return PaceFinding(pace, record_ids(used))


def _fell_short(facts: TaskFacts) -> bool:
    """Whether a milestone of the task is overdue, was done late or missed its target."""
    return any(
        one.light is Light.OVERDUE or was_late(one.state) or one.state.met is False for one in facts.live
    )


def _within(day: date, period: Period) -> bool:
    return period.first <= day <= period.last
