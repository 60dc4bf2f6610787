"""A field for the date of a new milestone: one day, or one a period while the plan runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.dates.grammar import DatePhrase, occurrences, read_date
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.tui.forms.fields import DuePhraseField

MOST_DAYS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class DueDates:
    """The days that were meant, ascending; ``assumed``: a convention made the day."""

    days: tuple[date, ...]
    assumed: bool


class DueDatesField(DuePhraseField):
    """2025年6月底 gives one day, 每季度末 one a quarter from today to ``until``; 长期 is refused."""

    def __init__(self, key: str, label: str, today: date, until: date) -> None:
        """``until``: the last day of the plan; 定期 means one occurrence a period while it runs."""
        super().__init__(key, label, today)
        self._until = until

    def value(self) -> DueDates:  # type: ignore[override]
        """The days; refuses a phrase that gives none, saying why."""
        self.refuse_empty()
        phrase = read_date(self.raw(), self._today, field=self.key)
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
                f"方案到 {self._until.isoformat()} 为止，今天之后已没有这样的日期",
                "请直接写某一天，如 12月31日、+30",
                field=self.key,
            )
        return DueDates(days, phrase.assumed)

    def hint(self) -> str:
        """How the phrase is understood, and for a period which days that gives."""
        try:
            phrase = read_date(self.raw(), self._today)
        except HuaianError:
            return ""
        if phrase.kind != "recurring":
            return super().hint()
        days = self._days(phrase)
        if not days:
            return f"{phrase.explanation}；方案到 {self._until.isoformat()} 为止，已没有这样的日期"
        shown = "、".join(day.isoformat() for day in days[:MOST_DAYS_SHOWN])
        more = "" if len(days) <= MOST_DAYS_SHOWN else f" 等，最后 {days[-1].isoformat()}"
        return f"{phrase.explanation}；设 {len(days)} 个节点：{shown}{more}"

    def _days(self, phrase: DatePhrase) -> tuple[date, ...]:
        if phrase.day is not None:
            return (phrase.day,)
        if phrase.interval is None:
            return ()
        return tuple(occurrences(phrase.interval, self._today, self._until))
