"""What a file gives, decided as far as it is: the preview that screens and ``plan import`` show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from huaian_tui.importing.plan_files.draft import Draft, DraftTask, NewUnit, Question
from huaian_tui.importing.plan_files.plan_file import PlanFile
from huaian_tui.importing.plan_files.questions import WORDS
from huaian_tui.services.plan_import.choices import Choices
from huaian_tui.services.plan_import.decisions import Decisions

__all__ = ["Here", "Preview", "Surroundings"]


@dataclass(frozen=True, slots=True)
class Here:
    """A plan of the ledger from the same file: its id, code and title; ``withdrawn``: it was taken back."""

    id: str
    code: str
    title: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What of the ledger a preview depends on, read once with the file.

    ``names``: name → id of the unit; ``shown``: id → its short name; ``codes``: code → title of every plan;
    ``shorts``: short names of plans; ``from_file``: plans from a file with the same SHA-256; ``choices``:
    those of earlier files; ``columns``: roles of columns that were used from them.
    """

    names: Mapping[str, str]
    shown: Mapping[str, str]
    codes: Mapping[str, str]
    shorts: frozenset[str]
    from_file: tuple[Here, ...] = ()
    choices: Choices = field(default_factory=Choices)
    columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """A plan as it would be accepted now.

    ``decisions`` are those of the person, ``in_force`` the same with what is remembered of earlier files.
    ``read`` is the file as read (places count there), ``draft`` the same as decided: its tasks stand at the
    same places, rows that were given a text behind them; a milestone is ``sure`` where it is ticked.
    ``taken`` are the places of the tasks that are accepted, in the order of the file. ``questions`` are all,
    those about units among them; ``unanswered`` those of them that stand in the way of accepting.
    ``new_units`` enter the ledger when it is accepted. ``told``: (where, Chinese sentence) of what was
    decided for the officer: days that are proposed, choices remembered from earlier files. ``read_again``:
    columns or the year were decided otherwise since the file was read, so it has to be read anew
    (``reading.read_again``); ``read_columns`` are those with which it was.
    """

    read: PlanFile
    decisions: Decisions
    in_force: Decisions
    around: Surroundings
    draft: Draft
    taken: tuple[int, ...]
    questions: tuple[Question, ...]
    unanswered: tuple[Question, ...]
    new_units: tuple[NewUnit, ...]
    title: str
    short: str
    code: str
    year: int | None
    stage: str
    start: date | None
    horizon: date | None
    told: tuple[tuple[str, str], ...] = ()
    read_again: bool = False
    read_columns: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @property
    def tasks(self) -> tuple[DraftTask, ...]:
        """The tasks that are accepted, in the order of the file."""
        return tuple(self.draft.tasks[place] for place in self.taken)

    def answer_of(self, question: Question) -> str:
        """The answer that holds: given to it, to all of its kind or to an earlier file; ``""`` for none."""
        return given_answer(self.in_force, question)


def given_answer(decisions: Decisions, question: Question) -> str:
    """The answer to a question by its id, else to all of its kind where it fits; ``""`` for none."""
    own = decisions.answers.get(question.id)
    if own is not None:
        return own
    of_kind = decisions.answers.get(question.kind, "")
    fits = of_kind in {one.key for one in question.answers} or question.open and of_kind not in WORDS
    return of_kind if fits else ""
