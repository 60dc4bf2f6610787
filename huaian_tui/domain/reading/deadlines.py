"""Deadlines as plans write them: in a column, in a bracket, within a sentence.

A bare month takes the plan's year, a period its last day. What names no day of the calendar (汛前, 长期) is
kept with the question or the reason and never turned into a day; what can be read in two ways is proposed
and not sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from huaian_tui.domain.reading.deadline_forms import (
    END,
    FORMS,
    START,
    WIDE,
    Deadline,
    Impossible,
    day_of,
    made,
)

__all__ = ["END", "START", "Deadline", "find_deadlines", "read_due_cell"]

_PAST_BEFORE = re.compile(
    r"(?:较|比|自|从|以|同比|相比|截至|截止|对照|于(?=20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日(?:起|成立|印发)))$"
)
_PAST_AFTER = re.compile(
    r"\s*(?:起|开始施行|以来|以后|以前已|后|同期|基数|版|春季|秋季|施行|印发|成立|—|－|-(?=[0-9])|至今|度(?!前))"
)
_NAME_AFTER = re.compile(
    r"(?:是|为|我[市区县省]|全[市区县省]|目标|重点|度|《|“|版|行动计划|工作要点|任务|实施方案|工作方案|计划)"
)
_SPAN_OF_YEARS = re.compile(r"20[0-9]{2}年?\s*[—–\-－~～至到]{1,2}\s*20[0-9]{2}年?")
_QUOTED = re.compile(r"《[^《》]{1,60}》|〔[0-9]{4}〕[0-9]{0,4}号?")


def find_deadlines(text: str, year: int | None) -> list[Deadline]:
    """The times that a running text names, in their order; past and base years (较2021年) are none."""
    plain = _masked(text.translate(WIDE))
    here = set(plain)
    found = list[Deadline]()
    for needed, also, pattern, reader in FORMS:
        if needed.isdisjoint(here) or also.isdisjoint(here):
            continue
        for match in pattern.finditer(plain):
            if found and _is_taken(found, *match.span()):
                continue
            if _is_no_deadline(plain, match):
                continue
            try:
                deadline = reader(match, year)
            except Impossible:
                shown = text[match.start() : match.end()]
                deadline = made(
                    match, sure=False, impossible=True, question=f"“{shown}”不是日历上有的日子，请改正"
                )
            if deadline is not None:
                shown = text[match.start() : match.end()]
                found.append(deadline if deadline.phrase == shown else replace(deadline, phrase=shown))
    return sorted(found, key=lambda one: one.begin)


def _is_taken(found: Sequence[Deadline], begin: int, end: int) -> bool:
    """Whether a time that was found stands in this place."""
    for one in found:
        if begin < one.end and one.begin < end:
            return True
    return False


def _masked(text: str) -> str:
    """Names and spans of years made unreadable, every place kept."""
    if "《" in text or "〔" in text:
        text = _QUOTED.sub(_unreadable, text)
    return _SPAN_OF_YEARS.sub(_unreadable, text) if "20" in text else text


def _unreadable(found: re.Match[str]) -> str:
    return "□" * len(found.group())


def _is_no_deadline(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 6) : match.start()], text[match.end() : match.end() + 8]
    if "有效期" in before or "起施行" in after:
        return True
    if _PAST_BEFORE.search(before) and not match.group().endswith("前"):
        return True
    if match.group().startswith(("截至", "截止")) and not re.search("前|底|末", match.group()):
        return True
    if re.fullmatch(
        r"(?:截止|截至|力争|确保|于|到|至|在)?20[0-9]{2}年度?", match.group()
    ) and _NAME_AFTER.match(after):
        return True
    return _PAST_AFTER.match(after) is not None and not match.group().endswith(("前", "底", "末", "内"))


# ---------------------------------------------------------------------- a cell of its own

_SHORT_DAY = re.compile(
    r"(?P<y>[0-9]{2})[./-](?P<m>1[0-2]|0?[1-9])[./-](?P<d>3[01]|[12][0-9]|0?[1-9])(?:日)?前?"
)
_TWO_NUMBERS = re.compile(r"(?P<m>1[0-2]|0?[1-9])\.(?P<d>3[01]|[12][0-9]|0?[1-9])(?:日)?前?")
_POINTED_MONTH = re.compile(r"20[0-9]{2}\.[0-9]{1,2}")
_EIGHT_DIGITS = re.compile(r"(?P<y>20[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])")
_SERIAL = re.compile(r"4[3-9][0-9]{3}(?:\.0+)?")
_BARE_YEAR = re.compile(r"(?P<y>20[0-9]{2})年?度?")
_LAST_YEAR = re.compile(r"(?P<a>20[0-9]{2})年?\s*[—–\-－~～至到]{1,2}\s*(?P<y>20[0-9]{2})年?(?:底)?")
_STARTS = re.compile(r"开工(?!率)|动工|启动|开建|开始|奠基|进场|入场|开展前期")
_ENDS = re.compile(r"完成|完工|竣工|建成|投用|交付|办结|验收|投产|运营")


@lru_cache(maxsize=4096)
def read_due_cell(text: str, year: int | None) -> tuple[Deadline, ...]:
    """The times of a column 完成时限, in their order; a word like 开工 behind one makes it a beginning."""
    plain = "".join(text.translate(WIDE).split())
    if not plain:
        return ()
    alone = _alone(plain, year)
    if alone is not None:
        return (replace(alone, phrase=text.strip()),)
    found = find_deadlines(text, year)
    if _POINTED_MONTH.fullmatch(plain) and len(found) == 1:
        month = plain.rpartition(".")[2].lstrip("0")
        found = [replace(found[0], question=f"“{plain}”按{plain[:4]}年{month}月理解，请核对")]
    return tuple(
        _with_kind(text, one, found[place + 1].begin if place + 1 < len(found) else len(text))
        for place, one in enumerate(found)
    )


def _with_kind(text: str, one: Deadline, until: int) -> Deadline:
    behind = re.split("[，,；;、。\\n]", text[one.end : until])[0]
    before = re.split("[，,；;、。\\n]", text[: one.begin])[-1]
    one = replace(one, phrase=(before + text[one.begin : one.end] + behind).strip())
    if _STARTS.search(behind) and not _ENDS.search(behind):
        return replace(one, kind=START)
    return one


def _alone(plain: str, year: int | None) -> Deadline | None:
    """A cell that is one short form and nothing else."""
    if found := _LAST_YEAR.fullmatch(plain):
        due = date(int(found["y"]), 12, 31)
        return Deadline(
            plain, 0, len(plain), due, sure=False, question=f"“{plain}”按{found['y']}年底，请确认"
        )
    if found := _BARE_YEAR.fullmatch(plain):
        return Deadline(plain, 0, len(plain), date(int(found["y"]), 12, 31))
    if _SERIAL.fullmatch(plain):
        day = date(1899, 12, 30) + timedelta(days=int(plain.partition(".")[0]))
        question = f"“{plain}”像是 Excel 的日期序数（{day.isoformat()}），请确认"
        return Deadline(plain, 0, len(plain), day, sure=False, question=question)
    try:
        if found := _SHORT_DAY.fullmatch(plain):
            return Deadline(
                plain, 0, len(plain), day_of(2000 + int(found["y"]), int(found["m"]), int(found["d"]))
            )
        if found := _EIGHT_DIGITS.fullmatch(plain):
            return Deadline(plain, 0, len(plain), day_of(int(found["y"]), int(found["m"]), int(found["d"])))
        if (found := _TWO_NUMBERS.fullmatch(plain)) and year is not None:
            due = day_of(year, int(found["m"]), int(found["d"]))
            question = f"“{plain}”是{found['m']}月{found['d']}日，还是{found['m']}月、{found['d']}月，请确认"
            return Deadline(plain, 0, len(plain), due, sure=False, question=question)
    except Impossible:
        return Deadline(
            plain,
            0,
            len(plain),
            None,
            sure=False,
            impossible=True,
            question=f"“{plain}”不是日历上有的日子，请改正",
        )
    return None
