"""Days that lie behind: as people type them when they look back, and those that are asked for most."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from huaian_tui.domain.dates.calendar_units import half_year_end, quarter_end, week_start, year_end
from huaian_tui.domain.dates.grammar import read_date, read_day
from huaian_tui.domain.dates.phrase import PAST_EXAMPLES, DatePhrase
from huaian_tui.domain.dates.typed_range import is_yearless
from huaian_tui.domain.errors import InputRefused


def read_past_phrase(text: str, today: date, *, field: str = "") -> DatePhrase:
    """What a phrase means to who looks back: without a year, a day still to come is last year's.

    12月31日 in November is the end of last year. Raises ``DateNotUnderstood`` as ``read_date`` does.
    """
    phrase = read_date(text, today, field=field, examples=PAST_EXAMPLES)
    if phrase.day is None or phrase.day <= today or not is_yearless(text):
        return phrase
    return read_date(text, today - relativedelta(years=1))


def read_past_day(text: str, today: date, *, field: str = "") -> date:
    """The day that a phrase means to who looks back; ``InputRefused`` for a day after ``today``."""
    phrase = read_past_phrase(text, today, field=field)
    # Of what is no day, ``read_day`` says why.
    day = phrase.day or read_day(text, today, field=field, examples=PAST_EXAMPLES)
    if day > today:
        raise InputRefused(
            f"{day.isoformat()} 还没有到",
            f"今天是 {today.isoformat()}",
            "请写今天以前的日期，如 上月末、去年底、-30",
            field=field,
        )
    return day


def past_days(today: date) -> list[tuple[str, date]]:
    """The days that are looked back to most, each with its name, the nearest first; none stands twice.

    Where one day closes several periods it is called by the longest: on 5 January 去年末, not 上月末.
    """
    month = today.replace(day=1) - timedelta(days=1)
    named = [
        ("昨天", today - timedelta(days=1)),
        ("上周日", week_start(today) - timedelta(days=1)),
        ("上月末", month),
        ("上季度末", _before(today, quarter_end(today), 3)),
        ("上半年末", _before(today, half_year_end(today), 6)),
        ("去年今天", today - relativedelta(years=1)),
        ("去年末", year_end(today - relativedelta(years=1))),
        ("前年末", year_end(today - relativedelta(years=2))),
    ]
    days = {day: name for name, day in named}
    return [(days[day], day) for day in sorted(days, reverse=True)]


def _before(today: date, end: date, months: int) -> date:
    """The end of the period before the one that ends on ``end``."""
    return end - relativedelta(months=months, day=31)
