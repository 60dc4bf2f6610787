"""Tasks in lists. Apart from ``tasks``: the first screen waits for every class that is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.domain.rules.lights import Light


@dataclass(frozen=True, slots=True)
class UnitSlotRow:
    """One unit in one row of the table.

    ``raw`` is the table's own text, ``unit`` the unit it is read as, ``open`` an
    open set behind it (市科技局等单位), ``assumption`` why ``raw`` is read so (empty: plainly).
    ``called``: its name on the day, where that differs from ``unit``, which is its id. ``holder``: who has
    the task on the day (the id; after a merge the successor, empty: the unit itself), ``now`` what lists show
    for it then.
    """

    role: str
    raw: str
    unit: str
    open: bool
    assumption: str
    called: str = ""
    holder: str = ""
    now: str = ""

    @property
    def passed_on(self) -> bool:
        """Whether another unit has the task on the day, which this one has become part of."""
        return self.holder not in ("", self.unit)

    @property
    def name(self) -> str:
        """The unit by its name on the day."""
        return self.called or self.unit


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task (重点任务) in a list.

    ``lead`` and ``support`` are verbatim as in the table, ``lead_now`` and ``support_now`` who has it on the
    day by their names then (``store.queries.slot_names``): what lists show.
    """

    no: int
    level1: str
    level2: str
    text: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    light: Light
    next_due: date | None
    overdue_days: int
    ref: TaskRef | None = None
    lead_now: tuple[str, ...] = ()
    support_now: tuple[str, ...] = ()

    @property
    def named(self) -> TaskRef:
        """How people name it."""
        return self.ref or bare_ref(self.no)
