"""What a column holds by the words of its head, and what a label in front of a line means.

Heads stand in any order and wording (牵头单位, 牵头责任单位, 主办部门, 主责部门 …); the words were counted in
published breakdowns. A head that names nothing known is no column of the plan.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from huaian_tui.domain.reading.item_labels import read_label


class Role(StrEnum):
    """What a column or a label says of a task."""

    NUMBER = "number"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    TASK = "task"
    GOAL = "goal"
    LEAD = "lead"
    UNIT = "unit"
    SUPPORT = "support"
    WATCH = "watch"
    PERSON = "person"
    UNIT_AND_PERSON = "unit_and_person"
    START = "start"
    DUE = "due"
    QUARTER = "quarter"
    PROGRESS = "progress"
    NOTE = "note"
    SOURCE = "source"
    MONEY = "money"
    CONTACT = "contact"


TASK_ROLES = (Role.TASK, Role.LEAD, Role.UNIT, Role.SUPPORT, Role.UNIT_AND_PERSON)
"""Roles that make a table one of tasks."""

_BODY = "(?:单位|部门|主体|机构|处室|科室|责任方|股室|地区|地方)"
_RULES: tuple[tuple[Role, str], ...] = (
    (Role.CONTACT, ".*(?:手机|电话|联系方式|职务|邮箱|微信|传真|身份证|姓名).*"),
    (
        Role.NUMBER,
        r"序号?|编号|项次|任务号|条目号|No\.?|№|项目编号|任务编号|问题编号|(?:任务|项目|事项)?序号",
    ),
    (
        Role.PERSON,
        r".*(?:领导|责任人|负责人|联系人|联络员|经办人|包保人|分管人|牵头人|承办人|具体人员|负责同志|市长|县长|区长|挂钩人|责任县长|责任市长)",
    ),
    (
        Role.QUARTER,
        r"(?:20[0-9]{2}年)?(?:第?[一二三四1-4]季度|[上下]半年|1?[0-9](?:[-—至~]1?[0-9])?月份?)"
        r"(?:(?:工作|推进|阶段)?(?:目标|任务|进度|计划|安排|节点|内容|形象进度|要求))?",
    ),
    (
        Role.DUE,
        r"(?:[每各分]?(?:季度?|月度?|阶段)|计划)的?(?:工作|工程)?形象进度.*|"
        r"形象进度(?:计划|目标|安排|要求|节点)",
    ),
    (Role.START, r"(?:开工|开始|启动|起始|开建).{0,2}(?:时间|日期|时限|年月)"),
    (
        Role.DUE,
        r".*(?:时限|期限|时间|节点|截止|完成日期|办结日期|竣工日期|限期|日期|工期|时间要求|进度安排|时序|销号日期)(?:要求|安排|节点|进度)?|进度要求|何时完成",
    ),
    (
        Role.PROGRESS,
        r".*(?:进展|完成情况|推进情况|落实情况|存在问题|下一步|工作成效|完成率|形象进度|目前|打算|是否完成|整改情况|自评|得分).*",
    ),
    (Role.MONEY, r".*(?:投资|资金|经费|预算|金额|万元|亿元).*"),
    (
        Role.WATCH,
        rf".*(?:督办|督导|督查|监督|验收|考核|评价|统筹|指导|监管责任|督促|协调|联系|填报|报送|制表|提出|反馈|交办|来文).*{_BODY}",
    ),
    (
        Role.LEAD,
        rf".*(?:牵头|主办|主责|主要责任|首要责任|第一责任|总牵头|主体责任|承接).*{_BODY}?.*|主要负责{_BODY}",
    ),
    (
        Role.SUPPORT,
        rf".*(?:配合|协同|协办|协作|参与|参加|协助|其他责任|其它责任|会办|共同责任|相关责任|支持|辅助|成员).*{_BODY}?",
    ),
    (
        Role.UNIT,
        rf".*(?:责任|承办|落实|实施|承担|负责|执行|办理|分工|建设|完成|整改|任务|主管|归口|涉及|有关|组织)?{_BODY}.*|责任分工|任务分工|责任落实|部门分工|职责分工",
    ),
    (
        Role.LEVEL1,
        r".*(?:一级|类别|领域|板块|章节|方面|分类|大类|类型|重点方向|方向|环节|专项|部分|篇章|项目类)(?:指标|目录|任务|事项|内容)?|指标|指标名称|模块|维度",
    ),
    (Role.LEVEL2, r".*二级.*|工作项目|项目名称|子项|事项名称|任务名称|项目|名称|任务类别|指标任务|主题|标题"),
    (Role.SOURCE, r".*(?:依据|来源|出处|文件|批示|交办)(?:内容|名称|文号)?"),
    (Role.NOTE, r"备\s*注|说明|注|其他|其它|填表说明|标注|佐证.*|附件"),
    (
        Role.GOAL,
        r".*(?:目标值|年度目标|工作目标|量化指标|量化目标|预期目标|预期成效|预期成果|成果形式|目标要求|完成标准|考核指标|整改目标|阶段目标|阶段性目标|成效|成果|验收标准|完成目标|目标|标准|指标值|计划数|任务数)",
    ),
    (
        Role.TASK,
        r".*(?:任务|内容|举措|措施|要求|事项|工作|重点|要点|事宜|做法|实事|清单|问题|整改|改革|行动|安排|项目|规模)"
        r"(?:描述|概述|(?:[及和与、]|以及)(?:主要|具体|工作|建设)?(?:规模|要求|标准|进度|措施|举措|内容|目标|成效|安排|概况))?",
    ),
)
_COMPILED = tuple((role, re.compile(rule)) for role, rule in _RULES)
_TASK_AND_GOAL = re.compile(
    r"目标(?:与|和|及|、)?任务|任务(?:与|和|及|、)?目标|任务.*(?:要求|目标)|内容.*要求"
)
_UNIT_AND_PERSON = re.compile(
    rf"{_BODY}.{{0,4}}(?:责任人|负责人|领导|联系人|联络员)|(?:责任人|负责人|领导).{{0,3}}{_BODY}"
)
_BOTH_SIDES = re.compile(r"(?:牵头|主办|主责).*(?:配合|协办|协同|参与)|责任(?:单位|部门).*(?:配合|协办|协同)")
_SPACES = re.compile(r"[\s\u3000]+")
_REMARK = re.compile(r"[（(〔\[][^（）()〔〕\[\]]*[）)〕\]]$")
_LONGEST_HEAD = 24
_SENTENCE = re.compile("[。；！？]")


@lru_cache(maxsize=8192)
def role_of(head: str) -> Role | None:
    """The role of a column head or label; None when the words name none."""
    if len(head) > 3 * _LONGEST_HEAD or head.isdecimal():
        return None
    text = _SPACES.sub("", head).strip("：:*★")
    if len(text) > _LONGEST_HEAD or not text or _SENTENCE.search(text) or read_label(text):
        return None
    plain = _REMARK.sub("", text) or text
    if "万元" in text or "亿元" in text:
        return Role.MONEY
    if _UNIT_AND_PERSON.search(text):
        return Role.UNIT_AND_PERSON
    if _TASK_AND_GOAL.fullmatch(plain):
        return Role.TASK
    if plain in ("责任", "分工", "主体") or _BOTH_SIDES.search(plain):
        return Role.UNIT
    for role, pattern in _COMPILED:
        if pattern.fullmatch(plain):
            return role
    return None


_LABEL_WORD = (
    r"(?:市级|区级|县级|省级)?(?:"
    r"(?:牵头|主办|主责|责任|配合|协同|协办|协作|协作和配合|参与|参加|协助|承办|落实|实施|主要责任|其他责任|其它责任|第一责任|"
    r"牵头责任|协同责任|协同配合|配合责任|牵头负责|整改|督办|督导|验收|监督|会办|主管|支持|责任落实|任务承担|承担|牵头和责任)"
    r"(?:单位|部门|主体|处室|科室)"
    r"|部门分工|任务分工|责任分工|职责分工|工作分工|分工"
    r"|(?:牵头|责任|分管|牵头负责|包保|挂钩|联系|市|县|区|分管市|分管县|分管区|分管省|市政府分管|县政府分管|区政府分管|省政府分管|督办|牵头责任|协同责任)领导"
    r"|责任人|负责人|牵头人|联系人|联络员|分管领导|经办人|责任处室负责人|牵头|配合|责任单位及责任人"
    r"|(?:完成|整改|办结|工作|任务完成|计划完成|办理|要求完成|落实|推进)?(?:时限|时间|期限)(?:要求|节点)?|时间节点|时间进度|进度安排|完成日期|时间安排|进度要求"
    r"|工作目标|年度目标|整改目标|目标任务|工作任务|工作内容|主要内容|具体任务|具体措施|工作措施|整改措施|工作举措|主要举措|目标要求|任务内容|重点任务|建设内容|成果形式|预期成果|进展情况|完成情况|备注|存在问题|问题描述|具体问题|问题表现"
    r")"
)
LABEL = re.compile(rf"(?P<word>{_LABEL_WORD})\s*[:：]\s*")
"""A label in a line or a bracket, with its colon."""


def is_person_role(role: Role | None) -> bool:
    """Whether a column or label holds persons, who are never units and never text."""
    return role in (Role.PERSON, Role.CONTACT)
