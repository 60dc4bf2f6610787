"""Splitting what a cell or bracket says of units: separators, groups that contain 、, elided prefixes, 等.

Nothing is invented: a name is what stands there, with the prefix of its neighbours where it was left out;
``raw`` is always the piece as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from huaian_tui.domain.reading.unit_names import (
    is_group,
    is_person_like,
    is_unit_like,
    without_post,
)
from huaian_tui.domain.reading.unit_prefixes import BARE, OF_ITS_OWN, PREFIX, with_prefix

OPENING = "（(〔[【《“"
CLOSING = "）)〕]】》”"
_PAIRS = dict(zip(OPENING, CLOSING, strict=True))
_BRACKET = re.compile(f"[{re.escape(OPENING + CLOSING)}]")

_NONE = re.compile(r"[\s/／\\—\-–－…·.。无空]*|暂无|没有|不涉及")
_OPEN = re.compile(
    r"等?(?:等(?:国务院|中央|国家|有关|相关|其他|省|市|县|区|各|直|级|省直|市直|县直|区直)*(?:部门|单位|职能部门|责任单位|机构|企业)?(?:和单位|、单位)?)$"
)
_DUTY_END = re.compile(
    r"(?:(?:等)?(?:共同|各自|分别|具体|按照?|根据|结合|依|密切|积极|协同|主动)*"
    r"(?:各自)?(?:职责|职能|职责分工|责任分工|分工|任务分工|实际|实际情况)?(?:分工)?"
    r"(?:牵头负责|共同负责|分工负责|负责落实|抓好落实|组织实施|贯彻落实|协同推进|共同推进|共同落实|负责实施|牵头落实|协助配合|配合落实|参与配合|牵头抓总|"
    r"牵头|负责|配合|参与|落实|实施|协助|推进|办理|承办|支持))$"
)
_LEADING = re.compile(r"^(?:由|会同|和|及|与|以及|并由|请|会商|联合|同)(?=[\u4e00-\u9fff])")
_SOFT = re.compile(r"以及|会同|[和及与](?!其)")
_DUTY_REMARK = re.compile(r"[（(〔\[【](?P<in>[^（）()〔〕\[\]【】]*)[）)〕\]】]$")
_ADMIN = re.compile(
    r"(?:各|各个)?(?:省|设区市|市|县|区|旗|州|乡|镇|乡镇|街道|村|社区|园区|功能区|开发区|地|市州|县区|县市区|镇街|镇办|办)"
)
_ADMIN_TAIL = re.compile(
    r"(?:[省市县区旗州乡镇街道村]|园区|功能区|开发区){1,4}(?:级)?(?:[（(][^（）()]{1,8}[）)])?(?P<tail>人民政府|政府|管委会|办事处|党委|党工委|党委政府|有关部门|相关部门|部门)?"
)
_BARE_TAIL = ("单位", "部门", "企业", "机构", "高校", "院所")
_SAME_KIND = re.compile(
    r"(?P<p>[省市县区])(?!场监管)[\u4e00-\u9fff]{2,8}(?:局|委|办|厅)(?=(?P=p)(?!场监管)[\u4e00-\u9fff]{2,10}(?:局|委|办|厅|中心)$)"
    r"|.+?(?:街道办事处|街道|有限公司|公司|镇人民政府|镇)(?=[\u4e00-\u9fff]{2,12}?(?:街道办事处|街道|有限公司|公司|镇人民政府|镇))"
)


@dataclass(frozen=True, slots=True)
class UnitName:
    """One unit as a list names it.

    ``raw`` as written, ``name`` with a prefix restored; ``role`` is ``lead`` or ``support`` where the list
    itself says so (（牵头）, （配合）), else ``""``; ``doubt`` is a Chinese sentence where the reading is
    not sure.
    """

    raw: str
    name: str
    role: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class UnitList:
    """The units of a cell in their order; ``open``: others are meant too (等); ``left``: what was no unit."""

    units: tuple[UnitName, ...] = ()
    open: bool = False
    left: tuple[str, ...] = ()
    doubts: tuple[str, ...] = field(default=())

    @property
    def names(self) -> tuple[str, ...]:
        """The names alone."""
        return tuple(one.name for one in self.units)


def says_none(text: str) -> bool:
    """Whether a cell says that there is none: empty, 无, /, ——, ……."""
    return _NONE.fullmatch(text) is not None


@lru_cache(maxsize=64)
def _one_of(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(marks)}]")


def split_top(text: str, marks: str) -> list[str]:
    """The pieces between any of these marks, those inside brackets not counted."""
    if _BRACKET.search(text) is None:
        return _one_of(marks).split(text)
    pieces, depth, start = list[str](), 0, 0
    for place, character in enumerate(text):
        if character in _PAIRS:
            depth += 1
        elif character in CLOSING:
            depth = max(0, depth - 1)
        elif depth == 0 and character in marks:
            pieces.append(text[start:place])
            start = place + 1
    pieces.append(text[start:])
    return pieces


@lru_cache(maxsize=8192)
def read_units(text: str) -> UnitList:
    """The units that a text lists; ``left`` says what in it was none."""
    if says_none(text):
        return UnitList()
    names, open_set, left = list[UnitName](), False, list[str]()
    for group in split_top(joined_lines(text), "，,；;。\n/／|"):
        previous = _first_prefixed(group)
        for piece in _grouped(_pieces(group)):
            name, more, named = _read_piece(piece)
            open_set = open_set or more
            if name and not named:
                if names and _ADMIN.fullmatch(name) and _is_kind_of_place(names[-1].name):
                    names.append(_distributed_one(UnitName(without_post(piece), name), names[-1].name))
                else:
                    left.append(name)
            for plain in named:
                last = names[-1].name if names else ""
                restored = replace(plain, name=with_prefix(plain.name, previous, last))
                names.append(restored)
                if not OF_ITS_OWN.search(restored.name):
                    previous = restored.name
    listed = tuple(_once(_distributed(names)))
    return UnitList(listed, open_set, tuple(left), tuple(_doubts(listed)))


@lru_cache(maxsize=8192)
def _read_piece(piece: str) -> tuple[str, bool, tuple[UnitName, ...]]:
    """Its name, whether it had 等, and the units that it names; none where it is no unit."""
    plain = without_post(piece)
    name, more = _cleaned(plain)
    if not name or not is_unit_like(name):
        return name, more, ()
    named = (one for remarked in _with_remark(plain.strip(), name) for one in _unglued(remarked))
    return name, more, tuple(named)


def _first_prefixed(group: str) -> str:
    """The first name of a list that has a prefix, when the one before it has none: 商务厅、省发展改革委."""
    pieces = split_top(group, "、")
    if len(pieces) < 2 or PREFIX.match(pieces[0].strip()) or not BARE.fullmatch(_cleaned(pieces[0])[0]):
        return ""
    return next((one.strip() for one in pieces if PREFIX.match(one.strip())), "")


def _once(names: list[UnitName]) -> Iterator[UnitName]:
    seen = set[str]()
    for one in names:
        if one.name not in seen:
            seen.add(one.name)
            yield one


def _doubts(names: Iterable[UnitName]) -> Iterator[str]:
    return (one.doubt for one in names if one.doubt)


# ---------------------------------------------------------------------- pieces


def joined_lines(text: str) -> str:
    """Lines of a cell: each a unit of its own, or one name that was broken over two lines."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = ""
    for line in lines:
        if not joined:
            joined = line
        elif joined[-1] in "、，,；;" or line[0] in "、，,；;）)":
            joined += line
        elif (
            _depth(joined) > 0
            or not _ends_as_unit(joined)
            or not is_unit_like(split_top(line, "、，,；;")[0].strip())
        ):
            joined += line
        else:
            joined += "\n" + line
    return joined


