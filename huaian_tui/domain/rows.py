"""What queries return: frozen rows, ready for screens, the command line and documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.lights import Light
from huaian_tui.domain.milestones import MilestoneState
from huaian_tui.domain.unit_rows import GroupConcern as GroupConcern
from huaian_tui.domain.unit_rows import UnitDetail as UnitDetail
from huaian_tui.domain.unit_rows import UnitMatch as UnitMatch
from huaian_tui.domain.unit_rows import UnitRow as UnitRow


@dataclass(frozen=True, slots=True)
class PlanRow:
    """The plan (方案) of this ledger. ``start`` is an assumption with its basis; ``horizon`` is quoted."""

    id: str
    title: str
    stage: str
    supervisor: str
    start: date
    start_basis: str
    horizon: date
    horizon_phrase: str
    horizon_basis: str


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as of a day: its state, its light and the days past its date."""

    state: MilestoneState
    light: Light
    overdue_days: int

    @property
    def id(self) -> str:
        """The milestone's id, as people type it (2-1)."""
        return self.state.id

    @property
    def task_no(self) -> int:
        """The row it belongs to (序号)."""
        return self.state.task_no


@dataclass(frozen=True, slots=True)
class UnitSlotRow:
    """One unit in one row of the table.

    ``raw`` is the table's own text, ``unit`` the unit it is read as, ``open`` an
    open set behind it (市科技局等单位), ``assumption`` why ``raw`` is read so (empty: plainly).
    """

    role: str
    raw: str
    unit: str
    open: bool
    assumption: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task (重点任务) in a list. ``lead`` and ``support`` are verbatim as in the table."""

    no: int
    level1: str
    level2: str
    text: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    light: Light
    next_due: date | None
    overdue_days: int


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """What the text itself is unsure of (domain.md section 2): where, what, and how it is treated."""

    rows: tuple[int, ...]
    where: str
    text: str
    treatment: str


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


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A value of a target on a day; ``met`` compares it with the target, None without one."""

    record_id: bytes
    milestone: str
    day: date
    value: float
    officer: str
    met: bool | None


@dataclass(frozen=True, slots=True)
class EarlierText:
    """What a note said before a correction, and why it was corrected.

    ``others`` are the other parts that the correction changed, by their keys in ``NOTE_PARTS``, as they
    read before ("" for nothing); ``same_text``: the text was not among what it changed.
    """

    text: str
    officer: str
    recorded_at: str
    reason: str
    others: tuple[tuple[str, str], ...] = ()
    same_text: bool = False


NOTE_PARTS = {
    "day": "日期",
    "units": "单位",
    "method": "方式",
    "contact": "联系人",
    "problem": "问题",
    "requirement": "要求",
    "follow_up": "回访",
}
"""Parts of a note besides its text → what people call them."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note (督查记录) as it reads now; ``earlier`` keeps what it said before, oldest first."""

    record_id: bytes
    task_no: int
    day: date
    officer: str
    recorded_at: str
    text: str
    units: tuple[str, ...]
    method: str
    contact: str
    problem: str
    requirement: str
    follow_up: date | None
    corrected: bool
    retracted: bool
    earlier: tuple[EarlierText, ...] = ()


@dataclass(frozen=True, slots=True)
class EventRow:
    """A record on a time line: what kind, who, when, and its gist in one line."""

    record_id: bytes
    kind: str
    task_no: int | None
    milestone: str | None
    day: date | None
    recorded_at: str
    officer: str
    gist: str


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """Everything that stands about one task."""

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


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """What a unit answered to a notice (反馈)."""

    record_id: bytes
    unit: str
    day: date
    text: str
    officer: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice (文书).

    ``document`` is its JSON as composed, frozen when it was issued; ``units`` the
    short names it is about; ``asks`` the milestones it asks for; ``warnings``
    what to look at before it goes out; ``number`` the 发文字号 or 期号, empty for a
    draft; ``doubled`` that another notice bears the same number (two laptops
    issued apart); ``missing`` the units that have not answered.
    """

    record_id: bytes
    kind: str
    title: str
    state: str
    units: tuple[str, ...]
    drafted_on: date
    officer: str
    document: str
    warnings: tuple[str, ...]
    asks: tuple[str, ...] = ()
    basis: str = ""
    approval: str = ""
    number: str = ""
    doubled: bool = False
    issued_on: date | None = None
    reply_due: date | None = None
    withdrawn: str = ""
    replies: tuple[ReplyRow, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Units it asked for an answer by a day that have not answered."""
        if self.reply_due is None:
            return ()
        answered = {reply.unit for reply in self.replies}
        return tuple(unit for unit in self.units if unit not in answered)


@dataclass(frozen=True, slots=True)
class Promises:
    """Open promises (回访): how many were missed, are for today, and come later within a week."""

    missed: int = 0
    today: int = 0
    later: int = 0


@dataclass(frozen=True, slots=True)
class PendingReports:
    """Reports of units that wait for a decision; ``units`` are the first ones, newest first."""

    count: int = 0
    units: tuple[str, ...] = ()
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """The morning screen: tasks by light, what is overdue or due, what was promised, the last records.

    ``overdue``, ``due_soon``, ``follow_ups`` and ``unanswered`` hold the first rows; the counts say all.
    """

    plan: PlanRow
    tasks: int
    lights: dict[Light, int]
    overdue: tuple[MilestoneRow, ...]
    overdue_count: int
    due_soon: tuple[MilestoneRow, ...]
    due_soon_count: int
    follow_ups: tuple[NoteRow, ...]
    promises: Promises
    unanswered: tuple[NoticeRow, ...]
    unanswered_units: int
    reports: PendingReports
    recent: tuple[EventRow, ...]
