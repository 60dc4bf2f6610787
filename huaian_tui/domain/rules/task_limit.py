"""The office's time limit for tasks of plans that are handed over without one (方案交办时限).

So many days or working days from the day on which they are handed over, a period, or a day. None until the
office sets it. It proposes a date and says its rule; it never sets one by itself.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Literal, NamedTuple

from huaian_tui.domain.dates.calendar_units import Interval
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.matters import TASK_LIMIT_KEY

TASK_LIMIT_TITLE = "方案交办时限"

EXAMPLES = "20个工作日、60天、每季度末、12月31日"
"""Forms that work."""

_MOST_DAYS = 366
_COUNTED = re.compile("([0-9]{1,4})(天|个?工作日)(?:之内|以内|内)?")
_TWO_MEANINGS = re.compile("[0-9]{1,4}日(?:之内|以内|内)?")
_ANY_DAY = date(2026, 1, 1)
"""For looking whether a text is understood at all."""


class Limited(NamedTuple):
    """What the limit gives a task: a day, or a period (``every``) with ``due`` None; the rule in words.

    ``assumed``: a convention made the day (年底 → 31 December).
    """

    due: date | None
    every: Interval | Literal[""]
    rule: str
    assumed: bool = False


def check_task_limit(typed: str) -> str:
    """The limit as it is kept; ``InputRefused`` says what cannot be read."""
    text = _plain(typed)
    if text:
        limit_from(text, _ANY_DAY)
    return text


def limit_from(text: str, day: date) -> Limited | None:
    """What the limit gives what is handed over on ``day``; None where none is set."""
    plain = _plain(text)
    if not plain:
        return None
    if counted := _COUNTED.fullmatch(plain):
        return _counted(int(counted[1]), "工作日" in counted[2], day)
    if _TWO_MEANINGS.fullmatch(plain):
        raise _refused(f"“{plain}”是几天以后，还是某月的那一天，分不清")
    return _phrase(plain, day)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip("。;")


def _counted(days: int, working: bool, day: date) -> Limited:
    if not 0 < days <= _MOST_DAYS:
        raise _refused(f"写的是 {days}，天数为 1 到 {_MOST_DAYS}")
    rule = f"{days}{'个工作日' if working else '天'}，自{day.isoformat()}的次日起算"
    if not working:
        return Limited(day + timedelta(days=days), "", rule)
    # Imported here and below: whoever only names the setting needs neither calendar nor grammar.
    from huaian_tui.domain.dates.workdays import add_working_days

    due, weekends_only = add_working_days(day, days)
    return Limited(due, "", f"{rule}，放假安排未公布的年份只扣周末" if weekends_only else rule)


def _phrase(plain: str, day: date) -> Limited:
    from huaian_tui.domain.dates.grammar import read_date

    try:
        phrase = read_date(plain, day, field=TASK_LIMIT_KEY)
    except InputRefused as error:
        raise _refused(f"看不懂“{plain[:30]}”：{error.message}") from None
    if phrase.interval is not None:
        return Limited(None, phrase.interval, f"{plain}，按每期最后一天计")
    if phrase.day is None:
        raise _refused("长期工作没有期限，定不出日期")
    return Limited(phrase.day, "", f"{plain}，即{phrase.day.isoformat()}", phrase.assumed)


def _refused(why: str) -> InputRefused:
    return InputRefused(
        f"{TASK_LIMIT_TITLE}写法不对", why, f"可以这样写：{EXAMPLES}；不写则不提出", field=TASK_LIMIT_KEY
    )