def _depth(text: str) -> int:
    return sum(character in _PAIRS for character in text) - sum(character in CLOSING for character in text)


def _ends_as_unit(text: str) -> bool:
    last = split_top(text.replace("\n", "、"), "、，,；;")[-1].strip()
    return is_unit_like(_cleaned(last)[0])


def _pieces(group: str) -> Iterator[str]:
    """The pieces between 、, and between 和, 及, spaces where a unit stands on both sides."""
    for piece in split_top(group, "、"):
        yield from _softly_cut(piece.strip())


@lru_cache(maxsize=8192)
def _softly_cut(piece: str) -> tuple[str, ...]:
    return tuple(_softly(piece))


def _softly(piece: str) -> Iterator[str]:
    before, colon, after = piece.replace(":", "：").partition("：")
    if colon and is_person_like(after) and is_unit_like(before):
        yield before
        return
    for found in _SOFT.finditer(piece):
        before, after = piece[: found.start()].strip(), piece[found.end() :].strip()
        if after in _BARE_TAIL:
            continue
        if _depth(before) == 0 and _whole_unit(before) and is_unit_like(_cleaned(after)[0]):
            yield before
            yield from _softly(after)
            return
    parts = re.split(r"[\s\u3000]+", piece)
    if len(parts) > 1 and _depth(parts[0]) == 0:
        if all(_whole_unit(_cleaned(part)[0]) or _is_kind_of_place(part) for part in parts):
            yield from parts
            return
        if any(_whole_unit(part) for part in parts) and any(is_person_like(part) for part in parts):
            yield from (part for part in parts if _whole_unit(part))
            return
        piece = "".join(parts)
    if piece:
        yield piece


