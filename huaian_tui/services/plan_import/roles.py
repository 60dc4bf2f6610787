"""What a column of a file can be set to by hand, in words."""

from __future__ import annotations

from huaian_tui.domain.reading.column_heads import Role

ROLE_WORDS: dict[str, str] = {
    Role.NUMBER: "序号",
    Role.LEVEL1: "一级指标（类别）",
    Role.LEVEL2: "二级指标（项目）",
    Role.TASK: "任务",
    Role.GOAL: "目标",
    Role.LEAD: "牵头单位",
    Role.UNIT: "责任单位",
    Role.SUPPORT: "配合单位",
    Role.WATCH: "督办单位（不读入）",
    Role.PERSON: "人员（不读入）",
    Role.UNIT_AND_PERSON: "单位和人员",
    Role.START: "开始时间",
    Role.DUE: "完成时限",
    Role.QUARTER: "分阶段目标",
    Role.PROGRESS: "进展（不读入）",
    Role.NOTE: "备注",
    Role.SOURCE: "依据（不读入）",
    Role.MONEY: "资金（不读入）",
    Role.CONTACT: "联系方式（不读入）",
}
"""Every role of a column."""


def role_words(role: str) -> str:
    """A role in words; what no role is as it is."""
    return ROLE_WORDS.get(role, role or "不读入")
