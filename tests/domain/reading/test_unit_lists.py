"""Lists of units: separators of every kind, groups that contain 、, elided prefixes, 等, brackets.

Duty words.
"""

from __future__ import annotations

import pytest

from huaian_tui.domain.reading.unit_lists import joined_lines, read_units
from huaian_tui.domain.reading.unit_names import is_person_like, is_unit_like, unit_key

LISTS = [
    ("市发展改革委、市通管办，各县（区）人民政府", "市发展改革委 市通管办 各县（区）人民政府"),
    ("市财政局；市司法局\n市教育局/市民政局", "市财政局 市司法局 市教育局 市民政局"),
    (
        "省发展改革委、交通运输厅、自然资源厅，各市（州）人民政府",
        "省发展改革委 省交通运输厅 省自然资源厅 各市（州）人民政府",
    ),
    (
        "省委网信办，省发展改革委、科技厅、政务服务数据管理局，省通信管理局",
        "省委网信办 省发展改革委 省科技厅 省政务服务数据管理局 省通信管理局",
    ),
    ("市委组织部、宣传部、财政局", "市委组织部 市委宣传部 市财政局"),
    ("市发改委、市场监管局", "市发改委 市市场监管局"),
    ("商务厅、省发展改革委、财政厅", "省商务厅 省发展改革委 省财政厅"),
    ("教育局、财政局", "教育局 财政局"),
    ("各县、市、区政府", "各县、市、区政府"),
    ("各市、县（市、区）人民政府", "各市、县（市、区）人民政府"),
    ("市直有关部门、单位", "市直有关部门、单位"),
    ("省级有关部门和单位", "省级有关部门和单位"),
    ("各镇、街道", "各镇 各街道"),
    ("各乡镇、街道", "各乡镇 各街道"),
    ("各街道、镇", "各街道 各镇"),
    ("各县区、开发区管委会", "各县区 开发区管委会"),
    ("各县（区）、园区管委会", "各县（区） 园区管委会"),
    ("市工信局、公安局、民航云川监管局", "市工信局 市公安局 民航云川监管局"),
    ("市商务局、云川海事局、交通局", "市商务局 云川海事局 市交通局"),
    ("各地、各部门", "各地 各部门"),
    ("市级各有关部门及各县（市、区）政府", "市级各有关部门 各县（市、区）政府"),
    ("省有关部门和各地级以上市人民政府", "省有关部门 各地级以上市人民政府"),
    ("市自然资源和规划局和市住房和城乡建设局", "市自然资源和规划局 市住房和城乡建设局"),
    (
        "市市场监管局〔市知识产权局〕、市口岸办（市港航事业发展中心）",
        "市市场监管局〔市知识产权局〕 市口岸办（市港航事业发展中心）",
    ),
    ("市人力资源社会保障局（市医保局配合）", "市人力资源社会保障局 市医保局"),
    ("市财政局（负责资金保障）", "市财政局"),
    ("省经信厅、省科技厅按职责分工负责", "省经信厅 省科技厅"),
    ("国网江屿供电公司、区城管局、\n区住房城乡建设局。", "国网江屿供电公司 区城管局 区住房城乡建设局"),
    ("市 发 改 委", "市发改委"),
    ("区财政局 区发改局", "区财政局 区发改局"),
    ("国家统计局清澜调查队、人民银行云川市分行", "国家统计局清澜调查队 人民银行云川市分行"),
    ("三井街道河海街道", "三井街道 河海街道"),
    ("市公安局 张某某", "市公安局"),
    ("市人社局：王某某", "市人社局"),
    ("无", ""),
    ("——", ""),
    ("…… ", ""),
    ("/", ""),
]


@pytest.mark.parametrize("name", ["有关方面", "相关各方", "各地", "全市各地", "其他方面"])
def test_what_begins_as_groups_do_is_like_a_unit(name: str) -> None:
    assert is_unit_like(name)


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("市直有关部门、单位", "市直有关部门、单位"),
        ("市有关部门、单位、企业", "市有关部门、单位、企业"),
        ("市住建局、单位", "市住建局 单位"),
        ("各部门、部门", "各部门 部门"),
        ("各镇、街道", "各镇 街道"),
        ("市财政局，教育局（牵头）", "市财政局 教育局（牵头）"),
    ],
)
def test_each_piece_is_kept_as_it_is_written(text: str, raw: str) -> None:
    assert " ".join(one.raw for one in read_units(text).units) == raw


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("市财政局\n市教育局", "市财政局\n市教育局"),
        ("市财\n政局", "市财政局"),
        ("市财政局、\n市教育局", "市财政局、市教育局"),
        ("市财政局\n、市教育局", "市财政局、市教育局"),
        ("市财政局\n、\n市教育局", "市财政局、市教育局"),
        ("市财政局（牵头\n市教育局）", "市财政局（牵头市教育局）"),
        ("市财政局（市国资委\n市教育局、市民政局）", "市财政局（市国资委市教育局、市民政局）"),
        ("市自然资源\n和规划局", "市自然资源和规划局"),
        (" 市财政局 \n\n 市教育局 ", "市财政局\n市教育局"),
    ],
)
def test_lines_of_a_cell_are_units_or_one_name_broken_over_two(text: str, joined: str) -> None:
    assert joined_lines(text) == joined


