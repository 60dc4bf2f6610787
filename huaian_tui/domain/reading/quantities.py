"""Quantities that a plan sets as targets, as its sentences write them.

What has a number and is no target is left out: subsidies and caps of subsidies, names (5G, G351, “155”工程),
numbers of documents, attributes of others (超过20万元的企业), base figures (较2021年), a part of a total
(其中幼儿园7个). 左右 is about, 控制在…以内 is a limit, 力争 is a stretch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from huaian_tui.domain.reading.changes import changed_from, leads_down

ABOUT = "~"
EXACT = ""
"""Operators besides those of a ledger's targets: 左右; a number without any word (30个)."""

_SIGNS = {
    "≥": ">=",
    "≧": ">=",
    ">=": ">=",
    "≤": "<=",
    "≦": "<=",
    "<=": "<=",
    "＞": ">",
    ">": ">",
    "＜": "<",
    "<": "<",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A target at ``[begin:end]`` of the clause that names it.

    ``operator`` is ``>=``, ``>``, ``<=``, ``<``, ``=``, ``range``, ``~`` or ``""``; ``value`` counts
    ``unit`` (家, %, 亿元; 万 is multiplied out, 亿元 and 万元 are units). ``change`` is ``growth`` or
    ``reduce`` where the number says a difference; ``each`` what it counts for (批). ``down``: less is
    better, whatever the operator (降至35天); ``baseline``: what it changes from (由47天降至35天).
    """

    begin: int
    end: int
    operator: str
    value: Decimal
    upper: Decimal | None
    unit: str
    change: str = ""
    stretch: bool = False
    cumulative: bool = False
    each: str = ""
    sure: bool = True
    down: bool = False
    baseline: Decimal | None = None

    @property
    def compared(self) -> str:
        """The operator of the target it sets: a plain number (建成30个) is reached by more, too."""
        return ("<=" if self.down else ">=") if self.operator == EXACT else self.operator

    @property
    def text(self) -> str:
        """The target in one form for comparing: ``growth ~6 %``, ``stretch >35 家``, ``8-10 个``."""
        number = _plain(self.value)
        if self.upper is not None:
            number = f"{number}-{_plain(self.upper)}"
        operator = "" if self.operator == "range" else self.operator
        marks = ["stretch"] * self.stretch + ["cumulative"] * self.cumulative
        return " ".join(word for word in (*marks, self.change, f"{operator}{number}", self.unit) if word)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


_WIDE = str.maketrans("０１２３４５６７８９．，％：－", "0123456789.,%:-")
_UNITS = (
    "km²|km|㎡|m²|m³|微克/立方米|毫克/立方米|毫克/升|微克/升|个百分点|百分点|个工作日|工作日|平方公里|平方米|立方米|万亩|公里|千米|米|亩|公顷|吨标准煤|吨|千克|公斤|亿元|万元|亿美元|万美元|亿人次|元|美元|人次|人|名|"
    "个|家|项|件|户|所|处|座|台套|台|套|辆|艘|架|条|张|场次|场|次|期|批次|批|部|册|篇|幅|株|头|只|羽|间|栋|幢|片|块|"
    "班次|班|对|组|支|款|种|类|例|起|宗|单|笔|份|册|卷|盏|根|眼|口|孔|门|亿立方米|亿千瓦时|千瓦时|千瓦|兆瓦|万千瓦|度|小时|分钟|秒|毫秒|ms|天|日|"
    "标准机架|机架|床位|张床位|学位|托位|泊位|车位|桩|站点|站|点位|点|试点|村|社区|乡镇|街道|镇|PFlops|Pflops|P|T|TB|GB|MB|Mbps|人年|位|席|轮|名次|位次|倍|亿件|亿次|亿|万|字|页|集|档|亿户|公顷|标箱|标准箱|TEU|吨公里|车次|架次|艘次|人月|岁|分|瓶|袋|箱|盒|亿斤|斤"
)
_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_CN_NUMBER = "[两二三四五六七八九十百]{1,3}"
_BEFORE_WORDS = (
    "不少于|不低于|不小于|不得少于|不得低于|不超过|不高于|不多于|不大于|不得超过|至少|最少|最高不超过|最多|超过|突破|高于|大于|多于|低于|小于|少于|"
    "控制在|压缩到|压缩至|压减至|压减到|缩短至|缩短到|降至|降到|降低到|降低至|减至|减少至|下降到|下降至|稳定在|保持在|维持在|达到|达|提高到|提升到|提升至|提高至|增加到|增至|扩大到|"
    "不少於|总数达到|总量达到|累计达到|累计达|约|近|接近|≥|≤|≧|≦|＞|＜|>=|<=|>|<"
)
_AFTER_WORDS = "以上|以内|之内|内|以下|左右|上下"
_QUANTITY = re.compile(
    rf"(?P<before>{_BEFORE_WORDS})?\s*(?P<sign>[+-])?(?P<n>{_NUMBER})\s*(?P<wan>万|亿|千|百)?"
    rf"(?:\s*(?P<u1>%|{_UNITS})?\s*(?P<dash>[—–\-~～至到]{{1,2}})\s*(?P<n2>{_NUMBER})\s*(?P<wan2>万|亿)?)?"
    rf"\s*(?P<ratio>:[0-9]+(?:\.[0-9]+)?)?\s*(?P<percent>[%‰])?(?P<unit>{_UNITS})?(?P<more>余)?\s*(?P<paren>[（(]含[）)])?(?P<after>{_AFTER_WORDS})?"
)
_CHINESE = re.compile(
    rf"(?P<before>{_BEFORE_WORDS})?(?P<n>{_CN_NUMBER}|一)(?P<unit>个|家|项|件|所|处|座|场|次|期|轮|条|种|套)(?P<after>{_AFTER_WORDS})?"
)
_DIGIT = re.compile("[0-9]")
_MAY_COUNT = re.compile("[0-9０-９两二三四五六七八九十全应]|百分|一[次期场轮]")
_TIMES_EACH = re.compile(r"每(?:个)?(?:年|季度?|月|半年|周)度?[^，。；]{0,10}?$")

_MORE, _LESS = (
    ("不少于", "不低于", "不小于", "不得少于", "不得低于", "至少", "最少", "≥", "≧", ">="),
    (
        "不超过",
        "不高于",
        "不多于",
        "不大于",
        "不得超过",
        "最高不超过",
        "最多",
        "≤",
        "≦",
        "<=",
    ),
)
_OVER, _UNDER = ("超过", "突破", "高于", "大于", "多于", "＞", ">"), ("低于", "小于", "少于", "＜", "<")
_DOWN_TO = re.compile("控制在|压[缩减]|缩短|降|减")
_REACH = (
    "达到",
    "达",
    "提高到",
    "提升到",
    "提升至",
    "提高至",
    "增加到",
    "增至",
    "扩大到",
    "总数达到",
    "总量达到",
    "累计达到",
    "累计达",
    "不少於",
)

_SUBSIDY = re.compile(
    r"补助|补贴(?!性)|奖励|奖补|资助|给予|贴息|减免|罚款|扶持资金|奖金|补偿|最高(?!不超过)|封顶[^，。；]{0,4}[0-9.]+[万亿]?元|元封顶|每人每|标准为"
)
_PAID = re.compile("发放|兑现|兑付|拨付|惠及|受益")
_RATE = re.compile("每|按|最高|不超过|标准|封顶|对|%|一次性|给予|之内|以内")
"""发放补贴2亿元 is a target; with a rate or for whom it is a condition of the subsidy."""

_ATTRIBUTE_AFTER = re.compile(
    r"(?:\s*(?:（含）|\(含\)))?的?(?:中小企业|小微企业|企业|项目|工程|单位|设备|产品|建筑|人员|人口以上|机组|户数|规模以上)"
)
_GRADE = re.compile("[级型档位](?!数|次)")
"""5000吨级泊位: the number says which kind."""

_COUNTED_AFTER = re.compile(rf"\s*(?:的)?(?:[0-9]+|{_CN_NUMBER})\s*(?:{_UNITS})")
"""其中5亿元以上6个: a threshold of what is counted behind it."""

_FOR_WHOM = re.compile(r"^(?:对|针对|支持|鼓励|引导|面向|凡|符合)[^，。；]*$")
_NAME_AFTER = re.compile(
    r"(?:个[\u4e00-\u9fff]{0,4}(?:方面|领域|维度|层面|环节)|个重大|项重大工程|大行动|千伏|kV|KV|号文|号线|号)"
)
_NAME_BEFORE = re.compile(r"(?:国家|省|第|每|[A-Za-z+＋×xX/]|〔|\[|No\.?|G|S|号|热线)$")
_BASE = re.compile(r"目前|现有|已有|已建成|已完成|截至|原有|上年|去年|现状")
_PAST_ALLOWED = re.compile(r"较|比|新增|力争|达到|超过|以上")
_SIZE = re.compile(r"(?:面积|全长|总长|长度|占地|总规模|总建筑)[^，。；0-9]{0,6}$")
_MADE = re.compile("新增|完成|达到|扩大|改造|增加|力争|稳定|保持")
_FROM = re.compile(r"(?:由|从)[^，。；0-9]{0,8}$")
_CHANGED_TO = re.compile(r"^[^，。；]{0,16}[至到为]")
_TOTAL_INVESTMENT = re.compile(r"总投资(?:额|约|为|达)?\s*$|投资总额\s*$")
_CHANGE_UP = re.compile(r"(?:增长|提高|提升|增幅|增速|上升|增加|递增|扩大)[^，。；0-9]{0,8}$")
_CHANGE_DOWN = re.compile(r"(?:压缩|下降|减少|降低|缩减|压减|缩短|削减|降幅|回落|下浮)[^，。；0-9至到]{0,8}$")
_STRETCH = re.compile(
    r"力争|争取(?![^，。；]{0,4}(?:中央|国家|省|上级|专项|资金|债券|政策|支持|荣誉|激励|试点|项目))|努力实现|冲刺"
)
"""力争, 争取达到; 争取中央资金50亿元 is to obtain."""
_CUMULATIVE = re.compile(r"累计|总数|总量|总计")
_DURATION_UNITS = ("天", "日", "小时", "分钟", "秒", "工作日", "个工作日", "毫秒", "ms")
_DURATION_GOAL = re.compile(r"压[缩减]|缩短|不超过|控制|时限|时间|办结|减至|降至|平均|限时|时长")
_PLAIN_UNITS = ("天", "日", "岁", "度", "分", "点", "P", "T", "号", "万", "亿", "字", "页")
_INSTITUTIONS = ("个", "所", "家", "处", "座", "项")
_WHOLE = re.compile(
    r"全覆盖|全量(?!化)|应[\u4e00-\u9fff]{1,2}尽[\u4e00-\u9fff]{1,2}|全部覆盖|百分之百|百分百"
)
_NOT_WHOLE = re.compile(r"推进|逐步|推动|加快|努力|探索|基本")


def find_quantities(clause: str) -> list[Quantity]:
    """The targets in one clause, whose dates and quoted names the caller has made unreadable (□)."""
    if _MAY_COUNT.search(clause) is None:
        return []
    text = clause.translate(_WIDE)
    if _SUBSIDY.search(text) and (_RATE.search(text) or not _PAID.search(text)):
        return []
    numbers = _QUANTITY.finditer(text) if _DIGIT.search(text) else ()
    found = [one for match in numbers if (one := _quantity(text, match)) is not None]
    taken = [(one.begin, one.end) for one in found]
    for match in _CHINESE.finditer(text):
        if not any(match.start() < end and begin < match.end() for begin, end in taken):
            one = _in_chinese(text, match)
            if one is not None:
                found.append(one)
    found += [
        Quantity(one.start(), one.end(), "=", Decimal(100), None, "%", sure=one.group() == "全覆盖")
        for one in _WHOLE.finditer(text)
        if not _NOT_WHOLE.search(text[: one.start()]) and not re.match("[^，。；]{0,9}的", text[one.end() :])
    ]
    return _without_parts(text, sorted(found, key=lambda one: one.begin))


def _quantity(text: str, found: re.Match[str]) -> Quantity | None:
    unit = "%" if found["percent"] == "%" else (found["unit"] or "")
    if found["percent"] == "‰":
        unit = "‰"
    if found["percent"] and found["unit"]:
        unit = found["percent"]
    if unit == "" and found["u1"] and found["n2"]:
        unit = found["u1"]
    behind, before = text[found.end() :], text[: found.start("n")]
    if _is_name(text, found, unit, behind, before):
        return None
    scale = {"万": Decimal(10_000), "千": Decimal(1000), "百": Decimal(100)}.get(
        found["wan"] or "", Decimal(1)
    )
    if found["wan"] == "万" and unit in ("元", "美元"):
        scale, unit = Decimal(1), "万" + unit
    if found["wan"] == "亿" and unit in ("", "元", "美元"):
        unit = "亿" + unit
    elif found["wan"] == "亿":
        scale = Decimal(100_000_000)
    value = Decimal(found["n"].replace(",", "")) * scale
    upper = None
    if found["n2"]:
        upper = Decimal(found["n2"].replace(",", "")) * (
            Decimal(10_000) if found["wan2"] == "万" and unit[:1] != "万" else scale
        )
    operator, change = _operator(text, found, upper), _change(before, found)
    if not unit and not found["ratio"] and operator in (EXACT, "range"):
        return None
    return Quantity(
        found.start(),
        found.end(),
        operator,
        value,
        upper,
        unit,
        change,
        bool(_STRETCH.search(before)),
        bool(_CUMULATIVE.search(before[-8:] + (found["before"] or ""))),
        _each(before),
        down=operator in ("<=", "<") or operator == EXACT and leads_down(before + (found["before"] or "")),
        baseline=None if change else changed_from(before, unit, scale),
    )


def _each(before: str) -> str:
    found = re.search(r"每(批次|批|期|次|场|轮|个批次)[^，。；]{0,8}$", before)
    return found[1] if found else ""


def _operator(text: str, found: re.Match[str], upper: Decimal | None) -> str:
    before, after = found["before"] or "", found["after"] or ""
    if upper is not None:
        return "range"
    if after in ("左右", "上下") or before in ("约", "近", "接近"):
        return ABOUT
    down = _DOWN_TO.search(before) or _DOWN_TO.search(text[max(0, found.start() - 6) : found.start()])
    if after in ("以内", "之内", "内"):
        return "<="
    if after == "以下":
        return "<="
    if after == "以上" or found["more"]:
        return ">="
    if before in _MORE:
        return ">="
    if before in _LESS:
        return "<="
    if before in _OVER:
        return ">"
    if before in _UNDER:
        return "<"
    if before in _REACH:
        return ">="
    return "<=" if before == "控制在" and down else EXACT


_BETTER, _SHARES = ("提升", "提高", "扩大"), ("%", "‰", "个百分点", "百分点", "倍")
"""改造提升泵站4座 counts stations; 提升20% is a change."""


def _change(before: str, found: re.Match[str]) -> str:
    near = before[: found.start("n")][-14:]
    if re.search(r"[至到为]\s*$", near) and not re.search(r"[较比]", near):
        return ""
    if found["before"] and found["before"] not in (*_MORE, *_LESS, *_OVER, "约", "达到", "达"):
        return ""
    near = near.removesuffix(found["before"] or "") if found["before"] else near
    if _CHANGE_DOWN.search(near):
        return "reduce"
    up = _CHANGE_UP.search(near)
    if (
        up is not None
        and up.group().startswith(_BETTER)
        and not (found["percent"] or found["unit"] in _SHARES)
    ):
        return ""
    return "growth" if up is not None else ""


def _is_name(text: str, found: re.Match[str], unit: str, behind: str, before: str) -> bool:
    """Whether the number is no target.

    Part of a name, an attribute, a base figure, a duration of something.
    """
    first = text[: found.start()]
    if _NAME_BEFORE.search(before) or (behind[:1].isascii() and behind[:1].isalpha()):
        return True
    if re.match(r"[A-Za-z]", text[found.end("n") : found.end("n") + 1]) and not unit:
        return True
    if _NAME_AFTER.match(text[found.end("n") :]) and not found["before"]:
        return True
    if unit in ("元", "亿元", "万元", "亿") or found["after"] == "以上":
        if found["after"] and _ATTRIBUTE_AFTER.match(behind):
            return True
    if unit == "岁" and found["after"] and re.match("[\u4e00-\u9fff]", behind):
        return True
    if unit and (_GRADE.match(behind) or found["after"] and _COUNTED_AFTER.match(behind)):
        return True
    if behind.startswith("的") and unit not in ("%", "") and _is_attribute(behind, first):
        return True
    if _FOR_WHOM.match(first) and re.match("的|以上|及以上", behind):
        return True
    if (
        _TOTAL_INVESTMENT.search(first)
        or _SIZE.search(first)
        and not (found["before"] or _MADE.search(first) or first.endswith("总规模") and unit.endswith("元"))
    ):
        return True
    if _FROM.search(first) and _CHANGED_TO.search(behind):
        return True
    if _BASE.search(first) and not _PAST_ALLOWED.search(first):
        return True
    if unit in _DURATION_UNITS and not _DURATION_GOAL.search(text):
        return True
    return unit in _PLAIN_UNITS and not found["wan"] and not found["before"] and not found["after"]


def _is_attribute(behind: str, first: str) -> bool:
    """超过20万元的企业, 投资3亿元的项目; but 建成20个的目标 is one."""
    return not re.match("的(?:目标|任务|要求|标准|规模)", behind) and not first.endswith(("完成", "实现"))


def _in_chinese(text: str, found: re.Match[str]) -> Quantity | None:
    """两家以上, 不少于三次, 每季度一次: Chinese numerals only where a word says that they are a target."""
    from huaian_tui.domain.text.chinese_numbers import read_number

    repeated = _TIMES_EACH.search(text[: found.start()]) is not None and found["unit"] in (
        "次",
        "场",
        "期",
        "轮",
    )
    if not (found["before"] in (*_MORE, *_OVER) or found["after"] == "以上" or repeated):
        return None
    value = read_number(found["n"])
    if value is None or (found["n"] == "一" and not repeated):
        return None
    operator = (
        ">="
        if found["before"] in _MORE or found["after"] == "以上"
        else ">"
        if found["before"] in _OVER
        else EXACT
    )
    return Quantity(found.start(), found.end(), operator, Decimal(value), None, found["unit"])


_INCLUDED = re.compile(r"[（(](?:含|其中|包括|不含)[^（）()]+[）)]")
"""登记500件（含存量300件）: what stands in the bracket is a part of what is counted."""


def _without_parts(text: str, found: list[Quantity]) -> list[Quantity]:
    """Without the parts of a total: 其中幼儿园7个、小学4个, counted as the total is."""
    if _INCLUDED.search(text):
        inside = [one.span() for one in _INCLUDED.finditer(text)]
        found = [one for one in found if not any(begin < one.begin < end for begin, end in inside)]
    place = text.find("其中")
    if place < 0:
        return found
    totals = [one for one in found if one.end <= place]
    if not totals:
        return found
    whole = totals[-1]
    return [one for one in found if one.begin < place or not is_part(one, whole)]


def is_part(one: Quantity, whole: Quantity) -> bool:
    """Whether it counts a part of a total that was named before: 学校11所，其中幼儿园7个."""
    alike = one.unit == whole.unit or one.unit in _INSTITUTIONS and whole.unit in _INSTITUTIONS
    return alike and one.unit != "%" and one.value <= whole.value
