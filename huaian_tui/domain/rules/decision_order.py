"""In which order the own days of the decisions on one milestone may stand.

Decisions count in the order in which they were recorded, each from its own day on. What the office
decided later it cannot have decided on an earlier day than what it changes: an extension, a
cancellation and a reopening are not before the setting, the extensions and the reopenings recorded
before them, a reopening besides not before what it reopens, a completion not before the reopening
after which it was recorded, a target not before the setting. A completion has the day on which the
work was done, not one of the office: it may lie before the day of setting or of an extension, which is
said and not refused.
Source: docs/decisions/022.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class Decided(StrEnum):
    """What was decided; the value is the word of its day (设定日期)."""

    SET = "设定"
    COMPLETE = "办结"
    EXTEND = "延期"
    CANCEL = "中止"
    REOPEN = "重新督办"
    TARGET = "设定指标"


class Dated(NamedTuple):
    """A decision that counts, and its own day."""

    what: Decided
    day: date


_OFFICE = frozenset((Decided.SET, Decided.EXTEND, Decided.CANCEL, Decided.REOPEN))
_NOT_BEFORE: dict[Decided, frozenset[Decided]] = {
    Decided.SET: frozenset(),
    Decided.COMPLETE: frozenset((Decided.REOPEN,)),
    Decided.EXTEND: _OFFICE,
    Decided.CANCEL: _OFFICE,
    Decided.REOPEN: _OFFICE | {Decided.COMPLETE},
    Decided.TARGET: frozenset((Decided.SET,)),
}
"""Which decisions recorded before it a decision may not lie before."""

_UNUSUAL_BEFORE = frozenset((Decided.SET, Decided.EXTEND))
"""What a completion may lie before, said as unusual."""


class Neighbours(NamedTuple):
    """Between which decisions the day of one may lie: the last earlier one, the first later one."""

    earlier: Dated | None
    later: Dated | None


def neighbours(decisions: Sequence[Dated], place: int) -> Neighbours:
    """The decisions that bound the day of the one at ``place``; all in the order of their recording."""
    one = decisions[place]
    before = [other for other in decisions[:place] if other.what in _NOT_BEFORE[one.what]]
    after = [other for other in decisions[place + 1 :] if one.what in _NOT_BEFORE[other.what]]
    return Neighbours(
        max(before, key=lambda other: other.day, default=None),
        min(after, key=lambda other: other.day, default=None),
    )


def out_of_order(decisions: Sequence[Dated], place: int) -> Dated | None:
    """The decision with which the day of the one at ``place`` collides; None where it is right.

    Records of other laptops may themselves stand out of order: a day between the two is right then.
    """
    day = decisions[place].day
    earlier, later = neighbours(decisions, place)
    too_early, too_late = earlier is not None and day < earlier.day, later is not None and day > later.day
    if earlier is not None and later is not None and later.day < earlier.day:
        too_early, too_late = day < later.day, day > earlier.day
        return later if too_early else earlier if too_late else None
    return earlier if too_early else later if too_late else None


def unusual_before(decisions: Sequence[Dated], day: date) -> Dated | None:
    """Of the decisions before it the last setting or extension after the day of a completion; None: none."""
    after = [one for one in decisions if one.what in _UNUSUAL_BEFORE and one.day > day]
    return max(after, key=lambda one: one.day, default=None)
