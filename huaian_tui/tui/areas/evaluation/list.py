"""What the evaluation screen lists: rows with their foremost figures, and all figures of one row.

No column of figures can be sorted by: the order of the rows is that of the plan, never a rank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from huaian_tui.domain.columns import Column, cells_of
from huaian_tui.domain.evaluation.figures import By, EvaluationRow, Figures, Rate
from huaian_tui.domain.evaluation.measure import Measure
from huaian_tui.domain.evaluation.measures import BY_KEY, MEASURES
from huaian_tui.domain.words.evaluation import ROLE_TITLES
from huaian_tui.tui.list.source import ListRow
from huaian_tui.tui.safe_text import own_words

MEASURE_TEXTS: dict[By, str] = {"unit": "行", "indicator": "个指标", "plan": "个方案", "task": "项任务"}
"""What the rows are counted in."""


NO_RATE = "-"
"""Where there is nothing to measure: the dash of papers is of doubtful width on a terminal."""


def _number(key: str) -> Callable[[EvaluationRow], str]:
    measure = BY_KEY[key]

    def said(row: EvaluationRow) -> str:
        value = measure.of(row.figures)
        if isinstance(value, Rate):
            return value.text or NO_RATE
        return str(value) if value else ""

    return said


def _column(key: str, width: int, priority: int) -> Column[EvaluationRow]:
    return Column(BY_KEY[key].head, _number(key), width=width, right=True, grows=True, priority=priority)


ROW_COLUMNS: tuple[Column[EvaluationRow], ...] = (
    Column("名称", lambda row: row.name, weight=3, min_width=14, comfort=26),
    Column("角色", lambda row: "" if row.role is None else ROLE_TITLES[row.role], width=4, priority=2),
    _column("due", 4, 1),
    _column("on_time", 4, 3),
    _column("late", 4, 3),
    _column("overdue", 4, 1),
    _column("on_time_rate", 7, 1),
    _column("strict_rate", 7, 5),
    _column("carried_overdue", 8, 4),
    _column("extended", 6, 6),
    _column("undated_open", 6, 7),
)


def row_key(row: EvaluationRow) -> str:
    """The key of a row in the list: a unit stands in it once for each role."""
    return row.key if row.role is None else f"{row.role}:{row.key}"


def rows_of_evaluation(rows: Iterable[EvaluationRow]) -> list[ListRow]:
    """The rows as lines, in their order."""
    return [
        ListRow(row_key(row), cells_of(row, ROW_COLUMNS), "overdue" if row.figures.overdue else "")
        for row in rows
    ]


class FigureLine(NamedTuple):
    """A figure of the chosen row; ``other``: the same in the period or on the day beside it."""

    measure: Measure
    figures: Figures
    other: Figures | None = None

    @property
    def change(self) -> str:
        """By how much it is more or less than beside it; empty where it is the same, or cannot be said."""
        now, then = (self.measure.of(one) if one is not None else None for one in (self.figures, self.other))
        if not isinstance(now, int) or not isinstance(then, int) or now == then:
            return ""
        return f"{now - then:+d}"


def _shown(measure: Measure, figures: Figures) -> str:
    return own_words(measure.shown(figures))


FIGURE_COLUMNS: tuple[Column[FigureLine], ...] = (
    Column("类别", lambda line: line.measure.group.value, width=12, priority=4),
    Column("数字", lambda line: line.measure.name, weight=2, min_width=14),
    Column("本期", lambda line: _shown(line.measure, line.figures), width=12, right=True, grows=True),
    Column(
        "对比",
        lambda line: "" if line.other is None else _shown(line.measure, line.other),
        width=12,
        right=True,
        priority=2,
    ),
    Column("变化", lambda line: line.change, width=5, right=True, priority=2),
)

COMPARING_COLUMNS = ("对比", "变化")
"""Columns that stand only where two are shown side by side."""


def figure_rows(figures: Figures, other: Figures | None) -> list[ListRow]:
    """All measures of a row that it has, as lines."""
    lines = (FigureLine(one, figures, other) for one in MEASURES)
    return [
        ListRow(line.measure.key, cells_of(line, FIGURE_COLUMNS))
        for line in lines
        if line.measure.of(figures) is not None
    ]
