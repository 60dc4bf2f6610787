"""Values as JSON has them."""

from __future__ import annotations

from datetime import date
from typing import Any

Form = dict[str, Any]


def iso(day: date | None) -> str | None:
    """The day as YYYY-MM-DD."""
    return None if day is None else day.isoformat()


def plain_number(value: float | None) -> float | int | None:
    """A whole number without a fraction."""
    return int(value) if value is not None and value == int(value) else value
