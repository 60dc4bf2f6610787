"""How units stand, as rows read from the ledger.

Named tuples, not dataclasses like the other rows: ``dataclasses`` alone takes half the time
in which ``unit … --json`` answers.
"""

from __future__ import annotations

from typing import NamedTuple


class GroupConcern(NamedTuple):
    """A task that concerns a unit through a group; ``certain`` is False for an open group."""

    task_no: int
    group: str
    role: str
    certain: bool


class UnitRow(NamedTuple):
    """A unit in a list.

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


class UnitDetail(NamedTuple):
    """How a unit (单位) stands.

    ``lead`` and ``support`` are row numbers, ``via_group`` rows that concern it
    through a group, ``counts`` its tasks by those lights that the office has over lead, support and
    certain groups.
    """

    name: str
    full_name: str
    full_name_certain: bool
    kind: str
    note: str
    aliases: tuple[str, ...]
    members: tuple[str, ...]
    lead: tuple[int, ...]
    support: tuple[int, ...]
    via_group: tuple[GroupConcern, ...]
    counts: dict[str, int]


class UnitMatch(NamedTuple):
    """The unit that a query means. ``read_as`` says so where the query is read with an assumption."""

    name: str
    read_as: str
