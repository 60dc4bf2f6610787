"""Which backups are kept: the newest of each of 7 days, 4 weeks and 12 months."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

DAYS, WEEKS, MONTHS = 7, 4, 12


class Dated(NamedTuple):
    """A backup by its name: the day it is named for, the time of day (empty for a daily one), the name."""

    day: date
    time: str
    name: str


def kept_names(backups: Iterable[Dated]) -> set[str]:
    """The names to keep.

    Counted are days, weeks and months that *have* a backup, not those of a calendar that ends
    today: a clock that was years ahead once costs one place, never all the others. Those made
    before an upgrade or a merge are each kept while their day is.
    """
    newest_first = sorted(backups, reverse=True)
    days = list(dict.fromkeys(one.day for one in newest_first))[:DAYS]
    kept = {one.name for one in newest_first if one.time and one.day in days}
    kept |= _newest_of_each(newest_first, DAYS, lambda day: day.isoformat())
    kept |= _newest_of_each(newest_first, WEEKS, lambda day: "{}-{}".format(*day.isocalendar()))
    kept |= _newest_of_each(newest_first, MONTHS, lambda day: f"{day.year}-{day.month}")
    return kept


def _newest_of_each(newest_first: list[Dated], most: int, period: Callable[[date], str]) -> set[str]:
    """The newest of each of the newest ``most`` periods."""
    found: dict[str, str] = {}
    for one in newest_first:
        found.setdefault(period(one.day), one.name)
    return set(list(found.values())[:most])
