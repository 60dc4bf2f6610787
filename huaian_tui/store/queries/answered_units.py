"""Which units have answered and which have not: of the forms that went out, or of what is due in a period."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.report_states import ReportState
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.milestones import first_due, list_to_ask
from huaian_tui.store.queries.self_reports import reports_since
from huaian_tui.store.queries.unit_groups import groups_with_members
from huaian_tui.store.queries.unit_history import FormerNames, unit_with_merged
from huaian_tui.store.queries.units import list_units

_MOST_DUE = 20_000
"""Milestones of one unit in a period."""


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """How far a unit has answered; ``sent`` is the day its last form was made (None: none was asked for).

    ``asked`` are the ids of the milestones that it is to report on, ``reported`` those on which it did since,
    ``missing`` the rest; ``waiting`` of the reports wait for a decision, the last came on ``last``. A report
    that was rejected is no answer.
    """

    unit: str
    name: str
    sent: date | None
    asked: tuple[str, ...]
    reported: tuple[str, ...]
    waiting: int
    last: date | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What it has not reported on."""
        return tuple(one for one in self.asked if one not in self.reported)

    @property
    def answered(self) -> bool:
        """Whether it reported at all: what has not changed it need not report."""
        return bool(self.reported) or not self.asked

    @property
    def word(self) -> str:
        """已报, 报了一部分 or 未报."""
        if not self.missing:
            return "已报"
        return "报了一部分" if self.reported else "未报"


def answers_to_forms(
    connection: sqlite3.Connection, today: date, sent: Mapping[str, date], plan: str | None = None
) -> list[UnitAnswer]:
    """Of the units that got a form (by id, with its day) whether they reported since; who did not first.

    What they are to report on is what is due now, and what they reported on since.
    """
    soon = read_light_rules(connection).due_soon_days
    asked = {
        unit: (day, [row.id for row in list_to_ask(connection, today, soon, unit, plan)])
        for unit, day in sent.items()
    }
    return _answers(connection, today, asked, forms=True)


def answers_due(
    connection: sqlite3.Connection, today: date, since: date, until: date, plan: str | None = None
) -> list[UnitAnswer]:
    """Of the units with a milestone open and due between two days: whether they reported since the first.

    Groups answer through their members, where these are known.
    """
    through = groups_with_members(connection)
    asked = dict[str, tuple[date, list[str]]]()
    for unit in list_units(connection, today):
        if unit.id in through:
            continue
        due = first_due(connection, today, since=since, until=until, most=_MOST_DUE, unit=unit.id, plan=plan)
        if due:
            asked[unit.id] = (since, [row.id for row in due])
    return _answers(connection, today, asked, forms=False)


def _answers(
    connection: sqlite3.Connection, today: date, asked: Mapping[str, tuple[date, list[str]]], *, forms: bool
) -> list[UnitAnswer]:
    if not asked:
        return []
    names = FormerNames(connection)
    reports = list(reports_since(connection, min(day for day, _ in asked.values())))
    found = list[UnitAnswer]()
    for unit, (since, due) in asked.items():
        ids = set(unit_with_merged(connection, unit))
        own = [
            one for one in reports if one[0] in ids and one[2] >= since and one[3] is not ReportState.REJECTED
        ]
        reported = _once(milestone for _, milestone, _, _ in own)
        found.append(
            UnitAnswer(
                unit,
                names.on([unit], today.isoformat())[0],
                since if forms else None,
                _once([*due, *reported]) if forms else tuple(due),
                reported if forms else tuple(one for one in reported if one in due),
                sum(state is ReportState.PENDING for _, _, _, state in own),
                max((day for _, _, day, _ in own), default=None),
            )
        )
    return sorted(found, key=lambda one: (one.answered, not one.missing))


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))