_ENDS_WHOLE = re.compile(
    r"(?:部门|办公室|委员会|局|委|办|厅|部|院|会|处|中心|公司|政府|单位|集团|队|行|署|所|站|街道|镇|乡|县|区|州|企业|妇联|工会|科协|残联|各地|运营商|海关|园区|县区|学校|医院|室)"
    r"(?:[（(〔][^（）()〔〕]*[）)〕])?"
)


def _whole_unit(text: str) -> bool:
    """Whether a text ends as a unit does and not within its name (自然资源 … 和规划局)."""
    return (
        len(text) >= 3
        and _ENDS_WHOLE.search(text) is not None
        and _ENDS_WHOLE.fullmatch(text[_last_ending(text) :]) is not None
        and is_unit_like(text)
    )


def _last_ending(text: str) -> int:
    last = len(text)
    for found in _ENDS_WHOLE.finditer(text):
        last = found.start()
    return last


def _grouped(pieces: Iterator[str]) -> Iterator[str]:
    """Pieces of one group put together again: 各县、市、区政府; 市直有关部门、单位."""
    waiting = list[str]()
    for piece in pieces:
        if waiting:
            tail = _ADMIN_TAIL.fullmatch(_cleaned(piece)[0])
            if tail is not None and tail["tail"] and not _of_another_kind(waiting, piece):
                yield "、".join([*waiting, piece])
                waiting = []
                continue
            if tail is not None:
                waiting.append(piece)
                continue
            yield from waiting
            waiting = []
        elif piece in _BARE_TAIL:
            yield f"、{piece}"
            continue
        if _ADMIN.fullmatch(piece) and piece.startswith("各"):
            waiting = [piece]
            continue
        yield piece
    yield from waiting


def _of_another_kind(waiting: list[str], piece: str) -> bool:
    """各县区、开发区管委会 are two: what ends the second is no end of the first."""
    zones = ("开发区", "园区", "功能区")
    return piece.startswith(zones) and not any(zone in one for one in waiting for zone in zones)


