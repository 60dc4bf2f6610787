"""An evaluation as tables: its rows, what stands behind a figure, 延期账."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.domain.columns import Column
from huaian_tui.domain.evaluation.comparing import ChangedRow, class_word
from huaian_tui.domain.evaluation.figures import Evaluation, EvaluationRow, Rate
from huaian_tui.domain.evaluation.measure import Counts, Measure
from huaian_tui.domain.evaluation.measures import BY_KEY
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.evaluation import (
    BY_TITLES,
    ROLE_TITLES,
    conventions,
    records_words,
    slip_lines,
    standing_words,
)
from huaian_tui.store.queries.evaluation.behind_figures import Behind
from huaian_tui.store.queries.evaluation.beside import Beside, Change

SHOWN = (
    "due",
    "on_time",
    "late",
    "overdue",
    "due_today",
    "on_time_rate",
    "strict_rate",
    "by_original.on_time_rate",
    "by_original.overdue",
    "extended",
    "carried_overdue",
    "undated_open",
    "silent",
)
"""The measures of the table that a terminal shows; JSON and Excel have all of them."""


def evaluation_blocks(found: Evaluation) -> Iterator[Block]:
    """The rows with the measures that a terminal has room for, and what must not be read into them."""
    columns: list[Column[EvaluationRow]] = [Column(BY_TITLES[found.by], lambda row: row.name, rest=True)]
    if found.by == "unit":
        columns.append(Column("角色", lambda row: ROLE_TITLES.get(row.role or "", "")))
    columns += [_column(BY_KEY[key]) for key in SHOWN]
    yield Table(tuple(columns), list(found.rows))
    yield Lines(conventions(found))


def _column(measure: Measure) -> Column[EvaluationRow]:
    return Column(measure.head, lambda row: measure.shown(row.figures))


_MILESTONE: tuple[Column[Behind], ...] = (
    Column("任务", lambda one: "" if one.ref is None else one.ref.label),
    Column("编号", lambda one: one.milestone or ""),
    Column("名称", lambda one: one.title, rest=True),
    Column("时限", lambda one: "" if one.standing is None else str(one.standing.due or "未定")),
    Column("原定", lambda one: "" if one.standing is None else str(one.standing.original or "")),
    Column("怎样", lambda one: standing_words(one.standing)),
    Column("记录", lambda one: records_words(one.records)),
)
_SLIPS: tuple[Column[Behind], ...] = (
    *_MILESTONE[:3],
    Column("延期", lambda one: "" if one.slip is None else slip_lines((one.slip,))[0]),
    Column("记录", lambda one: records_words(one.records)),
)
_TASKS: tuple[Column[Behind], ...] = (_MILESTONE[0], Column("任务内容", lambda one: one.title, rest=True))
_REPLIES: tuple[Column[Behind], ...] = (
    Column("单位", lambda one: one.unit or ""),
    Column("文书", lambda one: one.title, rest=True),
    Column("期限", lambda one: str(one.day or "")),
    Column("按时", lambda one: "是" if one.kept else "否"),
    Column("记录", lambda one: records_words(one.records)),
)
_VISITS: tuple[Column[Behind], ...] = (
    _MILESTONE[0],
    Column("承诺日", lambda one: str(one.day or "")),
    Column("已回访", lambda one: "是" if one.kept else "否"),
    Column("记录", lambda one: records_words(one.records)),
)
_COLUMNS = {
    Counts.SLIPS: _SLIPS,
    Counts.TASKS: _TASKS,
    Counts.REPLIES: _REPLIES,
    Counts.VISITS: _VISITS,
}


def behind_blocks(
    found: Evaluation, name: str, measure: Measure, things: Sequence[Behind]
) -> Iterator[Block]:
    """What a figure of a row counts."""
    yield Table(_COLUMNS.get(measure.counts, _MILESTONE), list(things))
    head = f"{name}，{found.period.title}，截至{chinese_day(found.as_of)}"
    yield Lines(
        [
            f"{head}：{measure.name} {len(things)} 个。",
            f"{measure.formula}；{measure.edges}。",
        ]
    )


def slip_blocks(found: Evaluation, things: Sequence[Behind]) -> Iterator[Block]:
    """延期账: one line a milestone."""
    columns: tuple[Column[Behind], ...] = (
        *_MILESTONE[:3],
        Column("最初时限", lambda one: "" if one.standing is None else str(one.standing.original or "未定")),
        Column(
            "改过",
            lambda one: "" if one.standing is None else "\n".join(slip_lines(one.standing.slips)),
            lines=12,
        ),
        Column("怎样", lambda one: standing_words(one.standing)),
    )
    yield Table(columns, list(things))
    said = f"延期账，{found.period.title}，截至{chinese_day(found.as_of)}：{len(things)} 个节点改过时限。"
    yield Lines([said if things else "没有改过时限的节点。"])


def beside_blocks(then: Evaluation, now: Evaluation, found: Beside) -> Iterator[Block]:
    """Two evaluations side by side: the figures that differ, then the milestones that made them so."""
    rows = [(row, *one) for row in found.rows for one in row.differing()]
    columns: tuple[Column[tuple[ChangedRow, str, int | Rate | None, int | Rate | None]], ...] = (
        Column(BY_TITLES[now.by], lambda one: one[0].name, rest=True),
        Column("角色", lambda one: ROLE_TITLES.get(one[0].role or "", "")),
        Column("数", lambda one: BY_KEY[one[1]].name),
        Column("原来", lambda one: _shown(one[2])),
        Column("现在", lambda one: _shown(one[3])),
    )
    yield Table(columns, rows)
    changes: tuple[Column[Change], ...] = (
        Column("任务", lambda one: "" if one.stands.ref is None else one.stands.ref.label),
        Column("编号", lambda one: one.stands.milestone or ""),
        Column("名称", lambda one: one.stands.title, rest=True),
        Column("原来", lambda one: class_word(one.then)),
        Column("现在", lambda one: class_word(one.now)),
        Column("怎样", lambda one: standing_words(one.stands.standing)),
        Column("记录", lambda one: records_words(one.records)),
    )
    yield Table(changes, found.changes)
    told = " 与 ".join(f"{one.period.title}（截至{chinese_day(one.as_of)}）" for one in (then, now))
    yield Lines([f"{told}：{len(rows)} 个数不同，{len(found.changes)} 个节点变了。"])


def _shown(value: int | Rate | None) -> str:
    return "–" if value is None else value.shown if isinstance(value, Rate) else str(value)
