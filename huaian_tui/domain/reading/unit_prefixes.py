"""The prefix of a government before the name of a department, and names that leave it out beside others."""

from __future__ import annotations

import re

from huaian_tui.domain.reading.unit_names import is_group, without_remark

PREFIX = re.compile(r"(?P<prefix>省|市|区|县|州|旗|盟)(?!场监|区)(?P<party>委(?!员会))?[\u4e00-\u9fff]")
OF_ITS_OWN = re.compile("(?:海事局|海关|监管分局|调查队|边检站|公司|集团|银行|分行)$")
"""Names between those of a government that end no run of elided prefixes: 市商务局、云川海关、财政局."""

BARE = re.compile(
    r"(?!国家|国网|中国|中央|民航|铁路|南方电网|[\u4e00-\u9fff]{2,6}(?:海事局|海关|监管分局|调查队|边检站)|人民银行|人行|各|有关|相关|全|其他|开发区|经开区|高新区|海关|驻|军分区|武警|团|属地|沿线|(?!城市|(?:住房和?)?城乡)[\u4e00-\u9fff]{1,4}(?:市|县|区|镇|乡|街道|海关|集团|公司)(?!场))"
    r"[\u4e00-\u9fff“”]{2,16}(?:局|厅|委|办|办公室|委员会|部|中心|总社|院|室|妇联|科协|残联|总工会|法院|检察院)(?:[（(〔].*[）)〕])?"
)
_PARTY_BODIES = re.compile(
    r"(?:组织部|宣传部|统战部|政法委|编办|网信办|社会工作部|金融办|党校|改革办|政研室|军民融合办|财经办|农办|国安办|外办|巡察办|老干部局|信访局)$"
)


def with_prefix(name: str, previous: str, before: str) -> str:
    """A name with the prefix that its neighbours have, where it has none: 市发改委、住房城乡建设局.

    ``previous`` is the last one that bears a prefix in the same group, ``before`` the last one of all.
    """
    plain = without_remark(name)
    if PREFIX.match(plain) or not BARE.fullmatch(name) or is_group(plain) or plain.startswith("、"):
        return name
    prefix = _prefix_of(previous) or (_prefix_of(before) if not previous else "")
    if not prefix:
        return name
    if prefix.endswith("委") and not _PARTY_BODIES.search(plain):
        prefix = prefix[0]
    return prefix + name


def _prefix_of(name: str) -> str:
    found = PREFIX.match(name) if name and not is_group(name) else None
    return "" if found is None else found["prefix"] + (found["party"] or "")


def bare_body(name: str) -> bool:
    """Whether a name is that of a department without the prefix of its government: 商务厅."""
    return BARE.fullmatch(name) is not None and PREFIX.match(name) is None and not is_group(name)


PREFIXES = "省市区县州旗盟"
"""What stands before the name of a department."""
