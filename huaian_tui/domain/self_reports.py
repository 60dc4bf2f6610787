"""What units report about their milestones (单位自报), and where such a report stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.domain.report_states import ReportState

BY_HAND = ("纸面", "邮件", "口头")
"""How a report comes that is typed in by an officer: on paper, by mail, by word of mouth."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """Where a report was read: the form's id, its version and day of export, the file, the sheet's row.

    ``file`` is the SHA-256 of the file in hexadecimal: the same file is taken once.
    """

    id: str
    version: int
    exported_on: date
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """One line of a form as a unit filled it, not yet checked.

    ``unit`` is a short name, ``finished`` the unit's own word; ``finished_on`` only
    when it is finished; ``value`` in the unit of the milestone's target. ``source``: how it came when not
    by a form (``BY_HAND``).
    """

    unit: str
    milestone: str
    progress: str
    finished: bool
    finished_on: date | None
    value: float | None
    problem: str
    next_step: str
    contact: str
    form: FormLine
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report (单位自报) with what was decided on it; ``day`` is the day it came in.

    ``unit`` is the id of the unit, ``called`` what it was called on that day; empty: as it is named.
    """

    record_id: bytes
    task_no: int
    milestone: str
    unit: str
    day: date
    officer: str
    progress: str
    finished: bool
    finished_on: date | None
    value: float | None
    problem: str
    next_step: str
    contact: str
    form: FormLine
    state: ReportState
    decided_by: str
    decided_on: date | None
    reason: str
    ref: TaskRef | None = None
    called: str = ""
    source: str = ""

    @property
    def unit_name(self) -> str:
        """The unit by its name on the day of the report."""
        return self.called or self.unit

    @property
    def named(self) -> TaskRef:
        """How people name its task."""
        return self.ref or bare_ref(self.task_no)
