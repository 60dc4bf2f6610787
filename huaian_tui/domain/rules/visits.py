"""Promised visits (回访): which later note keeps a promise.

A promise stands in a note: the day on which the office wants to come again. It is kept by a note
on the same task that was recorded after it, whose visit was at most ``EARLY_DAYS`` before the
promised day (and not before the promise), unless its officer said that it keeps none. Notes that
do not say so keep promises: those of older programs, and those of the command line without
``--keeps-visit``. No note keeps its own promise. Source: the office's own counting of promises.

The rule is written once, as a condition over named facts: Python decides by it here, and the
store's SQL is made from it (``store.engine.promises``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from huaian_tui.domain.rules.conditions import both, equal, later, not_earlier

EARLY_DAYS = 3
"""So many days before the promised day a visit keeps the promise already."""

# Facts: promise_id · kept_from (of the note that promises) · visit_id · visit_day · keeps_visit
# (of another note on the task, not retracted; yes is 1).

KEPT = both(later("visit_id", "promise_id"), not_earlier("visit_day", "kept_from"), equal("keeps_visit", 1))
"""One note keeps the promise of another one."""


class Visit(NamedTuple):
    """A note as it reads now, not retracted, as far as promises go; days are ISO texts.

    ``keeps`` is 0 where its officer said that it keeps no promise, else 1.
    """

    id: bytes
    day: str
    follow_up: str | None
    keeps: int = 1


def kept_from(day: str, follow_up: str | None) -> str | None:
    """The first day on which a visit keeps the promise of a note of ``day``; None without a promise."""
    if follow_up is None:
        return None
    try:
        first = date.fromisoformat(follow_up) - timedelta(days=EARLY_DAYS)
    except OverflowError:  # among the first days there are
        return day
    except ValueError:  # a damaged file may hold anything for a day
        return max(day, follow_up)
    return max(day, first.isoformat())


def open_promises(visits: Iterable[Visit]) -> list[Visit]:
    """The notes of one task whose promised visit was not made, newest record first."""
    found = list[Visit]()
    # The latest of the visits that may keep a promise stands for all: what it does not keep, none does.
    latest: Visit | None = None
    for one in sorted(visits, reverse=True):
        if one.follow_up is not None and (latest is None or not _keeps(latest, one)):
            found.append(one)
        if one.keeps and (latest is None or one.day > latest.day):
            latest = one
    return found


def _keeps(visit: Visit, promise: Visit) -> bool:
    facts = {
        "promise_id": promise.id,
        "kept_from": kept_from(promise.day, promise.follow_up),
        "visit_id": visit.id,
        "visit_day": visit.day,
        "keeps_visit": visit.keeps,
    }
    return KEPT.holds(facts)


def next_follow_up(visits: Iterable[Visit]) -> str | None:
    """The earliest day that was promised and not kept, of the notes of one task."""
    return min((one.follow_up for one in open_promises(visits) if one.follow_up is not None), default=None)
