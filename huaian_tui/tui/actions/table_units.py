"""Actions that change a unit; but for one they have no keys and stand in the menu of the leader key."""

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
        "所选或标记的单位自某日起并入另一个单位，没办结的任务转过去",
        "dan wei he bing",
        words="并入 机构改革 bingru jigougaige",
        writes=True,
        leader="n",
    ),
    Action(
        "change_unit",
        "改单位信息",
        ("ctrl+t", "u"),
        WORK,
        "改所选单位的全称、别名、类别、成员；已并走的恢复独立",
        "gai dan wei xin xi",
        words="别名 全称 核实 成员 恢复 bieming quancheng heshi chengyuan huifu",
        manual="单位的全称、别名、类别、成员；更名、合并、联系人、新增在菜单里（{leader} 再按数字）",
        writes=True,
        leader="u",
    ),
    Action(
        "unit_contact",
        "联系人",
        (),
        WORK,
        "登记所选单位自某日起谁联系：岗位、姓名、电话",
        "lian xi ren",
        words="电话 联络员 dianhua lianluoyuan",
        writes=True,
        leader="w",
    ),
    Action(
        "add_unit",
        "新增单位",
        (),
        WORK,
        "新设的单位：简称、全称、类别",
        "xin zeng dan wei",
        words="新设 机构改革 xinshe jigougaige",
        writes=True,
        leader="a",
    ),
    Action(
        "settle_unit",
        "核定单位冲突",
        (),
        WORK,
        "几台电脑对所选单位改得不一样：采用一方",
        "he ding dan wei chong tu",
        words="冲突 chongtu",
        writes=True,
        leader="k",
    ),
)
"""The actions of the units screen."""
