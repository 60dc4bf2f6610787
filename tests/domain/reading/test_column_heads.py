"""What heads of columns mean, in the wordings of published breakdowns."""

from __future__ import annotations

import pytest

from huaian_tui.domain.reading.column_heads import Role, is_person_role, role_of

HEADS = {
    Role.NUMBER: "序号 编号 序\u3000号 项次 任务编号",
    Role.LEVEL1: "类别 一级指标 指标 改革领域 工作类别 领域 任务类别",
    Role.LEVEL2: "二级指标 项目名称 工作项目 名称 任务名称",
    Role.TASK: (
        "重点任务 重点工作 目标与任务 任务内容 工\u3000作\u3000任\u3000务 "
        "内容与要求 主要内容 具体任务 改革举措 整改措施 建设内容 工作要求 建设内容及规模 建设规模和主要内容"
    ),
    Role.GOAL: "年度目标 目标值 成果形式 整改目标 预期成效",
    Role.LEAD: "牵头单位 牵头责任单位 牵头部门 牵头负责部门 主办单位 主要责任单位 主责部门 主办部门 牵头",
    Role.SUPPORT: (
        "配合单位 协同责任单位 协同配合单位 其他责任单位 协办单位 协作和配合单位 协办部门 参与单位 配合"
    ),
    Role.UNIT: "分工 责任单位 责任部门 承办单位 落实单位 责任主体 实施单位 责任落实 负责单位",
    Role.PERSON: "责任领导 分管领导 分管县领导 牵头领导 责任人 分线领导 牵头负责领导 联系人 分管市长",
    Role.UNIT_AND_PERSON: "责任单位及责任人 责任单位（责任人） 责任人及单位",
    Role.DUE: "完成时限 整改时限 时间节点 完成时间 要求完成时间 时间 办结时限 完成日期",
    Role.START: "开工时间 启动时间 开始时间",
    Role.QUARTER: "一季度 二季度目标 第三季度 上半年 6月",
    Role.PROGRESS: "进展情况 完成情况 落实推进情况 存在问题 下一步打算 形象进度",
    Role.WATCH: "督办单位 督导单位 验收单位 填报单位",
    Role.MONEY: "总投资（万元） 年度投资 资金来源",
    Role.NOTE: "备注 说明",
    Role.CONTACT: "联系电话 手机 职务",
}


@pytest.mark.parametrize(
    ("role", "head"), [(role, head) for role, heads in HEADS.items() for head in heads.split(" ")]
)
def test_the_role_of_a_head(role: Role, head: str) -> None:
    assert role_of(head) is role


@pytest.mark.parametrize(
    "text", ["市数据局", "建成数据平台。", "（六）保障措施", "19.加强组织领导", "2026年6月底前", "", "1"]
)
def test_what_is_no_head(text: str) -> None:
    assert role_of(text) is None


@pytest.mark.parametrize(
    "head",
    ["牵头（配合）单位", "牵头单位及配合单位", "责任单位（配合单位）", "责任单位（排第一位的为牵头单位）"],
)
def test_one_column_for_both_roles_is_undecided(head: str) -> None:
    assert role_of(head) is Role.UNIT


def test_only_persons_and_contacts_are_persons() -> None:
    assert [role for role in Role if is_person_role(role)] == [Role.PERSON, Role.CONTACT]
    assert not is_person_role(None)
