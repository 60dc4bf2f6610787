"""How units stand, as rows read from the ledger.

Named tuples, not dataclasses like the other rows: ``dataclasses`` alone takes half the time
in which ``unit … --json`` answers. For the same reason the types of their fields are no texts
(``from __future__ import annotations``), each of which ``typing`` would compile; what only lists and
forms need stands in ``unit_lists``.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple


class UnitNaming(NamedTuple):
    """A name of a unit from ``since`` (None: the beginning) to the day before ``until`` (None: it holds)."""

    name: str
    full_name: str
    since: date | None
    until: date | None


class UnitMerged(NamedTuple):
    """Another unit that a unit has become part of or that is part of it: its name of the day, since when."""

    id: str
    name: str
    day: date


class UnitSide(NamedTuple):
    """One of several last records about a unit that were written apart: whose, when, what it says.

    ``differs``: what else of the unit it says otherwise than the others.
    """

    record_id: bytes
    short_id: str
    officer: str
    recorded_at: str
    says: str
    differs: str = ""

    @property
    def told(self) -> str:
        """All that tells it from the others."""
        return "；".join(part for part in (self.says, self.differs) if part)


class Contact(NamedTuple):
    """A person at a post of a unit, from ``since`` to the day before ``until`` (None: still).

    ``unit`` is the id of the unit, ``unit_name`` its name of the day asked for; ``record_id`` the record that
    says so, to be corrected or taken back.
    """

    unit: str
    unit_name: str
    post: str
    person: str
    phone: str
    since: date
    until: date | None
    record_id: bytes

    def answers_on(self, day: date) -> bool:
        """Whether it is this person who answers on a day."""
        return self.since <= day and (self.until is None or day < self.until)


class Confirmation(NamedTuple):
    """That something of a unit was confirmed: the day of recording, and the basis (empty: none was given)."""

    day: date
    basis: str


class GroupConcern(NamedTuple):
    """A task that concerns a unit through a group; ``certain`` is False for an open group."""

    task_no: int
    group: str
    role: str
    certain: bool


class UnitTask(NamedTuple):
    """A task of an open plan that concerns a unit: number for life, plan id and code, printed number.

    ``role`` is lead, support or the group through which it concerns the unit for certain.
    """

    no: int
    plan: str
    code: str
    printed: str
    text: str
    role: str
    light: str


class UnitDetail(NamedTuple):
    """How a unit (单位) stands: its name of the day, and the ``id`` by which records name it.

    ``lead`` and ``support`` are tasks of the current plan, ``via_group`` those that concern it
    through a group, ``tasks`` those of all open plans,
    ``printed`` the numbers that the current plan prints for these, ``counts`` its tasks by those
    lights that the office has over lead, support and certain groups.

    ``confirmed``: when its full name, once open, was confirmed.
    ``names`` are all that it bore, ``merged`` what it has become part of by the day, ``absorbed`` what became
    part of it; ``sides`` are the records on which laptops differ, ``circle``: it was merged in a circle.
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
    tasks: tuple[UnitTask, ...] = ()
    id: str = ""
    names: tuple[UnitNaming, ...] = ()
    merged: UnitMerged | None = None
    absorbed: tuple[UnitMerged, ...] = ()
    sides: tuple[UnitSide, ...] = ()
    circle: bool = False
    printed: Mapping[int, str] = MappingProxyType({})
    confirmed: Confirmation | None = None


class UnitMatch(NamedTuple):
    """The unit that a query means, by its id. ``read_as`` says so where that rests on an assumption."""

    name: str
    read_as: str
