"""Milestones: setting, completing, extending, cancelling, reopening; readings of their targets; deliverables.

Each decision takes several things in one action, all of them or none; for one there is a short form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from huaian_tui.domain.rules.targets import Target
from huaian_tui.services.deciding import (
    Completion,
    DecidedOn,
    NewDue,
    NewMilestones,
    cancel_within,
    complete_within,
    extend_within,
    hand_in_within,
    milestone_now,
    read_within,
    refuse_conflict,
    reopen_within,
    set_on_task,
    target_within,
)
from huaian_tui.services.several import each
from huaian_tui.store.engine.append import Action, Ledger
from huaian_tui.store.queries.task_refs import told_task

__all__ = [
    "Completion",
    "DecidedOn",
    "NewDue",
    "NewMilestones",
    "add_reading",
    "add_readings",
    "cancel_milestone",
    "cancel_milestones",
    "complete_milestone",
    "complete_milestones",
    "extend_milestone",
    "extend_milestones",
    "hand_in",
    "hand_in_all",
    "reopen_milestone",
    "reopen_milestones",
    "set_milestone",
    "set_milestones",
    "set_on_tasks",
    "set_target",
    "set_targets",
]


def set_milestone(
    ledger: Ledger,
    task_no: int,
    title: str,
    due: date,
    basis: str,
    decided: DecidedOn | None = None,
    *,
    assumed: bool = False,
) -> str:
    """Set a milestone on a task by decision and return its id; ``assumed`` when the day was inferred."""
    return set_milestones(ledger, task_no, title, [due], basis, decided, assumed=assumed)[0]


def set_milestones(
    ledger: Ledger,
    task_no: int,
    title: str,
    dues: list[date],
    basis: str,
    decided: DecidedOn | None = None,
    *,
    assumed: bool = False,
    every: str = "",
) -> list[str]:
    """``set_on_tasks`` for one task; the ids of its milestones, one a date."""
    return set_on_tasks(ledger, {task_no: NewMilestones(title, dues, basis, assumed, every)}, decided)[0]


def set_on_tasks(
    ledger: Ledger, wanted: Mapping[int, NewMilestones], decided: DecidedOn | None = None
) -> list[list[str]]:
    """Set milestones on tasks, in one action: the ids of each task's, one a date.

    ``decided`` None: they count from the day of recording.
    """
    with ledger.action() as action:

        def one(task_no: int) -> list[str]:
            return set_on_task(action, task_no, wanted[task_no], decided)

        return each(wanted, one, lambda task_no: told_task(action.connection, task_no))


def complete_milestone(ledger: Ledger, milestone: str, completion: Completion, today: date) -> bytes:
    """``complete_milestones`` for one."""
    return complete_milestones(ledger, {milestone: completion}, today)[0]


def complete_milestones(ledger: Ledger, done: Mapping[str, Completion], today: date) -> list[bytes]:
    """Record that milestones are done (办结); a value that misses the target shows as 未达标办结."""
    with ledger.action() as action:

        def complete(one: str) -> bytes:
            return complete_within(action, one, done[one], today)

        return each(done, _one_by_one(action, done, complete, today))


def extend_milestone(
    ledger: Ledger,
    milestone: str,
    due: date,
    basis: str,
    today: date,
    *,
    assumed: bool = False,
    day: date | None = None,
) -> bytes:
    """``extend_milestones`` for one."""
    return extend_milestones(ledger, [milestone], due, basis, today, assumed=assumed, day=day)[0]


def extend_milestones(
    ledger: Ledger,
    milestones: Sequence[str],
    due: date,
    basis: str,
    today: date,
    *,
    assumed: bool = False,
    day: date | None = None,
) -> list[bytes]:
    """Record another date for open milestones (延期), decided on ``day`` (None: today).

    ``assumed`` when the day was inferred (a bare year). The same date is taken where that
    says something: an assumed one is confirmed, one of two that are in conflict is settled.
    """
    with ledger.action() as action:

        def extend(one: str) -> bytes:
            return extend_within(action, one, due, basis, today, assumed=assumed, day=day)

        return each(milestones, _one_by_one(action, milestones, extend, today))


def cancel_milestone(
    ledger: Ledger, milestone: str, basis: str, today: date, *, day: date | None = None
) -> bytes:
    """``cancel_milestones`` for one."""
    return cancel_milestones(ledger, [milestone], basis, today, day=day)[0]


def cancel_milestones(
    ledger: Ledger, milestones: Sequence[str], basis: str, today: date, *, day: date | None = None
) -> list[bytes]:
    """Record that milestones are no longer supervised (中止) from ``day`` on (None: today)."""
    with ledger.action() as action:

        def cancel(one: str) -> bytes:
            return cancel_within(action, one, basis, today, day=day)

        return each(milestones, _one_by_one(action, milestones, cancel, today))


def reopen_milestone(
    ledger: Ledger,
    milestone: str,
    basis: str,
    today: date,
    *,
    day: date | None = None,
    due: NewDue | None = None,
) -> bytes:
    """``reopen_milestones`` for one."""
    return reopen_milestones(ledger, [milestone], basis, today, day=day, due=due)[0]


def reopen_milestones(
    ledger: Ledger,
    milestones: Sequence[str],
    basis: str,
    today: date,
    *,
    day: date | None = None,
    due: NewDue | None = None,
) -> list[bytes]:
    """Record that done or cancelled milestones are supervised again (重新督办) from ``day`` (None: today).

    ``due``: by when now, recorded as an extension of the same day and basis; None: the date stays.
    """
    with ledger.action() as action:

        def reopen(one: str) -> bytes:
            made = reopen_within(action, one, basis, today, day)
            state = milestone_now(action, one, today)
            if due is not None and due.day != state.due:
                action.fold()  # the extension comes after it
                extend_within(action, one, due.day, basis, today, assumed=due.assumed, day=day)
            return made

        return each(milestones, _one_by_one(action, milestones, reopen, today))


def set_target(
    ledger: Ledger, milestone: str, target: Target | None, basis: str, decided: DecidedOn
) -> bytes:
    """``set_targets`` for one."""
    return set_targets(ledger, {milestone: target}, basis, decided)[0]


def set_targets(
    ledger: Ledger, targets: Mapping[str, Target | None], basis: str, decided: DecidedOn
) -> list[bytes]:
    """Record what open milestones are to reach (量化指标), by their ids; None: nothing any more."""
    with ledger.action() as action:

        def one(milestone: str) -> bytes:
            return target_within(action, milestone, targets[milestone], basis, decided)

        return each(targets, one)


def add_reading(ledger: Ledger, milestone: str, value: float, day: date, today: date) -> bytes:
    """``add_readings`` for one."""
    return add_readings(ledger, {milestone: value}, day, today)[0]


def add_readings(ledger: Ledger, values: Mapping[str, float], day: date, today: date) -> list[bytes]:
    """Record the values of targets on a day (读数), by the ids of their milestones."""
    with ledger.action() as action:
        return each(values, lambda one: read_within(action, one, values[one], day, today))


def hand_in(ledger: Ledger, deliverable: str, text: str, day: date, today: date) -> bytes:
    """``hand_in_all`` for one."""
    return hand_in_all(ledger, [deliverable], text, day, today)[0]


def hand_in_all(
    ledger: Ledger, deliverables: Sequence[str], text: str, day: date, today: date
) -> list[bytes]:
    """Record what was handed in for named deliverables (成果报送), the same for each of them."""
    with ledger.action() as action:
        return each(deliverables, lambda one: hand_in_within(action, one, text, day, today))


def _one_by_one(
    action: Action, all_of_them: Collection[str], decide: Callable[[str], bytes], today: date
) -> Callable[[str], bytes]:
    """``decide``; of several, those in conflict are refused: their sides are looked at one by one."""

    def one(milestone: str) -> bytes:
        if len(all_of_them) > 1:
            refuse_conflict(milestone_now(action, milestone, today))
        return decide(milestone)

    return one
