"""What is evaluated on the screen: period, by what, whose, which plan, and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.domain.dates.reporting_period import Period, following_period, previous_period, quarter_of
from huaian_tui.domain.evaluation.figures import By, Role

JUST_BEGUN = 10
"""Days of a quarter in which the one before has more to say."""

Against = Period | date | None
"""What stands beside the figures: another period, the same as of another day, or nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for. ``plan`` is a plan's id with its name, None: all plans in use.

    ``typed``: the words of the period as the officer wrote them; empty: it was not typed. ``why``: why
    another period than the present one is shown at first.
    """

    period: Period
    by: By = "unit"
    role: Role | None = None
    plan: str | None = None
    plan_name: str = ""
    against: Against = None
    against_typed: str = ""
    typed: str = ""
    why: str = ""


def first_choice(today: date) -> Choice:
    """The quarter of the day, by unit."""
    return Choice(quarter_of(today))


def opening_choice(today: date, newest_due: date | None) -> Choice:
    """What is shown at first: the quarter of the day, or of the newest date that has come (None: there is
    none), where this quarter has just begun or nothing of it came due yet. ``why`` says so.
    """
    now = quarter_of(today)
    if newest_due is None or (newest_due >= now.first and (today - now.first).days >= JUST_BEGUN):
        return Choice(now)
    before = previous_period(now) if newest_due >= now.first else quarter_of(newest_due)
    why = "本季度刚开始" if newest_due >= now.first else "本季度还没有到期的节点"
    return Choice(before, why=why)


def earlier(choice: Choice) -> Choice:
    """The period before; another period beside it moves along."""
    against = previous_period(choice.against) if isinstance(choice.against, Period) else choice.against
    return replace(choice, period=previous_period(choice.period), against=against, typed="", why="")


def later(choice: Choice, today: date) -> Choice | None:
    """The period after; None where that has not begun."""
    period = following_period(choice.period)
    if period.first > today:
        return None
    against = following_period(choice.against) if isinstance(choice.against, Period) else choice.against
    return replace(choice, period=period, against=against, typed="", why="")
