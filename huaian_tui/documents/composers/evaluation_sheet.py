"""督查评价 on paper: an inner sheet with the main measures, 延期账 and the conventions. Nobody is ranked."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from huaian_tui.documents.composers.inner_sheet import inner_sheet
from huaian_tui.documents.composers.picture_sheet import picture_block
from huaian_tui.documents.model import Block, Cell, OfficialDocument, Paragraph, Table, TableColumn
from huaian_tui.domain.evaluation.figures import Evaluation, EvaluationRow
from huaian_tui.domain.evaluation.measures import BY_KEY, CONVENTIONS
from huaian_tui.domain.pictures.picture import PictureData
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.evaluation import (
    BY_TITLES,
    ROLE_TITLES,
    conventions,
    slip_lines,
    standing_words,
)
from huaian_tui.store.queries.evaluation.behind_figures import Behind
from huaian_tui.store.queries.settings import read_profile

PRINTED = (
    "due",
    "on_time",
    "late",
    "overdue",
    "due_today",
    "on_time_rate",
    "strict_rate",
    "by_original.due",
    "by_original.on_time_rate",
    "by_original.overdue",
    "extended",
    "extended_after_due",
    "cancelled",
    "carried_overdue",
    "undated_open",
)
"""The measures that stand on paper; the workbook has all of them."""

_SIZE = 9.0


def compose_evaluation(
    connection: sqlite3.Connection,
    found: Evaluation,
    slips: Sequence[Behind],
    pictures: Sequence[PictureData] = (),
    about: str = "",
) -> OfficialDocument:
    """The sheet, on its side, the pictures behind the tables; ``about``: whose figures of which plans."""
    told = f"{found.period.title}，截至{chinese_day(found.as_of)}，{about or f'按{BY_TITLES[found.by]}'}。"
    body: list[Block] = [Paragraph(told), _table(found)]
    body += [Paragraph(line) for line in conventions(found)[1:]]
    if slips:
        body.append(_slip_table(slips))
    body += [picture_block(one, place) for place, one in enumerate(pictures, 1)]
    body += [Paragraph(f"{number}.{one}。") for number, (one, _) in enumerate(CONVENTIONS, 1)]
    title = f"{found.period.title}督查评价"
    return inner_sheet(read_profile(connection, found.as_of), found.as_of, title, body, turned=True)


def _table(found: Evaluation) -> Table:
    by_unit = found.by == "unit"
    heads = [BY_TITLES[found.by], *(("角色",) if by_unit else ()), *(BY_KEY[key].head for key in PRINTED)]
    widths = [6.0, *((2.0,) if by_unit else ()), *(2.4 for _ in PRINTED)]
    columns = tuple(
        TableColumn(width, "left" if place == 0 else "center") for place, width in enumerate(widths)
    )
    rows = tuple(_row(row, by_unit=by_unit) for row in found.rows)
    return Table(columns, (tuple(Cell(head) for head in heads),), rows, landscape=True, font_size=_SIZE)


def _row(row: EvaluationRow, *, by_unit: bool) -> tuple[Cell, ...]:
    cells = [Cell(row.name)]
    if by_unit:
        cells.append(Cell(ROLE_TITLES.get(row.role or "", "")))
    return (*cells, *(Cell(BY_KEY[key].shown(row.figures).partition("（")[0]) for key in PRINTED))


def _slip_table(slips: Sequence[Behind]) -> Table:
    heads = ("任务", "节点", "最初时限", "怎样改的", "怎样")
    columns = tuple(TableColumn(width) for width in (1.5, 5.0, 2.0, 9.0, 3.0))
    rows = tuple(
        (
            Cell("" if one.ref is None else one.ref.label),
            Cell(one.title),
            Cell("" if one.standing is None else str(one.standing.original or "未定")),
            Cell("" if one.standing is None else "\n".join(slip_lines(one.standing.slips))),
            Cell(standing_words(one.standing)),
        )
        for one in slips
    )
    head = (tuple(Cell(one) for one in heads),)
    return Table(columns, head, rows, landscape=True, font_size=_SIZE, caption="延期账")
