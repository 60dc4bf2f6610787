"""What an imported plan is called where nobody says otherwise: its short name and its code."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from string import ascii_uppercase

_LONGEST, _LEAST, _MOST = 10, 4, 20
"""Characters of a proposed short name: how many there may be, at least be, and be where no word ends."""

_BRACKETS = re.compile(r"[（(〔\[【][^（）()〔〕\[\]【】]*[）)〕\]】]|[《》“”\"]")
_REGION = re.compile(
    r"^[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|省|市|县|区|州|旗|盟)(?!场|域|块|级)"
    r"(?:委|人民政府|政府(?!工作))?(?:办公室)?"
)
_YEAR = re.compile(
    r"(?:20[0-9]{2}|二[〇零○][〇零○一二三四五六七八九]{2})(?:年?[—–\-－~～至到]{1,2}20[0-9]{2})?年?度?"
)
_ABOUT = re.compile(r"^(?:关于|贯彻|落实|印发|做好)+|的(?:通知|函|意见)$")
_TAIL = re.compile(
    r"(?:责任|任务|目标|重点)?(?:任务分解|工作分工|责任分工|责任分解|任务分工|责任清单|任务清单|工作清单|项目清单|"
    r"分解|分工|实施|工作|行动|推进|整改|落实)?(?:方案|计划|表|清单|要点|台账|一览表|安排|措施|意见|办法|汇总表)$"
)


_NEED_MORE = frozenset(
    (
        "促进 推进 推动 加快 支持 深化 优化 提升 加强 做好 开展 实施 贯彻 落实 强化 完善 持续 扎实 全面 "
        "进一步 建立 健全 打造 服务 关于 以及 并且 重点 有关 相关 加大 提高 增强 规范 创新 构建 培育 "
        "发挥 统筹 保障 防范 化解 整治 治理"
    ).split()
)
"""Words behind which a name cannot end: 优化 what."""

_FIRST_VERBS = re.compile(
    "^(?:促进|推进|推动|加快|支持|深化|优化|提升|加强|做好|开展|实施|贯彻|落实|强化|完善|持续|扎实|全面|进一步|"
    "深入|大力|切实|积极|和)+"
)
_COMPOUNDS = re.compile(
    "(高质量发展|营商环境|放管服改革|数字政府|数字经济|乡村振兴|民生实事|数据要素|公共数据|基础制度|城市更新|安全生产|"
    "生态环境|污染防治|防汛抗旱|重点任务|重点工作|重点项目|专项行动|专项整治|现代化|一体化|标准化|信息化|智能化|数字化|"
    "一件事|三年行动|高效办成|政务服务|市场化|法治化|国际化|工业园区|开发区|产业链|供应链|新能源|新型城镇化|老旧小区)"
)
_GLUED = frozenset("化性率度的者员级型类")
"""Characters that belong to the word before them."""


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
    """A text that is not too long, or its beginning to the end of a word that can stand there.

    Where no word is known to end the text stays longer: half a word is worse than a long name.
    """
    if len(text) > _LONGEST:
        shorter = _FIRST_VERBS.sub("", text)
        text = shorter if len(shorter) >= _LEAST else text
    if len(text) <= _LONGEST:
        return text
    ends = [end for end in _ends(text) if _LEAST <= end <= _MOST]
    short = [end for end in ends if end <= _LONGEST]
    return text[: max(short) if short else min(ends, default=_MOST)]


def _ends(text: str) -> Iterator[int]:
    """Where a word ends that is none of those which need another behind them."""
    from huaian_tui.domain.text.pinyin import words_of

    end = 0
    for piece in _COMPOUNDS.split(text):
        for word in (piece,) if _COMPOUNDS.fullmatch(piece) else words_of(piece):
            end += len(word)
            if len(word) > 1 and word not in _NEED_MORE and text[end : end + 1] not in _GLUED:
                yield end


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
