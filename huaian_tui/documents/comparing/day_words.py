"""Texts of two days that say the same: the day of each, days from and to it, and nothing else is another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_DAYS = re.compile(r"((?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日|\d+(?=天))")
_SENTENCES = re.compile(r"[^。；\n]*[。；\n]?")
_CLAUSES = re.compile(r"[^，、：（）]+[，、：（）]*|[，、：（）]+")


@dataclass(frozen=True, slots=True)
class DayWords:
    """Days that a paper names since it was composed then: of the data (first), of the paper, 反馈时限.

    Each with the day that takes its place in the newer paper.
    """

    days: Sequence[tuple[date, date]]
    dates: bool = True
    """Whether the days themselves may be others, or only how many have gone by."""

    def same(self, old: str, new: str) -> bool:
        """Whether the texts differ in these days alone, and in how many have gone by (逾期12天)."""
        if old == new:
            return True
        parts, others = _DAYS.split(old), _DAYS.split(new)
        if len(parts) != len(others) or parts[::2] != others[::2]:
            return False
        named = zip(parts[1::2], others[1::2], strict=True)
        return all(one == other or self._follows(one, other) for one, other in named)

    def _follows(self, old: str, new: str) -> bool:
        if old.isdecimal() and new.isdecimal():
            before, after = self.days[0]
            return abs(int(new) - int(old)) == (after - before).days
        pairs = self.days if self.dates else ()
        return any(old in _forms(before) and new in _forms(after) for before, after in pairs)

    def keys(self, old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
        """Both without days that are named for the same, for finding which stands for which."""
        return [without_days(one) for one in old], [without_days(one) for one in new]

    def brought_up(self, written: str, old: str, new: str) -> str:
        """What was written by hand, with the days of ``new`` where it still says what ``old`` does.

        ``old`` and ``new`` are the ``same``; clauses that were written anew keep their days.
        """
        if old == new:
            return written
        changed = {
            one: other
            for one, other in zip(clauses(old), clauses(new), strict=False)
            if one != other and self.same(one, other)
        }
        return "".join(changed.get(one, one) for one in clauses(written))


def without_days(text: str) -> str:
    """A text in which every day and number of days reads the same."""
    return _DAYS.sub("#", text)


def _forms(day: date) -> tuple[str, str, str]:
    return f"{day.year}年{day.month}月{day.day}日", f"{day.month}月{day.day}日", f"{day.day}日"


def sentences(text: str) -> list[str]:
    """The sentences of a text with their marks: together they are the text."""
    return [one for one in _SENTENCES.findall(text) if one]


def clauses(text: str) -> list[str]:
    """The clauses of a text with their marks: together they are the text."""
    return [clause for one in sentences(text) for clause in _CLAUSES.findall(one)]
