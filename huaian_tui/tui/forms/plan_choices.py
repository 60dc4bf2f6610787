"""The open plans as choices of a form."""

from __future__ import annotations

import sqlite3
from datetime import date

from huaian_tui.store.queries.plans import list_plans


def open_plan_choices(connection: sqlite3.Connection, today: date) -> list[tuple[str, str]]:
    """(id, code and short name) of the open plans that have tasks; none where there is one to speak of."""
    plans = [one for one in list_plans(connection, today) if one.closed_on is None and one.tasks]
    return [(one.id, f"{one.code} {one.short}") for one in plans] if len(plans) > 1 else []
