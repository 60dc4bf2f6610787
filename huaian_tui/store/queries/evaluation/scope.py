"""What an evaluation is asked for, and of which tasks it is."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.figures import By, Role
from huaian_tui.ledger.identity import day_number
from huaian_tui.store.queries.plan_scope import CURRENT_PLAN

PRESENT = 9_000_000
"""The last known day of a reader of the present: after all there are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An evaluation that is asked for.

    ``plan`` is a plan's id, None for all plans in use in the period. ``past``: the connection shows what was
    known by the end of ``known`` (None: of ``as_of``); else it shows the present.
    """

    period: Period
    as_of: date
    by: By = "unit"
    role: Role | None = None
    plan: str | None = None
    past: bool = False
    known: date | None = None

    @property
    def end(self) -> date:
        """The day up to which decisions other than completions count."""
        return min(self.period.last, self.as_of)

    @property
    def last_known(self) -> int:
        """The last day on which what was recorded is known (``day_number``)."""
        return day_number(self.known or self.as_of) if self.past else PRESENT

    @property
    def values(self) -> dict[str, str | int | None]:
        """The parameters of SQL that all statements here share."""
        return {
            "plan": self.plan,
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "as_of": self.as_of.isoformat(),
            "end": self.end.isoformat(),
            "end_number": day_number(self.end),
            "known": self.last_known,
        }


_LEFT_OUT = (
    "SELECT no FROM task WHERE ended_on <= :end UNION "
    "SELECT t.no FROM plan AS p CROSS JOIN task AS t ON t.plan = p.id WHERE p.closed_on < :first"
)
"""Tasks that had ended by the end of the period, and those of plans that were closed before it began."""


def in_scope(asked: Asked, task: str) -> str:
    """The condition that a task (its number as SQL) is evaluated; its values are ``Asked.values``."""
    if asked.plan is None:
        return f"{task} NOT IN ({_LEFT_OUT})"
    ended = "ended_on IS NULL OR ended_on > :end"
    return f"{task} IN (SELECT no FROM task WHERE plan = :plan AND ({ended}))"  # noqa: S608 - constant parts


PLAN_ORDER = f"SELECT p.id, p.code, p.title FROM plan AS p ORDER BY p.id <> {CURRENT_PLAN}, p.made"  # noqa: S608
"""Plans, the current one first."""


def plans_in_order(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """(id, code, title) of the plans, the current one first, then as they were made."""
    return [(one, code, title) for one, code, title in connection.execute(PLAN_ORDER)]
