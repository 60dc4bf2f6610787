"""A plan as a place: how one screen leads to the list of another, narrowed to a plan."""

from __future__ import annotations


def plan_place(plan: str, short: str) -> str:
    """The place on a screen with a list that narrows it to the plan with this id."""
    return f"plan:{plan}:{short}"


def plan_of_place(place: str) -> tuple[str, str] | None:
    """(id, short name) of the plan that a place is; None for any other place."""
    kind, _, rest = place.partition(":")
    plan, colon, short = rest.partition(":")
    return (plan, short) if kind == "plan" and colon else None
