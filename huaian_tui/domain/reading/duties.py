"""Who does what by the words after a measure: brackets, labels, sentences (A牵头，B、C按职责分工负责).

``A、B按职责分工负责`` names no lead: all are equal. Persons are told and never taken. A rule that binds other
items (首位为牵头, 下同; 以下任务均需…不再列出) is given apart, with its scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from huaian_tui.domain.reading.column_heads import LABEL, Role, is_person_role, role_of
from huaian_tui.domain.reading.deadlines import find_deadlines
from huaian_tui.domain.reading.unit_lists import (
    CLOSING,
    OPENING,
    UnitList,
    UnitName,
    joined_lines,
    read_units,
    says_none,
    split_top,
)
from huaian_tui.domain.reading.unit_names import is_unit_like


@dataclass(frozen=True, slots=True)
class Duty:
    """What a bracket or clause says: units in their roles, time, and what it binds beyond its own item.

    ``units`` are named without a role beside them (责任单位 alone, 按职责分工负责). ``first_leads``: the
    first of the units leads, ``for_all`` of the later items too (下同). ``added``: a sentence that adds
    units to later items. ``persons``: something was said of persons.
    """

    lead: tuple[UnitName, ...] = ()
    units: tuple[UnitName, ...] = ()
    support: tuple[UnitName, ...] = ()
    open: tuple[str, ...] = ()
    due_text: str = ""
    first_leads: bool = False
    for_all: bool = False
    added: str = ""
    added_units: tuple[UnitName, ...] = ()
    persons: bool = False
    left: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    lead_raw: str = ""
    support_raw: str = ""

    @property
    def names_units(self) -> bool:
        """Whether any unit is named."""
        return bool(self.lead or self.units or self.support)


FIRST_LEADS = re.compile(
    r"(?:首位|第一位|第一个|首个|排第一|排名第一|排首位|列首位|列第一|第一家|首家)[^，。；]{0,14}(?:牵头|主办|主责)|"
    r"(?:牵头|主办|主责)[^，。；]{0,8}(?:列|排|在|为)(?:首位|第一位|第一)"
)
"""首位为牵头单位, 排名第一的为牵头单位, 牵头单位排首位."""

UNIT_IS_LEAD = re.compile(
    r"(?:无|没有|未明确|未列|不设)牵头(?:责任)?(?:单位|部门)的?[^。；]{0,10}责任(?:单位|部门)(?:即|均|视)?为牵头(?:单位|部门)?"
)
"""无牵头单位的，责任单位即为牵头单位."""

ADDS = re.compile(
    r"[^。；]*(?:不再(?:一一|逐一|另行|重复)?(?:列出|列明|列举|标注|注明|做分工|作分工|分工)|均涉及|均需)[^。；]*"
)
"""以下任务均需各区政府落实，不再一一列出."""

_BEGINS_ADDING = re.compile(
    "(?<=[，,])(?:以下|下列|后续|其余|其他|具体)(?:各项|各条)?(?:任务|工作|措施|事项|各项|各条)"
)
"""Where in A牵头，B配合，以下任务均需C落实 the sentence begins that adds to others."""

_STRONG = re.compile(
    r"^(?:省|市|区|县|州|旗|各|有关|相关|国家)|"
    r"(?:局|厅|委员会|委|办公室|办|部门|政府|公司|集团|海关|分行|管委会|街道|乡|镇)(?:[（(].*[）)])?$"
)
"""Names that stand in a bracket for who does a measure, even without a word about it."""

_SAYS_HOW = re.compile(r"^(?:由以下单位)?(?:按照?职责分工负责|按职责负责|分工负责|共同负责)[:：]\s*")
_SAME_BELOW = re.compile(r"[，,；;]?\s*(?:以)?下同")
_ADDED_UNITS = re.compile(
    r"(?:均需|均涉及|涉及|均由|由|需)(?P<units>[^，。；]+?)(?:落实|配合|负责|参与|实施|推进|承担|抓好落实|，|,|$)"
)
_LEAD_END = re.compile(r"(?:总?牵头(?:负责|落实|组织实施|组织|抓总|推进|实施|办理|协调)?|主办|主抓)$")
_SUPPORT_END = re.compile(
    r"(?:密切|积极|协同|协助)?(?:配合|参与|协同|协助|协办|支持)(?:落实|实施|推进|做好|负责)?$"
)
_EQUAL_END = re.compile(
    r"(?:按照?|根据|依据|依|结合|各按|共同|分别|各自|分工|具体)*(?:各自)?(?:职责|职能|实际|分工)?(?:分工)?(?:抓好|组织|贯彻|共同|分别)?(?:负责落实|负责实施|负责推进|负责|落实|组织实施|实施|推进|承办)$"
)
_WRAP = re.compile(r"^[（(〔\[【](?P<in>.*)[）)〕\]】]$", re.S)
_WITH = re.compile("(?P<a>[^，]+?)会同(?P<b>[^，]+?)(?:负责|组织实施|实施|落实|办理|推进|承办|完成)")
"""市住建局会同市财政局实施: the first leads."""

_LEAD_IN = re.compile(r"^(?:由|并由|请|其中)(?=[\u4e00-\u9fff])")
_TIME = re.compile(r"底|前|月|年|季度|长期|持续|常态|立行立改|全年|每|时限|汛|开学|随时|20[0-9]{2}")


_SAYS_MORE = re.compile(
    f"{_TIME.pattern}|[{re.escape(OPENING + CLOSING)}，,。；;:：\n]|首|第一|列|排|下同|不再|涉及|需|"
    "由|请|其中|会同|牵头|主办|主抓|主责|无|没有|未|不设|配合|参与|协同|协助|协办|支持|负责|落实|实施|推进|承办"
)
"""What a cell or bracket has that says anything beside a list of units."""


@lru_cache(maxsize=8192)
def read_duty(text: str) -> Duty:
    """What the words in a bracket, a cell or behind a measure say.

    ``names_units`` False when they say of none.
    """
    plain = text.strip()
    if _SAYS_MORE.search(plain) is None:
        return _named_alone(plain)
    if (wrapped := _WRAP.match(plain)) and _balanced(wrapped["in"]):
        plain = wrapped["in"].strip()
    plain = _SAYS_HOW.sub("", plain)
    first = FIRST_LEADS.search(plain) is not None
    for_all = _SAME_BELOW.search(plain) is not None
    added = next((one.group().strip() for one in ADDS.finditer(plain)), "")
    if begins := _BEGINS_ADDING.search(added):
        added = added[begins.start() :]
    if added and LABEL.search(added):
        added = ""
    rest = _without_rules(plain, added)
    state = _State()
    if LABEL.search(rest):
        _read_labels(rest, state)
    else:
        for sentence in split_top(joined_lines(rest), "。；;\n"):
            _read_sentence(sentence, state)
    return state.duty(first, for_all, added)


def _named_alone(text: str) -> Duty:
    """What a list of units and nothing else says (市数据局、市财政局), as nearly every cell is."""
    state = _State()
    if words := text.strip(" 　"):
        state.take("unit", words)
    return state.duty(first=False, for_all=False, added="")


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character in "（(〔[【") - (character in "）)〕]】")
        if depth < 0:
            return False
    return depth == 0


def _without_rules(text: str, added: str) -> str:
    rest = text.replace(added, "") if added else text
    rest = re.sub(r"[（(][^（）()]*(?:首位|第一位|下同|不再)[^（）()]*[）)]", "", rest)
    kept = [
        piece
        for piece in re.split(r"(?<=[。；;])|(?=，(?:首位|第一|排|列))", rest)
        if not (FIRST_LEADS.search(piece) and not LABEL.search(piece)) and not UNIT_IS_LEAD.search(piece)
    ]
    return _SAME_BELOW.sub("", "".join(kept)).strip(" 　。；;，,")


# ---------------------------------------------------------------------- gathering


@dataclass(slots=True)
class _State:
    lead: list[UnitName] = field(default_factory=list)
    units: list[UnitName] = field(default_factory=list)
    support: list[UnitName] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    due: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    raws: dict[str, list[str]] = field(default_factory=lambda: {"lead": [], "support": []})
    persons: bool = False

    def take(self, role: str, text: str) -> bool:
        """Add the units of a text in a role; whether it names any."""
        listed = read_units(text)
        self._place(role, listed)
        if listed.units:
            self.raws["lead" if role == "lead" else "support"].append(text.strip(" 　。；;"))
        return bool(listed.units)

    def _place(self, role: str, listed: UnitList) -> None:
        for one in listed.units:
            named = one.role or role
            {"lead": self.lead, "support": self.support}.get(named, self.units).append(one)
        if listed.open:
            self.open.append("lead" if role == "lead" else "support")
        self.left += listed.left
        self.doubts += listed.doubts

    def duty(self, first: bool, for_all: bool, added: str) -> Duty:
        """What was gathered."""
        listed = tuple[UnitName, ...]()
        if added and (found := _ADDED_UNITS.search(added)):
            listed = read_units(found["units"]).units
        return Duty(
            lead=_once(self.lead),
            units=_once(self.units),
            support=_once(self.support),
            open=tuple(dict.fromkeys(self.open)),
            due_text="；".join(self.due),
            first_leads=first,
            for_all=for_all,
            added=added,
            added_units=listed,
            persons=self.persons,
            left=tuple(self.left),
            doubts=tuple(self.doubts),
            lead_raw="；".join(self.raws["lead"]),
            support_raw="；".join(self.raws["support"]),
        )


def _once(names: list[UnitName]) -> tuple[UnitName, ...]:
    return tuple({one.name: one for one in reversed(names)}.values())[::-1]


# ---------------------------------------------------------------------- labels


def labelled(text: str) -> Iterator[tuple[str, str]]:
    """(label, what follows it) of a text with labels; what stands before the first comes with ``""``."""
    found = list(LABEL.finditer(text))
    if found and text[: found[0].start()].strip(" 　，,；;。"):
        yield "", text[: found[0].start()]
    for place, one in enumerate(found):
        until = found[place + 1].start() if place + 1 < len(found) else len(text)
        yield one["word"], text[one.end() : until].strip(" 　；;，,。")


def _read_labels(text: str, state: _State) -> None:
    for word, said in labelled(text):
        role = role_of(word) if word else None
        if says_none(said):
            continue
        if word in ("部门分工", "任务分工", "责任分工", "职责分工", "工作分工", "分工"):
            for sentence in split_top(said, "。；;"):
                _read_sentence(sentence, state)
        elif is_person_role(role):
            state.persons = True
        elif role in (Role.LEAD, Role.UNIT, Role.SUPPORT, Role.UNIT_AND_PERSON):
            _take_labelled(role, said, state)
        elif role in (Role.DUE, Role.START):
            state.due.append(said)
        elif not word:
            _read_sentence(said, state)


def _take_labelled(role: Role, said: str, state: _State) -> None:
    """The units behind a label, and a time or a duty that may follow them."""
    named = {Role.LEAD: "lead", Role.SUPPORT: "support"}.get(role, "unit")
    pieces = split_top(said, "，,；;。")
    while len(pieces) > 1 and _is_time(pieces[-1]):
        state.due.insert(0, pieces.pop().strip())
    words = "，".join(pieces)
    if named == "unit" and re.search("牵头|配合", re.sub(r"[（(][^（）()]*[）)]", "", words)):
        _read_sentence(words, state)
        return
    state.take(named, words)


# ---------------------------------------------------------------------- sentences


def _is_time(piece: str) -> bool:
    plain = piece.strip()
    if not _TIME.search(plain) or len(plain) > 24 or is_unit_like(plain):
        return False
    return (
        bool(find_deadlines(plain, 2000))
        or re.fullmatch("年?内?持续.*|长期.*|常态.*|全年.*|年内.*", plain) is not None
    )


def _read_sentence(sentence: str, state: _State) -> None:
    """A牵头，B、C按职责分工负责，6月底完成: units wait for the duty word behind them."""
    waiting = list[str]()
    pieces = [piece.strip() for piece in split_top(sentence, "，,") if piece.strip()]
    plain_lead = not any(_LEAD_END.search(piece) for piece in pieces)
    for piece in pieces:
        words = _LEAD_IN.sub("", piece)
        if _is_time(words):
            state.due.append(piece)
        elif inner := re.fullmatch(
            r"(?P<a>[^，]+?)牵头(?:负责)?(?:会同|、|和)(?P<b>.+?)(?:配合|负责|落实|等)?", words
        ):
            state.take("lead", "，".join([*waiting, inner["a"]]))
            state.take("support", inner["b"])
            waiting = []
        elif both := _WITH.fullmatch(words):
            state.take("lead", "，".join([*waiting, both["a"]]))
            state.take("support", both["b"])
            waiting = []
        elif found := _LEAD_END.search(words):
            state.take("lead", "，".join([*waiting, words[: found.start()]]))
            waiting = []
        elif found := _SUPPORT_END.search(words):
            if waiting and plain_lead:
                state.take("unit", "，".join(waiting))
                waiting = []
            state.take("support", "，".join([*waiting, words[: found.start()]]))
            waiting = []
        elif (found := _EQUAL_END.search(words)) and found.start() > 1:
            state.take("unit", "，".join([*waiting, words[: found.start()]]))
            waiting = []
        else:
            waiting.append(words)
    if waiting:
        state.take("unit", "，".join(waiting))


@lru_cache(maxsize=8192)
def is_duty(text: str) -> bool:
    """Whether a bracket says who does the measure, and is no explanation.

    Short name or number of a document.
    """
    plain = text.strip()
    if (wrapped := _WRAP.match(plain)) and _balanced(wrapped["in"]):
        plain = wrapped["in"].strip()
    if not plain or re.search(r"〔?[0-9]{4}〕?[0-9]+号|^以下简称|^简称|^下同$|^见|^附", plain):
        return False
    duty = read_duty(text)
    if LABEL.match(plain) and (duty.names_units or duty.persons or duty.due_text):
        return True
    if not duty.names_units:
        return False
    if re.search("牵头|负责|配合|分工|落实|参与", plain):
        return True
    if duty.left or re.match("含|包括|如|例|不含|除|即|指|原|简称|详见", plain):
        return False
    return any(_STRONG.search(one.name) for one in (*duty.lead, *duty.units, *duty.support))
