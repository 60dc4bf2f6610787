"""The draft of a plan: what was understood of a file, what is proposed, what must be decided.

Nothing is stored yet.

Every row says where it stands in the file, every proposal quotes its phrase and says whether it is sure,
every question has its place and, where it can be answered by one key, its answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from huaian_tui.domain.reading.goals import Proposal


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer a question: ``key`` for the program and ``--decisions``, ``words`` for a person."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person must decide or know.

    ``id`` is the same whenever the same file is read (for ``--decisions``); ``kind`` says of what sort it is;
    ``task`` is the place of its task in the draft, None when it is of the whole; without ``answers`` it is
    told only, unless ``open``: then a value may be typed. ``about`` are the names and words that it is about,
    ``tasks`` the places of all tasks that an answer changes where it is of several.
    """

    id: str
    kind: str
    where: str
    message: str
    task: int | None = None
    answers: tuple[Answer, ...] = ()
    open: bool = False
    about: tuple[str, ...] = ()
    tasks: tuple[int, ...] = ()

    @property
    def must_be_answered(self) -> bool:
        """Whether the plan cannot be accepted without an answer."""
        return bool(self.answers) or self.open


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A unit of a task: ``raw`` as printed, ``name`` with a prefix restored.

    ``unit`` the known one's id or ``""``.
    """

    raw: str
    name: str
    unit: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A name that no known unit bears, with the nearest known ones and the places where it stands."""

    name: str
    nearest: tuple[str, ...]
    group: bool
    count: int


@dataclass(frozen=True, slots=True)
class DraftTask:
    """One task as it would be accepted."""

    no: str | None
    sub: int | None
    table: str
    level1: str
    level2: str
    text: str
    lead: tuple[ReadUnit, ...]
    support: tuple[ReadUnit, ...]
    lead_raw: str
    support_raw: str
    open: tuple[str, ...]
    due_text: str
    milestones: tuple[Proposal, ...]
    duties: tuple[str, ...]
    note: str
    where: str


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table and what its columns were read as: (place from 0, head, role), for setting them by hand."""

    name: str
    columns: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True, slots=True)
class BlankRow:
    """A row without the text of its task: the id of its question, the place before which it stands, the rest.

    Whoever answers the question with a text makes it a task.
    """

    question: str
    before: int
    task: DraftTask


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as read. ``told`` is what was left out or read in a special way, as (where.

    Chinese sentence).
    """

    title: str
    stage: str
    year: int | None
    tasks: tuple[DraftTask, ...]
    new_units: tuple[NewUnit, ...]
    questions: tuple[Question, ...]
    told: tuple[tuple[str, str], ...]
    tables: tuple[ReadTable, ...] = ()
    blank: tuple[BlankRow, ...] = ()
