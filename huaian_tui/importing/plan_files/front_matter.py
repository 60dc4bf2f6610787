"""Title, stage and year of a plan from what stands before its tasks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from huaian_tui.domain.reading.deadline_forms import WIDE
from huaian_tui.domain.reading.item_labels import read_label
from huaian_tui.domain.text.chinese_numbers import read_year_number

_STAGE = re.compile(
    r"[（(](?P<stage>[^（）()]{0,6}(?:征求意见稿|送审稿|审议稿|讨论稿|修订稿|预下达|试行|草案|初稿|报批稿|印发稿|稿))[）)]"
)
_NOTICE = re.compile(
    r"(?P<who>.{0,40}?)关于(?:印发|下达|公布|转发|分解|做好|调整)(?:《(?P<book>[^《》]+)》|(?P<what>.+?))的(?:通知|函|意见|通报)$"
)
_REGION = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:自治区|省|市|县|区|州|旗|镇|乡)")
_KINDS = re.compile(
    r"(?:表|清单|方案|计划|要点|措施|分工|分解|任务|意见|台账|办法|纲要|规划|安排|项目|工作)(?:[（(][^（）()]*[）)])*$"
)
_ANNEX = re.compile(r"附\s*(?:件|表)\s*[0-9一二三四五六七八九十]*\s*[:：]?")
_YEAR = re.compile(r"(?P<y>20[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2})\s*年")
_SPAN = re.compile(r"20[0-9]{2}年?\s*[—–\-－~～至到]{1,2}\s*20[0-9]{2}年?")
_DOCUMENT = re.compile(r"[〔\[(（](?P<y>20[0-9]{2})[〕\])）][0-9]{0,4}号?")
_NO_TITLE = re.compile(
    r"^[\u4e00-\u9fff]{2,5}[：:]\S|^(?:各|现将|为(?!民)|根据|附[:：]|单位|说明|备注|注[:：]|填报|制表|时间|日期|截至|密级|签发|报|[（(])|[：:。；]$|[0-9]{1,2}日$|〔[0-9]{4}〕"
)
_LONGEST = 80


def stage_of(texts: Iterable[str]) -> str:
    """征求意见稿 and the like in the title (first) or on a line of its own; ``""`` where none is written."""
    for place, text in enumerate(texts):
        found = _STAGE.search(text) if place == 0 else _STAGE.fullmatch(text.strip())
        if found:
            return found["stage"]
    return ""


def year_of(title: str, front: Sequence[str], texts: Iterable[str]) -> int | None:
    """The plan's year: from its title, its notice's number or date.

    Else the year that its text names most.
    """
    for text in (title, *(one for one in front[:4] if len(one) <= _LONGEST and "。" not in one)):
        years = _years(_SPAN.sub("", text))
        if years:
            return years[0]
    if span := _SPAN.search(title):
        return int(span.group()[:4])
    for text in front:
        if found := _DOCUMENT.search(text):
            return int(found["y"])
    dated = [
        one for text in front if re.search(r"[0-9]{1,2}月[0-9]{1,2}日$", text.strip()) for one in _years(text)
    ]
    if dated:
        return dated[-1]
    counted = Counter(one for text in texts for one in _years(_SPAN.sub("", text)))
    return min(counted, key=lambda one: (-counted[one], one)) if counted else None


def is_span_title(title: str) -> bool:
    """Whether the title names several years and no single one."""
    return _SPAN.search(title) is not None and not _years(_SPAN.sub("", title))


def _years(text: str) -> list[int]:
    found = [read_year_number(one["y"]) for one in _YEAR.finditer(text.translate(WIDE))]
    return [one for one in found if one is not None and 2000 <= one <= 2100]


def title_lines(texts: Sequence[str]) -> str:
    """The title that stands last before a table or first in a text: one to three lines put together."""
    lines = list[str]()
    for text in reversed(texts):
        plain = "".join(text.split())
        if not plain or _STAGE.fullmatch(plain):
            if plain and not lines:
                continue
            if lines:
                break
            continue
        if _ANNEX.match(plain):
            if not lines and (rest := _ANNEX.sub("", plain, count=1)):
                lines.insert(0, rest)
            if lines:
                break
            continue
        if not _may_be_title(plain):
            if lines:
                break
            continue
        lines.insert(0, plain)
        if len(lines) >= 3:
            break
    return _joined(lines)


def first_title(texts: Sequence[str]) -> str:
    """The title at the beginning of a running text."""
    lines = list[str]()
    for text in texts:
        plain = "".join(text.split())
        if not plain or _ANNEX.fullmatch(plain):
            continue
        if not _may_be_title(plain) or len(lines) >= 3:
            break
        lines.append(plain)
    return _joined(lines)


def _may_be_title(text: str) -> bool:
    if read_label(text) is not None or len(text) > _LONGEST:
        return False
    return _NO_TITLE.search(text) is None


def _joined(lines: list[str]) -> str:
    """Lines of one title; a notice above the annex's own title is another one."""
    while len(lines) > 1 and (_NOTICE.fullmatch(lines[0]) or lines[0].endswith("通知")):
        lines = lines[1:]
    return "".join(lines)


def plain_title(title: str) -> str:
    """What a notice is about: 甲县关于印发X的通知 → 甲县X."""
    found = _NOTICE.fullmatch(title)
    if found is None:
        return title
    what = found["book"] or found["what"] or title
    region = _REGION.match(found["who"] or "")
    if region is not None and region.group() not in what and not _REGION.match(what):
        return region.group() + what
    return what


def is_table_title(text: str) -> bool:
    """Whether a line reads like the title of a table or plan."""
    return _KINDS.search("".join(text.split())) is not None
