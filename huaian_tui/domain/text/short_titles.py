"""Short titles of tasks: what a paper calls a task whose text has a hundred characters.

The first clause that says what is to be done; clauses that only lead to it (按照……, 围绕……, 2024年) are
passed over. What is still too long loses its bracketed remarks and all but the first member of an enumeration
before 等, and ends at a word where that can be told.
"""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 30
"""Characters of a short title in a table."""

SHORTER = 24
"""In a sentence."""

_LEAST = 6
CUT = "……"
"""Stands where a quotation was cut."""
_ENDS = frozenset("，。；：！？\n")
_PAIRS = {"“": "”", "‘": "’", "《": "》", "（": "）", "〈": "〉", "「": "」", "【": "】", "(": ")"}
_LEADS = re.compile(r"按照|依托|根据|围绕|面向|利用|充分利用|通过|在|为|对|针对|结合|以")
_ACTS = re.compile(r"进行|开展|确定|实现|完成|形成|推进|推动|建立|健全")
_DATE = re.compile(r"(?:到|自|至)?[0-9]{4}年(?:[0-9]{1,2}月)?(?:底|末|前|起)?|每年|每季度|每月")
_BRACKETED = re.compile(r"（[^（）]*）|\([^()]*\)")
_ENUMERATED = re.compile(r"、[^，。；：]*?(?<![高平均同对中初优])等(?![级于同待])")
_JOINTS = re.compile("、|(?<!参)与|(?<![涉普以波])及(?!时)|(?<![共总调])和(?!谐)")
_ALREADY = re.compile(r"(?<![高平均同对中初优])等[^、]{1,4}$")
"""The members of which an enumeration is told end with 等 themselves: 龙头企业等单位."""
_WORDS = frozenset(
    """
    数据 管理 建设 企业 机制 制度 服务 发展 资源 安全 应用 平台 市场 要素 作用 改革 工作 体系 能力 机构
    交易 评估 流通 监管 政策 项目 规范 标准 配置 单位 部门 治理 生产 创新 技术 人才 产业 经济 社会 环境
    """.split()
)


@lru_cache(maxsize=2048)
def short_title(text: str, most: int = LONGEST) -> str:
    """The task in at most ``most`` characters; …… at its end only where it is cut inside a clause.

    Kept: a circular names each of its tasks a hundred times.
    """
    clauses = _clauses(" ".join(text.split()))
    if not clauses:
        return ""
    told = [clause for clause in clauses if not _only_leads(clause)] or clauses
    for clause in (told[0], _BRACKETED.sub("", told[0])):
        if len(clause) <= most:
            return clause
        if len(shorter := _ENUMERATED.sub("等", clause, count=1)) <= most:
            return shorter
    return _cut(_ENUMERATED.sub("等", _BRACKETED.sub("", told[0]), count=1), most)


def _clauses(line: str) -> list[str]:
    """The clauses of a text without their marks; what stands in quotes or brackets is not parted."""
    found, start, waiting = list[str](), 0, list[str]()
    for place, character in enumerate(line):
        if waiting and character == waiting[-1]:
            waiting.pop()
        elif character in _PAIRS and _PAIRS[character] in line[place:]:
            waiting.append(_PAIRS[character])
        elif character in _ENDS and not waiting:
            found.append(line[start:place])
            start = place + 1
    found.append(line[start:])
    return [clause for one in found if (clause := one.strip(" ,.;"))]


def _only_leads(clause: str) -> bool:
    """Whether a clause says only when, where or by what something is to be done."""
    if _DATE.fullmatch(clause) or len(clause) < _LEAST:
        return True
    return _LEADS.match(clause) is not None and _ACTS.search(clause) is None


def _cut(clause: str, most: int) -> str:
    """The beginning of a clause: to a member of an enumeration with 等, else to a word's end with ……."""
    if most <= _LEAST + len(CUT):
        return clause[:most]
    room = clause[:most]
    for joint in reversed([found.start() for found in _JOINTS.finditer(room)]):
        whole = _is_whole(clause[:joint]) and "的" not in clause[joint:]
        if _LEAST <= joint < most and whole:
            return clause[:joint] if _ALREADY.search(clause[:joint]) else f"{clause[:joint]}等"
    last = most - len(CUT)
    for end in range(last, _LEAST, -1):
        if clause[end - 2 : end] in _WORDS and _is_whole(clause[:end]):
            return clause[:end] + CUT
    while last > _LEAST and (clause[last - 1 : last + 1].isascii() or not _is_whole(clause[:last])):
        last -= 1
    return clause[:last].rstrip("的、") + CUT


def _is_whole(part: str) -> bool:
    """Whether no quotation or bracket stays open."""
    return all(part.count(opening) == part.count(closing) for opening, closing in _PAIRS.items())


def first_words(text: str, most: int) -> str:
    """The beginning of a typed text in one line: as many whole clauses as ``most`` characters hold.

    Without an end mark; …… where even the first clause is longer.
    """
    line = " ".join(text.split())
    marks = "，。；：！？,;:、. "
    if len(line) <= most:
        return line.rstrip(marks)
    ends = [place for place, mark in enumerate(line[: most + 1]) if mark in _ENDS and _is_whole(line[:place])]
    if ends and ends[-1] >= _LEAST:
        return line[: ends[-1]].rstrip(marks)
    return _cut(line, most)
