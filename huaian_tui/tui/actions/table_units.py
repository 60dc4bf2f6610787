"""Actions that change a unit; they stand in the menu of the leader key."""

from __future__ import annotations

from huaian_tui.tui.actions.model import WORK, Action

UNIT_ACTIONS: tuple[Action, ...] = (
    Action(
        "rename_unit",
        "单位更名",
        (),
        WORK,
        "所选单位自某日起改叫新的名称；新旧名称都查得到",
        "dan wei geng ming",
        words="改名 机构改革 gaiming jigougaige",
        writes=True,
        leader="g",
    ),
    Action(
        "merge_unit",
        "单位合并",
        (),
        WORK,
        "所选单位自某日起并入另一个单位，没办结的任务转过去",
        "dan wei he bing",
        words="并入 机构改革 bingru jigougaige",
        writes=True,
        leader="n",
    ),
    Action(
        "change_unit",
        "改单位信息",
        (),
        WORK,
        "改所选单位的全称、别名、类别、成员",
        "gai dan wei xin xi",
        words="别名 全称 核实 成员 bieming quancheng heshi chengyuan",
        writes=True,
        leader="u",
    ),
)
"""The actions of the units screen."""