@pytest.mark.parametrize(("text", "names"), LISTS)
def test_the_names_of_a_list(text: str, names: str) -> None:
    listed = read_units(text)
    assert " ".join(listed.names) == names
    assert not listed.open


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市科技局、市商务局等", "市科技局 市商务局"),
        ("云川海关、市商务局等单位按职责分工负责", "云川海关 市商务局"),
        ("省财政厅等省有关部门", "省财政厅"),
        ("自然资源部、住房城乡建设部等国务院相关部门", "自然资源部 住房城乡建设部"),
        ("管委会等，各县、市、区政府", "管委会 各县、市、区政府"),
    ],
)
def test_and_others_is_an_open_set(text: str, names: str) -> None:
    listed = read_units(text)
    assert (" ".join(listed.names), listed.open) == (names, True)


def test_a_bracket_may_say_the_role() -> None:
    listed = read_units("市数据局（牵头）、市财政局（配合）、市司法局")
    assert [(one.name, one.role) for one in listed.units] == [
        ("市数据局", "lead"),
        ("市财政局", "support"),
        ("市司法局", ""),
    ]


def test_the_raw_text_stays_beside_what_was_restored() -> None:
    listed = read_units("市行政审批局、住建局")
    assert [(one.raw, one.name) for one in listed.units] == [
        ("市行政审批局", "市行政审批局"),
        ("住建局", "市住建局"),
    ]


def test_what_was_put_apart_or_together_is_said() -> None:
    assert "没有分隔" in read_units("三井街道河海街道").doubts[0]
    assert "各街道" in read_units("各镇、街道").doubts[0]


@pytest.mark.parametrize("text", ["完成平台建设", "2026年6月底", "推进改革试行", "张某某", "13800000000"])
def test_what_is_no_unit_is_left_and_never_invented(text: str) -> None:
    assert read_units(text).units == () and not is_unit_like(text)


def test_persons_are_told_from_units() -> None:
    assert is_person_like("张某某") and is_person_like("甲 乙") and not is_person_like("市妇联")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("市发展和改革委员会", "市发改委"),
        ("市工业和信息化局", "市工信局"),
        ("各县区人民政府", "各县区政府"),
        ("市人力资源和社会保障局", "市人社局"),
        ("开发区管理委员会", "开发区管委会"),
        ("市住房和城乡建设局", "市住建局"),
        ("市市场监督管理局", "市市场监管局"),
        ("市卫生健康委员会", "市卫健委"),
        ("市医疗保障局", "市医保局"),
        ("市市场监督管理局", "市市监局"),
        ("市自然资源和规划局", "市自规局"),
        ("市文化广电和旅游局", "市文旅局"),
        ("市交通运输局", "市交通局"),
        ("市城市管理局", "市城管局"),
        ("市应急管理局", "市应急局"),
        ("市科学技术局", "市科技局"),
        ("市教育体育局", "市教体局"),
        ("市国有资产监督管理委员会", "市国资委"),
        ("市退役军人事务局", "市退役军人局"),
    ],
)
def test_two_spellings_of_one_unit_share_a_key(one: str, other: str) -> None:
    assert unit_key(one) == unit_key(other)
    assert unit_key("市财政局") != unit_key("市税务局")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市教育局（市发展改革委牵头）", ["市教育局", "市发展改革委 lead"]),
        ("市教育局（市发展改革委、市财政局牵头）", ["市教育局", "市发展改革委 lead", "市财政局 lead"]),
        ("市教育局（市财政局配合）", ["市教育局", "市财政局"]),
    ],
)
def test_a_bracket_may_name_others_with_their_role(text: str, names: list[str]) -> None:
    assert [f"{one.name} {one.role}".strip() for one in read_units(text).units] == names
