"""Default limits of matters (交办时限): so many days for each source, as the office has set them.

None until then.
A limit proposes a date and says the rule it comes from; it never sets one by itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from huaian_tui.domain.dates.workdays import add_working_days
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.matters import LIMITS_KEY, SOURCES

EXAMPLE = "批示急件 5个工作日；批示 15天；会议纪要 20天"

_MOST_DAYS = 366
_URGENT = "急件"
_BETWEEN = re.compile("[；;，,、\n]")
_LIMIT = re.compile(f"({'|'.join(SOURCES)})({_URGENT}|急)?[:=]?([0-9]{{1,3}})(天|日|个?工作日)")


class Limit(NamedTuple):
    """So many days, or working days, for a source."""

    kind: str
    urgent: bool
    days: int
    working: bool

    def __str__(self) -> str:
        return f"{self.kind}{_URGENT if self.urgent else ''}{self.days}{'个工作日' if self.working else '天'}"


class Proposal(NamedTuple):
    """A date that the office's limit proposes, and the rule in words: 批示15天，自2026-03-05的次日起算."""

    due: date
    rule: str


def read_limits(text: str) -> list[Limit]:
    """The limits of a text such as ``EXAMPLE``; ``InputRefused`` says what cannot be read."""
    found = dict[tuple[str, bool], Limit]()
    for part in _parts(text):
        read = _LIMIT.fullmatch(part)
        if read is None or not 0 < int(read[3]) <= _MOST_DAYS:
            raise InputRefused(
                "交办时限写法不对",
                f"看不懂“{part[:30]}”；来源是{'、'.join(SOURCES)}，天数为 1 到 {_MOST_DAYS}",
                f"照这样写：{EXAMPLE}",
                field=LIMITS_KEY,
            )
        limit = Limit(read[1], bool(read[2]), int(read[3]), "工作日" in read[4])
        if limit[:2] in found:
            raise InputRefused(
                "交办时限重复",
                f"{limit.kind}{_URGENT if limit.urgent else ''}写了两次",
                "每种来源只写一次",
                field=LIMITS_KEY,
            )
        found[limit[:2]] = limit
    return sorted(found.values(), key=lambda one: (SOURCES.index(one.kind), not one.urgent))


def _parts(text: str) -> Iterator[str]:
    for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)):
        if plain := "".join(part.split()):
            yield plain


def check_limits(value: str) -> str:
    """The limits as they are kept."""
    return "；".join(map(str, read_limits(value)))


def propose(limits: str, kind: str, urgent: bool, day: date) -> Proposal | None:
    """The date that the limits give a matter of a source and its day; None where none is set.

    What is urgent goes by the limit of its source where there is none for urgent ones.
    """
    known = {(one.kind, one.urgent): one for one in read_limits(limits)}
    limit = known.get((kind, urgent)) or known.get((kind, False))
    if limit is None:
        return None
    rule = f"{limit}，自{day.isoformat()}的次日起算"
    if not limit.working:
        return Proposal(day + timedelta(days=limit.days), rule)
    due, weekends_only = add_working_days(day, limit.days)
    return Proposal(due, f"{rule}，放假安排未公布的年份只扣周末" if weekends_only else rule)
