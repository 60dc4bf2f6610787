"""Rows of lists of units, and what changes with a unit: what the answer about one unit is given without."""

from datetime import date
from typing import NamedTuple

from huaian_tui.domain.answers.units import UnitMerged


class NameChange(NamedTuple):
    """A unit that is called ``after`` from ``day`` on, or is part of it (``merged``)."""

    before: str
    after: str
    day: date
    merged: bool


class UnitRow(NamedTuple):
    """A unit in a list: its name of the day, and the ``id`` by which records name it.

    ``merged`` is the unit that it has become part of by the day; ``disputed``: laptops changed it apart.
    ``overdue``, ``due_soon`` and ``behind`` count its tasks of that light over lead, support and
    certain groups.
    """

    name: str
    full_name: str
    full_name_certain: bool
    kind: str
    lead_count: int
    support_count: int
    overdue: int
    due_soon: int
    behind: int = 0
    id: str = ""
    merged: UnitMerged | None = None
    disputed: bool = False


class PlanTasks(NamedTuple):
    """A unit's open tasks of one plan: how many by role, and how those that name it are told (第2项)."""

    plan: str
    lead: int
    support: int
    through_groups: int
    told: tuple[str, ...]


class UnitFollows(NamedTuple):
    """What hangs on a unit before it is renamed or merged.

    ``plans`` its open tasks by plan, ``drafts`` titles of notices that are not issued, ``waiting`` numbers of
    issued ones that it has not answered, ``forms`` the days of feedback forms that have not come back.
    """

    plans: tuple[PlanTasks, ...] = ()
    drafts: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    forms: tuple[date, ...] = ()
