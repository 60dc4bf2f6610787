"""Plans as the store answers them, and how a task is named among several plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from huaian_tui.domain.matters import MATTERS_PLAN, short_no
from huaian_tui.domain.words.items import item


class TaskRef(NamedTuple):
    """How people name a task.

    ``no`` is its number for life, which is never shown. ``label`` is what lists show: 12 in the current plan,
    JB/2026-3 in any other. ``printed`` is the number as its plan prints it, empty without one; ``plan`` the
    plan's id, with its code, title and short name.
    """

    no: int
    label: str
    printed: str
    plan: str
    code: str
    title: str
    short: str

    @property
    def id(self) -> str:
        """What a script keeps: it stays whatever a revision changes."""
        return f"{self.plan}/{self.no}"

    @property
    def number(self) -> int | str:
        """The printed number: an integer where it is one."""
        return int(self.printed) if self.printed.isascii() and self.printed.isdecimal() else self.printed

    @property
    def told(self) -> str:
        """In a sentence: 第12项, SJ第12项, 交办〔2026〕12号."""
        if self.plan == MATTERS_PLAN and short_no(self.printed):
            return f"{self.printed}号"
        return self.label if self.label in (NOT_HERE, GONE, PLAN_GONE) else item(self.label)


NOT_HERE = "等待方案"
"""What stands for a task that a record names and whose plan has not arrived yet."""

GONE = "已撤回"
"""What stands for a task that was withdrawn: its records are all that is left."""

PLAN_GONE = "方案已撤回"
"""What stands for a task whose whole plan was withdrawn."""

_MOST_PRINTED = 1 << 32
"""Numbers below are printed as they are: those of the plan that is shipped with the program."""


def bare_ref(no: int) -> TaskRef:
    """How a task is named of which the ledger knows no more than the number for life."""
    label = str(no) if no < _MOST_PRINTED else NOT_HERE
    return TaskRef(no, label, "" if label == NOT_HERE else label, "", "", "", "")


class PlanLine(NamedTuple):
    """A plan in a list: how many tasks and open milestones it has, how many of these are late or due soon.

    ``shared``: another plan bears its code too: they were entered apart.
    """

    id: str
    code: str
    title: str
    short: str
    kind: str
    stage: str
    start: date | None
    horizon: date | None
    closed_on: date | None
    current: bool
    tasks: int
    open_milestones: int
    overdue: int
    due_soon: int = 0
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of a plan's text as it was accepted.

    ``revision`` is the same on every laptop; ``text`` counts the changes in words; ``changes`` as the record
    has them (JSON, ``ledger.kinds.revisions``); ``withdraws``: the revision that this one takes back, "" as a
    rule; ``withdrawn``: a later one took it back.
    """

    record_id: bytes
    plan: str
    revision: str
    day: date
    officer: str
    text: str
    basis: str
    old_stage: str
    new_stage: str
    file_name: str
    sha256: str
    withdraws: str
    withdrawn: bool
    changes: str


@dataclass(frozen=True, slots=True)
class TaskRevision:
    """How a revision wrote one task anew: the day, who accepted it, the words, the text before if another."""

    day: date
    officer: str
    change: str
    before: str
