"""Values as JSON has them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huaian_tui.domain.answers.plans import TaskRef

Form = dict[str, Any]


def task_keys(ref: TaskRef | None) -> Form:
    """Which task an object is about: the number as printed, what a script keeps, the code of its plan."""
    if ref is None:
        return {"task_no": None, "task_id": None, "plan": None}
    return {"task_no": ref.number, "task_id": ref.id, "plan": ref.code}


def iso(day: date | None) -> str | None:
    """The day as YYYY-MM-DD."""
    return None if day is None else day.isoformat()


def plain_number(value: float | None) -> float | int | None:
    """A whole number without a fraction."""
    return int(value) if value is not None and value == int(value) else value
