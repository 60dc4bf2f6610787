"""What an imported plan is called where nobody says otherwise: its short name and its code."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from string import ascii_uppercase

_LONGEST, _LEAST, _MOST = 10, 4, 20
"""Characters of a proposed short name: how many there may be, at least be, and be where no word ends."""

_BRACKETS = re.compile(r"[（(〔\[【][^（）()〔〕\[\]【】]*[）)〕\]】]|[《》“”\"]")
_REGION = re.compile(
    r"^(?:[某我本全][省市县区]|[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|省|(?<![城都超])市|县|(?<![小社园景校片库山城辖])区|州|旗|盟)"
    r"(?!场|域|块|级))"
    r"(?:委|人民政府|政府(?!工作))?(?:办公室)?"
)
_YEAR = re.compile(
    r"(?:20[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2})(?:年?[—–\-－~～至到]{1,2}20[0-9]{2})?年?度?"
)
_ABOUT = re.compile(r"^(?:关于|贯彻|落实|印发|做好)+|的(?:通知|函|意见)$")
_TAIL = re.compile(
    r"(?:责任|重点任务|重点工作|任务|目标|重点)?(?:任务分解|工作分工|责任分工|责任分解|任务分工|责任清单|任务清单|工作清单|项目清单|"
    r"分解|分工|实施|工作|(?:[一二三四五]年|专项)?行动|推进|整改|落实)?"
    r"(?:方案|计划|表|清单|要点|台账|一览表|安排|(?:若干)?(?:政策)?措施|意见|办法|汇总表)$"
    r"|(?:重点)?(?:任务)?(?:及)?(?:责任)?(?:分解|分工)$"
)


_FIRST_VERBS = re.compile(
    "^(?:促进|推进|推动|加快|支持|深化|优化|提升|加强|做好|开展|实施|贯彻|落实|强化|完善|持续|扎实|全面|进一步|"
    "深入|大力|切实|积极|和)+"
)
_NEXT_PART = re.compile(
    "(?:(?<!共)和(?![谐平睦])|(?<!参)与|以及|(?<!以)及(?!时)|暨|[、，,]|促进|推动|推进|加快|更好|助力|提升|优化|加强|"
    "强化|深化|完善|开展|实施|落实|做好|构建|打造)"
)
"""Where another part of a title begins: 数据基础制度建设, 更好发挥数据要素作用."""


def short_name(title: str, taken: Collection[str], year: int | None) -> str:
    """A short name from a title: without place, year and words for a table; with the year if it is taken."""
    plain = "".join(_BRACKETS.sub("", title).split())
    for pattern in (_ABOUT, _YEAR, _REGION, _YEAR):
        shorter = pattern.sub("", plain)
        plain = shorter if len(shorter) >= 2 else plain
    core = _TAIL.sub("", plain)
    short = _cut(core if len(core) >= 2 else plain) or "新方案"
    if short not in taken:
        return short
    for again in ([f"{year}{short}"] if year else []) + [f"{short}{number}" for number in range(2, 100)]:
        if again not in taken:
            return again
    return short


def _cut(text: str) -> str:
    """A text that is not too long, or its first part.

    Where no part ends in time the text stays longer: half a word is worse than a long name.
    """
    if len(text) > _LONGEST:
        shorter = _FIRST_VERBS.sub("", text)
        text = shorter if len(shorter) >= _LEAST else text
    if len(text) <= _LONGEST:
        return text
    ends = [found.start() for found in _NEXT_PART.finditer(text) if found.start() >= _LEAST]
    short = [end for end in ends if end <= _LONGEST]
    return text[: max(short) if short else min(*ends, _MOST)] if ends else text[:_MOST]


def free_code(short: str, taken: Collection[str]) -> str:
    """A code of up to four letters that no plan bears, from the initials of a short name."""
    from huaian_tui.domain.text.pinyin import usual_initials

    letters = "".join(one for one in usual_initials(short).upper() if one in ascii_uppercase) or "FA"
    return next(one for one in _codes(letters) if one not in taken)


def _codes(letters: str) -> Iterator[str]:
    """All initials where they are few, else two, as codes are typed often; then three and four; then any."""
    for length in (4, 2, 3) if len(letters) <= 4 else (2, 3, 4):
        yield letters[:length]
    for last in ascii_uppercase:
        yield letters[:2] + last
    for first in ascii_uppercase:
        for second in ascii_uppercase:
            yield letters[:1] + first + second
            yield letters[:2] + first + second
    for first in ascii_uppercase:
        for second in ascii_uppercase:
            for third in ascii_uppercase:
                for fourth in ascii_uppercase:
                    yield first + second + third + fourth
