"""Notes, and records on a time line, as the store answers them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huaian_tui.domain.answers.plans import TaskRef, bare_ref
from huaian_tui.domain.words.other_laptops import other_laptop_mark


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
    "keeps_visit": "此前约定的回访",
    "solves": "已解决的问题",
}
"""Parts of a note besides its text → what people call them."""


@dataclass(frozen=True, slots=True)
class OtherNote:
    """Another note of the same task: one whose problem was found solved, or the one that found it so.

    ``problem`` is the problem that the other note tells of, empty where it tells of none.
    """

    record_id: bytes
    day: date
    problem: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note (督查记录) as it reads now; ``earlier`` keeps what it said before, oldest first.

    ``keeps_visit``: it keeps the visits that earlier notes promised (``domain.rules.visits``).
    """

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
    keeps_visit: bool = True
    earlier: tuple[EarlierText, ...] = ()
    ref: TaskRef | None = None
    called: tuple[str, ...] = ()
    """What its units, named by their ids, were called on its day; empty: as they are named."""
    solves: tuple[OtherNote, ...] = ()
    """The notes whose problems it found solved."""
    solved_by: tuple[OtherNote, ...] = ()
    """The notes that found its own problem solved, by their day."""
    laptop: str = ""
    """The laptop behind the name where another one bears it as a rule (``services/names_of_laptops``)."""

    @property
    def who(self) -> str:
        """The officer, with the laptop where that is not the usual one of the name."""
        return f"{self.officer}{other_laptop_mark(self.laptop)}"

    @property
    def named(self) -> TaskRef:
        """How people name its task."""
        return self.ref or bare_ref(self.task_no)

    @property
    def unit_names(self) -> tuple[str, ...]:
        """Its units by their names on its day."""
        return self.called or self.units

    @property
    def open_problem(self) -> bool:
        """Whether it tells of a problem that no later note has found solved."""
        return bool(self.problem.strip()) and not self.solved_by


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
    corrects_note: bool = False
    """It is told at the note that it corrects."""
    taken_back: bool = False
    ref: TaskRef | None = None
    title: str = ""
    """What the officer reads for it where that is not the title of its kind."""
    laptop: str = ""
    """The laptop behind the name where another one bears it as a rule (``services/names_of_laptops``)."""

    @property
    def who(self) -> str:
        """The officer, with the laptop where that is not the usual one of the name."""
        return f"{self.officer}{other_laptop_mark(self.laptop)}"

    @property
    def named(self) -> TaskRef | None:
        """How people name the task it is about, if it is about one."""
        return self.ref if self.ref or self.task_no is None else bare_ref(self.task_no)
