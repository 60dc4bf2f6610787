"""What is proposed for tasks that are handed over one by one (逐项交办): dates of their text, else the limit.

A date of the text quotes its phrase; without one the office's limit (方案交办时限) proposes, and its rule is
said. What has passed, lies beyond the plan or can be read in two ways is proposed with a remark and is not
sure: nobody takes it unseen. Not proposed is a result too: then a person types the date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from huaian_tui.domain.dates.calendar_units import Interval, occurrences
from huaian_tui.domain.reading.deadlines import find_deadlines
from huaian_tui.domain.reading.goals import Goals, Proposal, read_goals
from huaian_tui.domain.reading.milestone_titles import is_bare_year, milestone_title
from huaian_tui.domain.rules.task_limit import Limited
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.due_sources import source_words
from huaian_tui.domain.words.plans import beyond_words

PERIOD_WORDS: dict[str, str] = {
    "month": "每月末",
    "quarter": "每季度末",
    "half_year": "每半年末",
    "year": "每年末",
}
"""Periods of which milestones are set, as they are typed."""

_SENTENCES = re.compile("[。！？\n]")

MOST_PROPOSED = 6
"""Dates of one text that are proposed; a text with more is a plan of its own."""


@dataclass(frozen=True, slots=True)
class Span:
    """The time of a plan: what a bare month is a month of, its first and last day; None where not known."""

    year: int | None
    start: date | None
    horizon: date | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """A milestone as it is proposed: its days (none: a person has to say), several of a period (``every``).

    ``phrase`` of the text or ``rule`` of the office, whichever it comes from; ``remarks``: what has to be
    looked at. ``assumed``: a convention made the day.
    """

    title: str
    days: tuple[date, ...] = ()
    every: str = ""
    phrase: str = ""
    rule: str = ""
    assumed: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether it can be taken as it stands."""
        return bool(self.days) and not self.remarks

    @property
    def typed(self) -> str:
        """The date as it is typed into a field; empty without one."""
        if self.every:
            return PERIOD_WORDS[self.every]
        return self.days[0].isoformat() if self.days else ""

    @property
    def source(self) -> str:
        """Where the date comes from, in words: 原文“…”, 按交办时限：…; empty for nowhere."""
        return source_words(self.phrase, self.rule)


def propose(text: str, span: Span, limit: Limited | None, today: date) -> tuple[Proposed, ...]:
    """What is proposed for a task with this text; at least one, if only with a title.

    ``limit``: what the office gives what is handed over without a date.
    """
    goals = read_goals(text, year=span.year)
    dated = [one for one in goals.proposals if one.due is not None or one.recurrence in PERIOD_WORDS]
    if not dated:
        return (_by_limit(text, goals, span, limit, today),)
    written = _written_years(text, span)
    return tuple(_of_text(text, one, span, written, today) for one in dated[:MOST_PROPOSED])


def _written_years(text: str, span: Span) -> frozenset[tuple[str, date | None]] | None:
    """The dates whose year the text says; None where a plan of one year says it for all."""
    if span.start is None or span.horizon is None or span.start.year == span.horizon.year:
        return None
    return frozenset((one.phrase, one.due) for one in read_goals(text, year=None).proposals)


def _of_text(
    text: str,
    one: Proposal,
    span: Span,
    written: frozenset[tuple[str, date | None]] | None,
    today: date,
) -> Proposed:
    remarks = [one.question] if one.question else []
    if not one.sure and not remarks:
        remarks.append(f"“{one.phrase}”有几种读法，请核对")
    if one.due is not None and written is not None and (one.phrase, one.due) not in written:
        remarks.append(f"方案跨多年，没有写年份的按{one.due.year}年理解，请核对")
    days, said = _days(one.due, one.recurrence, span, today)
    return Proposed(
        milestone_title(text, one.phrase, one.kind),
        days,
        one.recurrence if one.due is None else "",
        phrase=_quoted(text, one.phrase, span),
        assumed=is_bare_year(one.phrase, one.due),
        remarks=(*remarks, *said),
    )


def _quoted(text: str, phrase: str, span: Span) -> str:
    """The phrase; where its date stands elsewhere in its sentence (到2025年，建成20家), the sentence."""
    if find_deadlines(phrase, span.year):
        return phrase
    return next((part.strip() for part in _SENTENCES.split(text) if phrase in part), phrase)


def _by_limit(text: str, goals: Goals, span: Span, limit: Limited | None, today: date) -> Proposed:
    open_ones = [one for one in goals.proposals if one.due is None]
    title = milestone_title(text, open_ones[0].phrase, open_ones[0].kind) if open_ones else short_title(text)
    standing = [f"原文写“{phrase}”，没有期限" for phrase in goals.duties]
    asked = [one.question for one in open_ones if one.question]
    if limit is None:
        return Proposed(title, remarks=(*asked, *standing))
    days, said = _days(limit.due, limit.every, span, today)
    if limit.every:  # it says how often, which the text left open
        asked = []
    return Proposed(
        title,
        days,
        limit.every,
        rule=limit.rule,
        assumed=limit.assumed,
        remarks=(*asked, *standing, *said),
    )


def _days(due: date | None, every: str, span: Span, today: date) -> tuple[tuple[date, ...], Sequence[str]]:
    """The days that would be set, and what is unusual about them."""
    if due is not None:
        return (due,), [words for words in _unusual(due, span, today) if words]
    if span.horizon is None:
        return (), [f"方案没有期末，{PERIOD_WORDS[every]}不知道设到哪一天"]
    first = max(today, span.start or today)
    days = tuple(occurrences(cast("Interval", every), first, span.horizon))
    if not days:
        return (), [f"方案到{chinese_day(span.horizon)}为止，此后没有{PERIOD_WORDS[every]}"]
    return days, ()


def _unusual(due: date, span: Span, today: date) -> Sequence[str]:
    late = f"{due.isoformat()} 已过 {(today - due).days} 天，设了即为逾期" if due < today else ""
    early = ""
    if span.start is not None and due < span.start:
        early = f"{due.isoformat()} 早于方案起始日 {span.start.isoformat()}"
    return late, early, beyond_words(due, span.horizon)
