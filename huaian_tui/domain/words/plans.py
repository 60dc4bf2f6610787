"""What screens, commands and papers say of plans (方案)."""

from __future__ import annotations

from datetime import date

from huaian_tui.domain.answers.plans import PlanLine

PLAN_COLUMN = "方案"
"""The title of the column with the short name of a plan, wherever more than one is open."""

WAYS_ON = "延长、收官或结转"
"""What can be done with a plan whose horizon has passed."""


def is_past_horizon(plan: PlanLine, today: date) -> bool:
    """Whether an open plan goes on beyond the day to which it was made."""
    return plan.closed_on is None and plan.horizon is not None and plan.horizon < today


def beyond_words(day: date | None, horizon: date | None, code: str = "") -> str:
    """What is said of a date that lies beyond the horizon of its plan, with the way out; "" for any other.

    ``code`` names the plan in the command; without it the plan's screen is meant.
    """
    if day is None or horizon is None or day <= horizon:
        return ""
    if code:
        way_out = f"要延长：plan extend {code} --to {day.isoformat()} --basis 依据"
    else:
        way_out = "可在「方案」里延长"
    return f"{day.isoformat()} 晚于方案期末 {horizon.isoformat()}，{way_out}"


def horizon_words(plan: PlanLine, today: date) -> str:
    """How far it is to the end of a plan: 还有 32 天, 期末已过 329 天, 已收官, 没有期末."""
    if plan.closed_on is not None:
        return f"{plan.closed_on.isoformat()} 收官"
    if plan.horizon is None:
        return "没有期末"
    days = (plan.horizon - today).days
    return f"期末已过 {-days} 天" if days < 0 else f"还有 {days} 天"


def on_withdrawn_plan_words(code: str, title: str, records: int, withdrawn: tuple[str, str, str]) -> str:
    """What is said of records about a plan withdrawn elsewhere.

    ``withdrawn``: who, ISO day, and the code or id by which a command takes it up again.
    """
    by, on, named = withdrawn
    return (
        f"方案 {code}《{title}》已由{by}于 {on} 撤回，另有写在它上面的 {records} 条记录，都留着但不列出；"
        f"要恢复：plan reopen {named} --basis 依据。"
    )
