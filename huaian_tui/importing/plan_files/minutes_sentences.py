"""Who is given something to do in a sentence of minutes.

Units before a verb, behind 由, 请, 责成, beside 会同.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huaian_tui.domain.reading.unit_lists import UnitName, read_units

_VERB = re.compile(
    "(?:牵头|主办|负责|具体|要(?![求素点件闻])|应(?![急用届对])|须|需|会同|商(?![务会业])|抓紧|尽快|于|在|对(?![外口])|将|按|每|就|"
    "做[好实]|确保|作为|配合|协助|参与|协调|落实|提出|制定|拟定|拟订|起草|研究|组织(?!部)|完成|加强|加快|开展|推[进动]|督促|"
    "进一步|积极|严格|切实|同步|继续|全程|提前|统筹|汇总|会商|跟[进踪]|报送|编制|建立|梳理|明确|安排|争取|支持|务必|立即|认真|"
    "[0-9]{1,2}月|[0-9一二三两半]{1,3}个?(?:工作日|日|天|周|月)(?:之|以)?内|20[0-9]{2}年|本周|下周|年底|年内|月底)(?![^，。；]{0,2}的"
    ")"
)
_HELPS = ("配合", "协助", "参与")
_LEAD_IN = re.compile(
    r"^(?:(?:会议|经研究)[，,]?(?:原则)?(?:议定|决定|明确|要求|同意|确定|强调|指出)?[，,：:]?|[一二三四五六七八九十]是|其中[，,]?|同时[，,]?|同意)*"
    r"(?:由|请(?![示假])|责成|交由|委托|责令|要求)?"
)
_CHARGED = re.compile(r"(?:由(?!于)|请(?![示假求])|责成|交由|委托|责令)")
_ONLY_SAID = re.compile(
    r"^会议(?:指出|强调|认为|充分肯定|听取|学习|传达|通报|审议|原则(?:同意|通过))"
    r"|^(?:经研究[，,])?(?:会议)?(?:原则)?(?:同意|通过)(?!由)"
)
_HELP = re.compile(
    r"(?:^|[，；])(?:由)?(?P<who>[^，。；：]{2,60}?)(?:要)?(?:积极|密切|协同)?(?:配合|参与|协助|协办)"
)
_WITH = re.compile(
    r"(?:会同|商)(?P<who>[^，。；：]{2,40}?)(?:等(?:部门|单位)?)?(?=尽快|抓紧|于|在|制定|研究|提出|组织|负责|做好|落实|开展|起草|对|完成|加快|编制|进行|共同|，|。|；|$|[0-9]{1,2}月)"
)
_LONGEST_LIST = 80


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is to do what a sentence says: ``lead`` first, ``support`` beside it."""

    lead: tuple[UnitName, ...] = ()
    support: tuple[UnitName, ...] = ()


def charge_of(sentence: str, *, dated: bool) -> Charge:
    """The units that a sentence gives something to do; without any where it only reports.

    ``dated``: it names a time. What a meeting only pointed out or stressed is a matter when it does.
    """
    if _ONLY_SAID.match(sentence) and not dated:
        return Charge()
    lead, support = list[UnitName](), list[UnitName]()
    for clause in re.split("[；;]", sentence):
        named, verb = _subject(clause) or _charged(clause) or ((), "")
        if not named:
            continue
        (support if lead or verb in _HELPS else lead).extend(named)
    for pattern in (_WITH, _HELP):
        for found in pattern.finditer(sentence):
            support += _units(found["who"])
    names = {one.name for one in lead}
    return Charge(tuple(lead), tuple(one for one in support if one.name not in names))


def _subject(clause: str) -> tuple[Sequence[UnitName], str] | None:
    """The units at the beginning of a clause and the verb behind them."""
    words = clause.strip()
    for lead_in in (_LEAD_IN.match(words), None):
        rest = words[lead_in.end() :] if lead_in is not None else words
        if found := _before_verb(rest):
            return found
    return None


def _charged(clause: str) -> tuple[Sequence[UnitName], str] | None:
    """The units behind 由, 请, 责成 within a clause: 涉及杆线的，由供电公司负责."""
    for found in _CHARGED.finditer(clause):
        if said := _before_verb(clause[found.end() :]):
            return said
    return None


def _before_verb(words: str) -> tuple[Sequence[UnitName], str] | None:
    for verb in _VERB.finditer(words[: _LONGEST_LIST + 4]):
        who = words[: verb.start()].rstrip("，, ")
        if len(who) < 2 or re.search("[，,：:]", who):
            continue
        if units := _units(who):
            return units, verb.group()
    return None


def _units(text: str) -> list[UnitName]:
    """The units of a piece that names units and nothing else."""
    listed = read_units(text)
    return [] if listed.left else list(listed.units)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a paragraph; a clause behind ； that names a further unit to do something is its own.

    A clause that only says who helps stays with the one before it.
    """
    for whole in _with_brackets(re.findall(r"[^。！？]+[。！？]?", text)):
        pieces = list[str]()
        for piece in re.findall(r"[^；;]+[；;]?", whole):
            found = _subject(piece) or _charged(piece)
            if pieces and (found is None or found[1] in _HELPS):
                pieces[-1] += piece
            else:
                pieces.append(piece)
        yield from (one.strip() for one in pieces)


def _with_brackets(pieces: Sequence[str]) -> Iterator[str]:
    """Sentences with the bracket behind them: 编制目录。（市数据局负责）."""
    waiting = ""
    for piece in pieces:
        if waiting and not piece.lstrip().startswith(("（", "(", "〔", "[")):
            yield waiting
            waiting = ""
        waiting += piece
    if waiting:
        yield waiting
