"""A task in full, as the store answers it; a task in a list (``task_rows``) is known here too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.answers.milestones import MilestoneRow, ReadingRow
from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.answers.plans import TaskRef, TaskRevision, bare_ref
from huaian_tui.domain.answers.task_rows import TaskRow, UnitSlotRow
from huaian_tui.domain.answers.units import Confirmation

__all__ = [
    "DeliverableRow",
    "DutyRow",
    "Handed",
    "RemarkRow",
    "TaskDetail",
    "TaskRow",
    "TaskVersion",
    "UnitSlotRow",
]


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """What the published text itself is unsure of (as row 50, 市工信厅): where, what, how it is treated.

    ``confirmed``: an officer has confirmed since that the unit ``read_as`` is meant; ``treatment`` says so.
    """

    rows: tuple[int, ...]
    where: str
    text: str
    treatment: str
    read_as: str = ""
    confirmed: Confirmation | None = None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A recurring or standing duty without an interval or date: ``kind`` is periodic or standing."""

    phrase: str
    kind: str


@dataclass(frozen=True, slots=True)
class DeliverableRow:
    """A named deliverable (成果) and the last thing handed in for it, if any."""

    id: str
    task_no: int
    title: str
    phrase: str
    handed_in_on: date | None
    handed_in: str
    officer: str
    ref: TaskRef | None = None

    @property
    def named(self) -> TaskRef:
        """How people name its task."""
        return self.ref or bare_ref(self.task_no)


@dataclass(frozen=True, slots=True)
class TaskVersion:
    """One of several ways in which officers have written a task apart; ``ended``: why it ended, if so."""

    record_id: bytes
    officer: str
    recorded_at: str
    text: str
    lead: str
    support: str
    ended: str


@dataclass(frozen=True, slots=True)
class Handed:
    """Where a matter (交办事项) comes from: the kind of source, its day and title, who handed it over.

    ``year`` and ``number`` are what it is numbered by, ``former`` the printed numbers that it bore before.
    """

    kind: str
    day: date
    document: str
    by: str
    urgent: bool
    year: int
    number: int
    former: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """In one line: 批示（急件），2026-03-05，《关于…》，市长."""
        kind = f"{self.kind}（急件）" if self.urgent else self.kind
        return "，".join(part for part in (kind, self.day.isoformat(), self.document, self.by) if part)


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """Everything that stands about one task; ``versions``: those that were written apart, none as a rule.

    ``handed``: where a matter comes from; None of a task of a plan. ``ties``: what it is tied to (一事多源).
    ``revisions``: how revisions of the plan's text wrote it anew, the newest first.
    """

    task: TaskRow
    section: str
    article: str
    article_no: int
    slots: tuple[UnitSlotRow, ...]
    milestones: tuple[MilestoneRow, ...]
    deliverables: tuple[DeliverableRow, ...]
    duties: tuple[DutyRow, ...]
    remarks: tuple[RemarkRow, ...]
    readings: tuple[ReadingRow, ...]
    events: tuple[EventRow, ...]
    self_supervised: bool
    ended_on: date | None = None
    ended_why: str = ""
    versions: tuple[TaskVersion, ...] = ()
    handed: Handed | None = None
    ties: tuple[TaskRow, ...] = ()
    revisions: tuple[TaskRevision, ...] = ()
