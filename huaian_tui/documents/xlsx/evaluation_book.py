"""督查评价 as a workbook: all measures of each row, 延期账, and how each figure is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huaian_tui.documents.xlsx.pictures import add_picture
from huaian_tui.documents.xlsx.sheets import Book, page_setup, row_height
from huaian_tui.domain.evaluation.figures import Evaluation, Rate
from huaian_tui.domain.evaluation.measures import MEASURES
from huaian_tui.domain.evaluation.page import page_lines
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

_SLIP_HEADS = (
    ("任务", 10.0),
    ("编号", 18.0),
    ("节点", 36.0),
    ("最初时限", 12.0),
    ("现在时限", 12.0),
    ("怎样改的", 60.0),
    ("怎样", 24.0),
)
_NAME_WIDTH, _WIDTH, _PAGE_WIDTH = 30.0, 9.0, 120.0


def evaluation_book(
    found: Evaluation, slips: Sequence[Behind], pictures: Sequence[PictureData] = (), about: str = ""
) -> bytes:
    """The bytes of the workbook: 评价, 延期账, the pictures with their figures, 怎么算.

    ``about``: whose figures of which plans.
    """
    title = f"督查评价（{found.period.title}）"
    book = Book(title, found.as_of)
    _rows(book, found, title, about)
    _slips(book, found, slips)
    for one in pictures:
        add_picture(book, one, f"{found.period.title}，截至{chinese_day(found.as_of)}的情况。")
    _page(book)
    return book.finish()


def _rows(book: Book, found: Evaluation, title: str, about: str) -> None:
    sheet = book.workbook.add_worksheet("评价")
    heads = [(BY_TITLES[found.by], _NAME_WIDTH), ("角色", 6.0), *((one.head, _WIDTH) for one in MEASURES)]
    book.banner(sheet, 0, len(heads), title, bold=True, font_size=16, align="center")
    of = about or f"按{BY_TITLES[found.by]}"
    told = f"截至{chinese_day(found.as_of)}，{of}；比率不约分；不排名次"
    book.banner(sheet, 1, len(heads), told)
    book.heads(sheet, 2, heads)
    for at, row in enumerate(found.rows, 3):
        book.text(sheet, at, 0, row.name)
        book.text(sheet, at, 1, ROLE_TITLES.get(row.role or "", ""))
        for column, measure in enumerate(MEASURES, 2):
            _value(book, sheet, at, column, measure.of(row.figures))
        sheet.set_row(at, row_height([(row.name, _NAME_WIDTH)]))
    last = 2 + len(found.rows)
    for at, line in enumerate(conventions(found), last + 2):
        book.banner(sheet, at, len(heads), line)
    sheet.freeze_panes(3, 2)
    if found.rows:
        sheet.autofilter(2, 0, last, len(heads) - 1)
    page_setup(sheet, 2, len(heads), last + 1 + len(conventions(found)))


def _value(book: Book, sheet: Any, row: int, column: int, value: int | Rate | None) -> None:
    """Counts as numbers, rates as they are read: 10/16; – where there is none."""
    if isinstance(value, int):
        sheet.write_number(row, column, value, book.format(border=1))
    else:
        text = "–" if value is None else value.text or "–"
        book.text(sheet, row, column, text, align="right")


def _slips(book: Book, found: Evaluation, slips: Sequence[Behind]) -> None:
    sheet = book.workbook.add_worksheet("延期账")
    book.banner(
        sheet, 0, len(_SLIP_HEADS), f"延期账（{found.period.title}）", bold=True, font_size=16, align="center"
    )
    book.banner(sheet, 1, len(_SLIP_HEADS), f"截至{chinese_day(found.as_of)}，{len(slips)} 个节点改过时限")
    book.heads(sheet, 2, _SLIP_HEADS)
    for at, one in enumerate(slips, 3):
        standing = one.standing
        cells = (
            "" if one.ref is None else one.ref.label,
            one.milestone or "",
            one.title,
            "" if standing is None else str(standing.original or "未定"),
            "" if standing is None else str(standing.due or "未定"),
            "" if standing is None else "\n".join(slip_lines(standing.slips)),
            standing_words(standing),
        )
        for column, cell in enumerate(cells):
            book.text(sheet, at, column, cell)
        widths = (width for _, width in _SLIP_HEADS)
        sheet.set_row(at, row_height(zip(cells, widths, strict=True)))
    sheet.freeze_panes(3, 0)
    page_setup(sheet, 2, len(_SLIP_HEADS), 2 + len(slips))


def _page(book: Book) -> None:
    """How each figure is counted, as ``help 评价`` says it."""
    sheet = book.workbook.add_worksheet("怎么算")
    sheet.set_column(0, 0, _PAGE_WIDTH)
    for at, (line, heading) in enumerate(page_lines()):
        book.text(sheet, at, 0, line, bold=heading, border=0)
        sheet.set_row(at, row_height([(line, _PAGE_WIDTH)]))
    page_setup(sheet, 0, 1, sum(1 for _ in page_lines()) - 1)
