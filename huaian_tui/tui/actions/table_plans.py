"""Actions on plans, their tasks and matters; they have no keys of their own and are chosen in the palette."""

from __future__ import annotations

from huaian_tui.tui.actions.model import LIST, Action

PLAN_ACTIONS: tuple[Action, ...] = (
    Action(
        "choose_plan",
        "选方案",
        (),
        LIST,
        "列表只看一个方案，或看全部在办方案；已收官的也能选",
        "xuan fang an",
        words="切换 全部方案 qiehuan quanbufangan",
        opens="areas.plans.choose:open_plan_choice",
        leader="x",
    ),
)
"""The actions of the plans screen, and the choice of a plan in lists."""
