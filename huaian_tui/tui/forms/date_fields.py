"""Fields for dates as people write them; the day that is meant stands beside them while one types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from huaian_tui.domain.dates.grammar import (
    DatePhrase,
    Interval,
    occurrences,
    read_date,
    read_day,
    weekday_name,
)
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.words.plans import beyond_words
from huaian_tui.tui.forms.fields import LineField

DAY_EXAMPLES = "如 11月27日、下周五、+10"
DUE_EXAMPLES = "如 2025年6月底、每季度末、长期"

NOT_YET = "还没看懂"
"""Beside a date that is half typed or wrong; loud only when it is to be saved."""


class DatePhraseField(LineField):
    """A phrase that means a date; base of the fields below, which say what it is worth to them."""

    EXAMPLES = DUE_EXAMPLES

    def __init__(
        self,
        key: str,
        label: str,
        today: date,
        *,
        value: str = "",
        required: bool = False,
        placeholder: str = "",
        check: Callable[[Any], object] | None = None,
    ) -> None:
        super().__init__(
            key,
            label,
            value=value,
            placeholder=placeholder or self.EXAMPLES,
            required=required,
            max_length=50,
            replace=True,
            check=check,
        )
        self._today = today

    def hint(self) -> str:
        """What was assumed to come to the day, and the explanation of a phrase that is not one day."""
        return understood(self.raw(), self._today)[1]

    def beside(self) -> str:
        """The day with its weekday, or that the phrase recurs or stands: 2026-11-27 周五."""
        return understood(self.raw(), self._today)[0]


class DateField(DatePhraseField):
    """A day; None for an empty field that is not required."""

    EXAMPLES = DAY_EXAMPLES
    advise: Callable[[date], str] | None = None
    """What is to be said of a day that can be taken, though it is unusual."""

    def understand(self, text: str) -> date:
        """The day."""
        return read_day(text, self._today, field=self.key)

    def hint(self) -> str:
        """What was assumed to come to the day, and what is unusual about it."""
        said = super().hint()
        if self.advise is None or not self.raw().strip():
            return said
        try:
            day = self.understand(self.raw())
        except HuaianError:
            return said
        return "；".join(part for part in (said, self.advise(day)) if part)


def day_field(label: str, today: date, advise: Callable[[date], str] | None = None) -> DateField:
    """The day of what is recorded (``day``): today unless another is typed; ``advise``: see ``DateField``."""
    field = DateField("day", label, today, value=today.isoformat(), required=True)
    field.advise = advise
    return field


class DueDayField(DatePhraseField):
    """A due date on one day; the value is the phrase, which says whether the day was inferred."""

    horizon: date | None = None
    """The last day of the plan; a date beyond can be taken, and is told."""

    def hint(self) -> str:
        """What was assumed, and that the day lies beyond the plan."""
        return with_beyond(super().hint(), self.raw(), self._today, self.horizon)

    def understand(self, text: str) -> DatePhrase:
        """The phrase, which has a day; recurring and standing ones are refused."""
        read_day(text, self._today, field=self.key)
        return read_date(text, self._today, field=self.key)


MOST_DAYS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class DueDates:
    """The days that were meant, ascending; ``assumed``: a convention made the day.

    ``every``: the period of a recurring duty (month, quarter, half_year, year); empty for one day.
    """

    days: tuple[date, ...]
    assumed: bool
    every: Interval | Literal[""] = ""


class DueDatesField(DatePhraseField):
    """2025年6月底 gives one day, 每季度末 one a quarter from today to ``until``; 长期 is refused."""

    def __init__(
        self,
        key: str,
        label: str,
        today: date,
        until: date | None,
        *,
        value: str = "",
        required: bool = True,
    ) -> None:
        """``until``: the last day of the plan; 定期 means one occurrence a period while it runs.

        None: the plan has no last day, and a period gives no days.
        """
        super().__init__(key, label, today, value=value, required=required)
        self._until = until

    def understand(self, text: str) -> DueDates:
        """The days; refuses a phrase that gives none, saying why."""
        phrase = read_date(text, self._today, field=self.key)
        days = self._days(phrase)
        if phrase.kind == "standing":
            raise InputRefused(
                "长期工作没有期限，设不了节点",
                "节点要有日期",
                "请写日期或周期，如 6月底、每季度末；长期工作用督查记录跟进",
                field=self.key,
            )
        if not days:
            raise InputRefused(
                "没有可设的时限",
                f"{self._ends}今天之后已没有这样的日期" if self._until else "方案没有期末，不知道设到哪一天",
                "请写某一天，如 12月31日；或延长方案（plan extend），或收官、结转（plan close）",
                field=self.key,
            )
        return DueDates(days, phrase.assumed, phrase.interval or "")

    def hint(self) -> str:
        """How the phrase is understood, and for a period which days that gives."""
        try:
            phrase = read_date(self.raw(), self._today)
        except HuaianError:
            return ""
        if phrase.kind != "recurring":
            return with_beyond(super().hint(), self.raw(), self._today, self._until)
        days = self._days(phrase)
        if not days:
            return f"{phrase.explanation}；{self._ends}已没有这样的日期"
        shown = "、".join(day.isoformat() for day in days[:MOST_DAYS_SHOWN])
        more = "" if len(days) <= MOST_DAYS_SHOWN else f" 等，最后 {days[-1].isoformat()}"
        return f"{phrase.explanation}；设 {len(days)} 个节点：{shown}{more}"

    @property
    def _ends(self) -> str:
        return "方案没有期末，" if self._until is None else f"方案到 {self._until.isoformat()} 为止，"

    def _days(self, phrase: DatePhrase) -> tuple[date, ...]:
        if phrase.day is not None:
            return (phrase.day,)
        if phrase.interval is None or self._until is None:
            return ()
        return tuple(occurrences(phrase.interval, self._today, self._until))


def with_beyond(said: str, text: str, today: date, horizon: date | None) -> str:
    """The hint of a due date, with what is said where it lies beyond the horizon of its plan."""
    try:
        day = read_date(text, today).day if text.strip() else None
    except HuaianError:
        return said
    return "；".join(part for part in (said, beyond_words(day, horizon)) if part)


def understood(text: str, today: date) -> tuple[str, str]:
    """A date as it is understood while one types: the day for beside the field, what was assumed for below.

    What is not understood (yet) says so; an empty text says nothing.
    """
    if not text.strip():
        return "", ""
    try:
        phrase = read_date(text, today)
    except HuaianError:
        return NOT_YET, ""
    head, _, assumed = phrase.explanation.partition("；")
    if phrase.day is None:
        return ("每期一次" if phrase.kind == "recurring" else "长期"), phrase.explanation
    weekday = weekday_name(phrase.day)
    day = phrase.day.isoformat()
    return (weekday if text.strip() == day else f"{day} {weekday}"), assumed
