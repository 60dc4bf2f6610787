"""How a feedback form (反馈表) is laid out: what the writer writes and the reader relies on.

The visible sheet is for the unit. The hidden one says what the form is: pairs of a
key and a value in columns A and B, then the ids of its milestones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

FORM_VERSION = 1
"""Raised when a reader of the version before could read the form wrongly."""

PLANS_VERSION = 2
"""Of a form over several plans, which has a column more."""

FORM_SHEET = "反馈表"
HIDDEN_SHEET = "huaian_form"
FORM_MARK = "huaian-tui feedback"
"""The first cell of the hidden sheet: this workbook is a form of this program."""

HEAD_ROW = 3
"""The row of the column heads, counted from 0; the lines follow."""

MILESTONE_COLUMN = 1
"""The column with the milestone's id, by which a line is known even when lines were sorted. It is hidden:
an id says nothing to a unit, and takes room on paper."""
MILESTONE_WIDTH = 2.0

KNOWN_COLUMNS: tuple[tuple[str, float], ...] = (
    ("序号", 5),
    ("节点编号", MILESTONE_WIDTH),
    ("重点任务", 25),
    ("节点", 16),
    ("角色", 5),
    ("完成时限", 11),
    ("状态", 8),
    ("量化指标", 9),
    ("已知情况", 22),
)
"""Heads and widths (in characters) of what is known; these cells are locked.

All columns together have room on A4 landscape at about four fifths of their size.
"""

PLAN_COLUMN = 2
PLAN_HEAD = ("方案", 9.0)
"""Where a form over several plans says of which each line is, and its head."""


def known_columns(*, several: bool) -> tuple[tuple[str, float], ...]:
    """The columns of what is known, of a form over several plans with theirs."""
    if not several:
        return KNOWN_COLUMNS
    return (*KNOWN_COLUMNS[:PLAN_COLUMN], PLAN_HEAD, *KNOWN_COLUMNS[PLAN_COLUMN:])


ANSWER_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("progress", "进展", 26),
    ("finished", "是否完成", 5),
    ("finished_on", "完成日期", 11),
    ("value", "完成值", 7),
    ("problem", "存在问题", 16),
    ("next_step", "下一步", 16),
    ("reporter", "填报人", 7),
    ("phone", "电话", 13),
)
"""Field, head and width of the cells to fill."""

YES, NO = "是", "否"
MOST_LINES = 20_000
"""More milestones than any unit has; so many a form has at most, and is read."""


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What the hidden sheet says: which form, of which unit, made when, with which milestones.

    ``locks``: of each milestone what its locked cells were (``lock_of``), ``banners``: what stood above the
    heads; none in older forms.
    """

    id: str
    version: int
    plans: tuple[str, ...]
    unit: str
    exported_on: date
    milestones: tuple[str, ...]
    locks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    banners: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """Whether it is over several plans."""
        return len(self.plans) > 1


@dataclass(frozen=True, slots=True)
class WrongLine:
    """A line that is not taken: its id, locked texts by head, answers by field, what is wrong by field.

    The field is empty for what is wrong with the line as a whole.
    """

    milestone: str
    known: Mapping[str, str]
    answers: Mapping[str, str]
    wrong: tuple[tuple[str, str], ...]


FACT_KEYS = ("id", "version", "plan", "unit", "exported_on")
"""Keys of the hidden sheet, in the order of its rows after the mark; ``plan`` is one id or several."""

BANNERS_KEY = "banners"
"""The key of the sums over what stands above the heads."""

PLANS_BETWEEN = ","
"""Between the ids of several plans."""


RETURN_HEAD = "退回原因"
"""The head of the column more that a form has which went back: what is wrong with each line."""


def lock_of(text: str) -> str:
    """A short sum over the text of a locked cell, blanks left out: whether it was changed."""
    return hashlib.sha256("".join(text.split()).encode("utf-8", "replace")).hexdigest()[:8]


def locked_heads(*, several: bool) -> list[str]:
    """The heads of the cells that are summed, in the order of the sums: all that are known but the id."""
    return [head for at, (head, _) in enumerate(known_columns(several=several)) if at != MILESTONE_COLUMN]


def locks_from(said: str) -> tuple[str, ...]:
    """The sums of a line as the hidden sheet writes them."""
    return tuple(said.split(","))


def column_name(column: int) -> str:
    """A, B … Z, AA for a column counted from 0."""
    name = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def answer_column(field: str, *, several: bool = False) -> int:
    """The column of a cell to fill, counted from 0; ``several``: of a form over several plans."""
    fields = [name for name, _, _ in ANSWER_COLUMNS]
    return len(known_columns(several=several)) + fields.index(field)
