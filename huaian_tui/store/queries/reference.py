"""What records that come from elsewhere may refer to in this ledger."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from huaian_tui.ledger.task_keys import SHIPPED_PLAN

SHIPPED_REFERENCE = "bb105707df150f3fafced5aab8d037908dcb6231c36cda83ac38116e931b6501"
"""SHA-256 over what records may refer to in the shipped plan, as every program of it has written it into its
packs: two ledgers with the same one understand each other's records alike. It leaves out who leads what; what
covers all of the plan is the head of its records (``store.engine.shipped_plan.HEAD``)."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The shipped plan and the numbers of its tasks, to which no record adds."""

    plan: str
    tasks: frozenset[int]


def read_reference(connection: sqlite3.Connection) -> Reference:
    """What records may refer to in this ledger."""
    rows = connection.execute("SELECT no FROM main.task WHERE plan = ?", (SHIPPED_PLAN,))
    return Reference(SHIPPED_PLAN, frozenset(number for (number,) in rows))
