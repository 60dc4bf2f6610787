"""What the date grammar gives: a phrase that was understood, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from huaian_tui.domain.dates.calendar_units import Interval
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.text.hygiene import ellipsis, terminal_safe

FIRST_YEAR = 1900
LAST_YEAR = 2199
"""Years outside this span are taken for slips of the keyboard."""

EXAMPLES = "2025-06-30、6月30日、2025年6月底、三季度末、下周五、+10、10个工作日内、每季度、长期"
"""Forms that work where a deadline is asked for, for the way out of a refusal."""

DAY_EXAMPLES = "2025-06-30、6月30日、下周五、+10"
PAST_EXAMPLES = "2025-06-30、3月31日、上月末、-10"
"""The same where one day is asked for, and where the day lies behind."""

_SHOWN_CELLS = 24
_ASSUMED = "（假定）"


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date as it was meant.

    ``kind`` is ``day`` (then ``day`` is set), ``recurring`` (then ``interval`` is
    set) or ``standing`` (a duty without a date). ``assumed`` says that the phrase
    names a period or a vague point and the day is a convention (bare year → 31
    December); a year, month or week that is left out and taken from today is not an
    assumption in this sense, but is said in ``explanation``. ``explanation`` is the
    Chinese line shown beside the field.
    """

    kind: Literal["day", "recurring", "standing"]
    day: date | None
    assumed: bool
    explanation: str
    interval: Interval | None

    @property
    def decided(self) -> str:
        """The explanation once an officer has decided on the day, which is an assumption no more."""
        return self.explanation.replace(_ASSUMED, "")


class DateNotUnderstood(InputRefused):
    """A date that the grammar does not know, or that can mean two days: never guessed."""

    def __init__(
        self, text: str, reason: str = "", way_out: str = "", *, field: str = "", examples: str = EXAMPLES
    ) -> None:
        shown = ellipsis(terminal_safe(" ".join(text.split())), _SHOWN_CELLS)
        super().__init__(
            f"日期“{shown}”没有看懂" if shown else "没有填写日期",
            reason or ("不是认得的日期写法" if shown else "这里要填一个日期"),
            way_out or f"可以这样写：{examples}",
            field=field,
        )


class Unreadable(Exception):
    """Inside the grammar: a reader knows the form but refuses it, with its reason and way out (Chinese)."""

    def __init__(self, reason: str, way_out: str = "") -> None:
        self.reason = reason
        self.way_out = way_out
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Found:
    """Inside the grammar: the day a reader found, and what has to be said about it.

    ``part`` is the word that names a point or a span (底, 中旬), ``rule`` the
    convention that turned it, or a bare period, into a day; ``notes`` is the rest of
    the explanation. ``period`` is True when the phrase names a whole period and no
    point in it (2025年6月): “…前” is then ambiguous.
    """

    day: date
    notes: tuple[str, ...] = ()
    part: str = ""
    rule: str = ""
    assumed: bool = False
    period: bool = False

    def explained(self) -> tuple[str, ...]:
        """The notes with the convention in front, marked where it is an assumption."""
        if not self.rule:
            return self.notes
        subject = f"“{self.part}”" if self.part else ""
        return (f"{subject}{self.rule}{_ASSUMED if self.assumed else ''}", *self.notes)


def make_day(year: int, month: int, day: int) -> date:
    """Return the day, or raise Unreadable saying which part does not exist."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"年份{year}不在{FIRST_YEAR}—{LAST_YEAR}年之间")
    if not 1 <= month <= 12:
        raise Unreadable(f"没有{month}月")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"{year}年{month}月没有{day}日") from None
