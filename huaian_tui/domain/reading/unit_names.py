"""What looks like the name of a unit, of a group of units, of a person.

And when two spellings are of one unit.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ENDINGS = (
    "局|委|办|厅|部|院|会|处|科|室|中心|公司|政府|部门|单位|集团|队|行|海关|署|所|站|社|校|馆|园|区|县|市|镇|乡|街道|旗|州|村|场|"
    "企业|大学|学院|妇联|工会|科协|团市委|团县委|团区委|团省委|残联|文联|侨联|工商联|供销社|移动|联通|电信|铁塔|邮政|各地|运营商|机构|"
    "专班|指挥部|小组|平台|基地|银行|党委|党工委|管委|法院|检察院|总队|支队|大队|网信办|高新|开发|新城|商会|协会|学会|"
    "供电|燃气|水务|气象|广电|通管|烟草|盐业|电力|人行|银保监|税务|消防|武装|国网|军分区|基金|医院|幼儿园|中学|小学|组|主管"
)
_LIKE = re.compile(rf"(?:[\u4e00-\u9fffA-Za-z0-9·“”\"、—\-()（）〔〕]{{0,38}})(?:{_ENDINGS})")
_NO_UNIT = re.compile(
    r"(?:试|暂|现|施|执|进|实|运|发|举|履)行$|社会$|全部$|内部$|场所$|网站$|格局$|布局$|团队$|[。；;：:？！%％]|[0-9]{2,}|完成|推进|建立|开展|推动|加强|制定|提升|落实情况|不少于"
)
GROUP = re.compile(r"各|有关|相关|全体|其他|其它|成员单位|所属|所有|责任单位|沿线|涉及|地方|属地|承担|试点")
"""Words that say that a name is no single unit."""

_REMARK = re.compile(r"[（(〔\[【][^（）()〔〕\[\]【】]*[）)〕\]】]")
_PERSON = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff][\s\u3000]+[\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff]{1,2}某{1,2}"
)

_SAME = (
    (re.compile("发展(?:和|与)?改革|发改"), "发改"),
    (re.compile("工业(?:和|与)?信息化|经济(?:和|与)?信息化|工信"), "工信"),
    (re.compile("人力资源(?:和|与)?社会保障|人社"), "人社"),
    (re.compile("住房(?:和|与)?城乡建设|住建"), "住建"),
    (re.compile("市场监督管理|市场监管"), "市监"),
    (re.compile("卫生健康|卫健"), "卫健"),
    (re.compile("医疗保障|医保"), "医保"),
    (re.compile("自然资源(?:(?:和|与)?规划)?|自规|资规"), "自规"),
    (re.compile("文化(?:广电)?(?:和|与)?旅游|文广旅|文旅"), "文旅"),
    (re.compile("交通运输|交通"), "交通"),
    (re.compile("城市管理|城管"), "城管"),
    (re.compile("应急管理|应急"), "应急"),
    (re.compile("科学技术|科技"), "科技"),
    (re.compile("教育体育|教体"), "教体"),
    (re.compile("国有资产监督管理|国资"), "国资"),
    (re.compile("网络安全(?:和|与)?信息化|网信"), "网信"),
    (re.compile("退役军人事务"), "退役军人"),
)
_OF_A_PLACE = re.compile(r"(?<=[\u4e00-\u9fff]{2}[市县区州旗镇乡])(?:人民)?政府$")
"""杭川市政府 and 杭川市 stand for one; 市政府 for itself."""

_SAME_ENDINGS = (
    (_OF_A_PLACE, ""),
    (re.compile("人民政府"), "政府"),
    (re.compile("管理委员会|管委会"), "管委"),
    (re.compile("委员会"), "委"),
    (re.compile("办公室"), "办"),
    (re.compile("国家税务总局|中国人民银行|中国"), ""),
    (re.compile("人民银行"), "人行"),
    (re.compile("和|与|的"), ""),
)


@lru_cache(maxsize=8192)
def is_unit_like(name: str) -> bool:
    """Whether a piece of text can be the name of one unit or group (its remark in brackets apart)."""
    plain = _REMARK.sub("", name).strip()
    if not 2 <= len(plain) <= 40 or _NO_UNIT.search(plain):
        return False
    if plain.startswith(("各", "有关", "相关", "全市", "全区", "全县", "全省", "其他")):
        return True
    return _LIKE.fullmatch(plain) is not None


def is_group(name: str) -> bool:
    """Whether the name is one of several units (各县区政府, 市有关部门)."""
    return GROUP.search(name) is not None or name.endswith(("部门", "企业", "运营商", "专班", "单位"))


def is_person_like(text: str) -> bool:
    """Whether a piece of text may be the name of a person and of no unit."""
    plain = text.strip()
    return _PERSON.fullmatch(plain) is not None and not is_unit_like("".join(plain.split()))


@lru_cache(maxsize=8192)
def unit_key(name: str) -> str:
    """What two spellings of one unit share: 市发展和改革委员会 and 市发改委."""
    key = same_bodies("".join(name.split()))
    for pattern, short in _SAME_ENDINGS:
        key = pattern.sub(short, key)
    return key


def same_bodies(text: str) -> str:
    """A text with the names of bodies in it in one spelling (发展和改革 → 发改), for comparing only."""
    for pattern, short in _SAME:
        text = pattern.sub(short, text)
    return text


def without_remark(name: str) -> str:
    """The name without what stands in brackets at its end: 市口岸办（市港航中心） → 市口岸办."""
    return _REMARK.sub("", name).strip() or name


_WITH_POST = re.compile(
    r"(?P<unit>[^、，]{2,24}?(?:局|委|办|厅|部|院|中心|政府|公司|集团))"
    r"(?:党[组委]书记|局长|主任|厅长|部长|书记|[县市区镇]长|院长|董事长|总经理|负责人)[：:\s]*[\u4e00-\u9fff]{2,4}"
)


def without_post(name: str) -> str:
    """The unit without who leads it: 县水利局局长王某某 → 县水利局."""
    found = _WITH_POST.fullmatch(name)
    return name if found is None else found["unit"]
