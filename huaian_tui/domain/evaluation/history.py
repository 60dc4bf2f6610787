"""The history of a milestone as figures need it, and where it stands for a period as of a day.

Two clocks: what is *known* is decided before (whoever reads the ledger leaves out what was recorded
later, what was taken back, what a settled conflict left out); here each decision's *own day* decides. A first
date, an extension, a cancellation and a reopening count for a period only when their own day is not after
``end``, which is the last day of the period or the as-of day, whichever is earlier; a completion counts up to
the as-of day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from huaian_tui.domain.rules.targets import Target

DecisionKind = Literal["set", "complete", "extend", "cancel", "reopen", "target"]


class Decision(NamedTuple):
    """A decision that counts, as it reads now: its own ``day``, the new date, the value of a completion.

    ``target`` is what is to be reached from then on, of a first date and of a decision on the target.
    """

    kind: DecisionKind
    day: date
    due: date | None = None
    value: float | None = None
    record: str = ""
    officer: str = ""
    basis: str = ""
    target: Target | None = None


class MilestoneHistory(NamedTuple):
    """A milestone as its plan gives it (or nothing, where an officer set it), and its decisions in order.

    ``due`` is the plan's date, ``assumed`` that it is taken from a bare year. ``conflict``: officers decided
    apart; then ``decisions`` are those that all sides agree on, and the milestone counts as open.
    """

    id: str
    task_no: int
    title: str
    planned: bool
    due: date | None
    assumed: bool
    target: Target | None
    decisions: tuple[Decision, ...] = ()
    conflict: bool = False


class Slip(NamedTuple):
    """One change of a date (延期账的一行): from ``before`` to ``after``, decided on ``day``.

    ``before`` is None for a first date. ``assumed``: the date that was replaced was taken from a bare year.
    """

    before: date | None
    after: date
    day: date
    assumed: bool = False
    record: str = ""
    officer: str = ""
    basis: str = ""

    @property
    def is_extension(self) -> bool:
        """A later date than the one it replaces. An earlier or equal one confirms; a first one decides."""
        return self.before is not None and self.after > self.before

    @property
    def days(self) -> int:
        """By how many days an extension moves the date; 0 for any other change."""
        return (self.after - self.before).days if self.before is not None and self.is_extension else 0

    @property
    def after_due(self) -> bool:
        """Whether an extension was decided only after the date that it replaces."""
        return self.is_extension and self.before is not None and self.day > self.before


class Standing(NamedTuple):
    """Where a milestone stands for a period as of a day.

    ``due`` is in force at the end of the period, ``original`` the first date that was quoted or decided. At
    most one of ``completed`` and ``cancelled`` is a day; both None: open. ``met``: whether the value
    reaches the target, None without target or value; ``no_value``: done with a target, without a value.
    ``records``: what decided all this, in order.
    """

    due: date | None
    original: date | None
    assumed: bool = False
    completed: date | None = None
    met: bool | None = None
    no_value: bool = False
    cancelled: date | None = None
    reopened: bool = False
    conflict: bool = False
    slips: tuple[Slip, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Neither completed nor cancelled."""
        return self.completed is None and self.cancelled is None


def standing_of(history: MilestoneHistory, end: date, as_of: date) -> Standing | None:
    """Where a milestone stands; None where it was not there yet by ``end``."""
    state = _State(history) if history.planned else None
    for one in _counting(history.decisions, end, as_of):
        if one.kind == "set":
            state = state or _State(history, one)
        elif state is not None:
            state.apply(one)
    return None if state is None else state.standing(history)


def _counting(decisions: Iterable[Decision], end: date, as_of: date) -> Iterable[Decision]:
    """The decisions that count. A completion after a reopening that does not count yet replaces nothing."""
    skipped = False
    ended = False
    for one in decisions:
        if one.kind == "complete":
            if one.day <= as_of and not (ended and skipped):
                ended = True
                yield one
        elif one.day > end:
            skipped = skipped or one.kind == "reopen"
        else:
            ended = one.kind == "cancel" or (ended and one.kind != "reopen")
            skipped = skipped and one.kind not in ("reopen", "cancel")
            yield one


class _State:
    """A milestone while its decisions are gone through in order."""

    def __init__(self, history: MilestoneHistory, made: Decision | None = None) -> None:
        self.due = history.due if made is None else made.due
        self.original = self.due
        self.assumed = history.assumed and made is None
        self.target = history.target if made is None else made.target
        self.completion: Decision | None = None
        self.completed_target: Target | None = None
        self.cancelled: date | None = None
        self.reopened = False
        self.slips: list[Slip] = []
        self.records = [made.record] if made is not None else []

    def apply(self, one: Decision) -> None:
        """What a decision changes."""
        self.records.append(one.record)
        if one.kind == "extend" and one.due is not None:
            self._move(one, one.due)
        elif one.kind == "target":
            self.target = one.target
        elif one.kind == "complete":
            self.completion, self.completed_target, self.cancelled = one, self.target, None
        elif one.kind == "cancel":
            self.completion, self.cancelled = None, one.day
        elif one.kind == "reopen":
            self.completion, self.cancelled, self.reopened = None, None, True

    def _move(self, one: Decision, due: date) -> None:
        slip = Slip(self.due, due, one.day, self.assumed, one.record, one.officer, one.basis)
        if self.original is None or (self.assumed and not slip.is_extension):
            self.original = due  # the first date, or what was assumed is confirmed
        self.slips.append(slip)
        self.due, self.assumed = due, False

    def standing(self, history: MilestoneHistory) -> Standing:
        """Where all of them leave it."""
        done = None if history.conflict else self.completion
        value = None if done is None else done.value
        target = self.completed_target
        return Standing(
            self.due,
            self.original,
            self.assumed,
            None if done is None else done.day,
            None if value is None or target is None else target.met_by(value),
            done is not None and target is not None and value is None,
            None if history.conflict else self.cancelled,
            self.reopened,
            history.conflict,
            tuple(self.slips),
            tuple(self.records),
        )