def _distributed(names: list[UnitName]) -> list[UnitName]:
    """各镇、街道 → 各镇, 各街道; 市直有关部门、单位 is one."""
    result = list[UnitName]()
    for one in names:
        if one.name.startswith("、") and result:
            before = result[-1]
            if is_group(before.name) and not before.name.endswith(one.name[1:]):
                raw = f"{before.raw}、{one.raw.removeprefix('、')}"
                result[-1] = replace(before, raw=raw, name=before.name + one.name)
                continue
            one = replace(one, raw=one.raw.removeprefix("、"), name=one.name[1:])
        elif result and _ADMIN.fullmatch(one.name) and not one.name.startswith("各"):
            if _is_kind_of_place(result[-1].name):
                one = _distributed_one(one, result[-1].name)
        result.append(one)
    return result


def _is_kind_of_place(name: str) -> bool:
    """各镇, 各街道 and the like."""
    return name.startswith("各") and _ADMIN.fullmatch(name) is not None


def _distributed_one(one: UnitName, last: str) -> UnitName:
    """街道 behind 各镇 is 各街道."""
    doubt = f"“{last}、{one.name}”按“{last}”“各{one.name}”理解"
    return replace(one, name=f"各{one.name}", doubt=doubt)


# ---------------------------------------------------------------------- one piece


def _cleaned(piece: str) -> tuple[str, bool]:
    """The piece without duty words and 等, and whether it had 等."""
    text, open_set = piece.strip(" 　。.;；:：*★▲◆"), False
    text = _LEADING.sub("", text)
    while True:
        before = text
        if (found := _DUTY_END.search(text)) and found.start() > 1 and not _is_whole_name(text):
            text = text[: found.start()]
        if (more := _OPEN.search(text)) and more.start() >= 0:
            open_set, text = True, text[: more.start()]
        text = text.rstrip(" 　，、")
        if text == before:
            return text, open_set


def _is_whole_name(text: str) -> bool:
    """指挥部、推进办 and the like end with no duty word; 市对口支持办 neither."""
    return text.endswith(("办", "局", "委", "会", "组", "中心"))


def _with_remark(piece: str, name: str) -> Iterator[UnitName]:
    """A name with what its bracket says.

    A role, another unit with a duty, a second nameplate, an explanation.
    """
    found = _DUTY_REMARK.search(name)
    if found is None or found.start() < 2:
        yield UnitName(piece.strip("、"), name)
        return
    inside, outside = found["in"].strip(), name[: found.start()].strip()
    if re.match("负责|按|根据|承担|主要|重点", inside):
        yield UnitName(outside, outside)
    elif inside in ("牵头", "主办", "主责", "牵头单位", "总牵头", "列首位"):
        yield UnitName(piece, outside, "lead")
    elif inside in ("配合", "协办", "协同", "参与", "配合单位", "协助"):
        yield UnitName(piece, outside, "support")
    elif (duty := _DUTY_END.search(inside)) and duty.start() > 1:
        role = "lead" if "牵头" in duty.group() else "support"
        yield UnitName(outside, outside)
        for inner in read_units(inside[: duty.start()]).units:
            yield replace(inner, role=role if role == "lead" else "")
    elif is_unit_like(inside) or len(inside) <= 6 and not is_person_like(inside):
        yield UnitName(piece, name)
    elif is_person_like(inside) or re.search("负责|等|职责|按照|涉及|根据|主任|局长", inside):
        yield UnitName(outside, outside)
    else:
        yield UnitName(piece, name)


def _unglued(one: UnitName) -> Iterator[UnitName]:
    """新桥街道西湖街道 → two: names of one kind with nothing between them."""
    rest = one.name
    while found := _SAME_KIND.match(rest):
        part = found.group()
        doubt = f"“{one.name}”之间没有分隔，按“{part}”等分开理解"
        yield replace(one, raw=part, name=part, doubt=doubt)
        rest = rest[found.end() :]
    yield replace(one, raw=rest if rest != one.name else one.raw, name=rest)
