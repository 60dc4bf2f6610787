"""The form that goes back to a unit: the lines that were not taken, the wrong cells coloured, and why.

It is the same form (the same hidden sheet), so that it comes in like any other once it is corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from huaian_tui.documents.files import safe_file_name, write_whole
from huaian_tui.documents.xlsx.feedback_form import begin_form, end_form, write_hidden
from huaian_tui.documents.xlsx.sheets import Book, row_height
from huaian_tui.domain.feedback_layout import (
    ANSWER_COLUMNS,
    FORM_SHEET,
    HEAD_ROW,
    RETURN_HEAD,
    FormFacts,
    WrongLine,
    answer_column,
    known_columns,
)
from huaian_tui.domain.words.days import chinese_day

_REASON_WIDTH = 34.0
_FILL, _LOCKED_FILL, _WRONG_FILL = "#FFFBE6", "#F2F2F2", "#F4B6B6"
_FORMATS = {"finished_on": "yyyy-mm-dd", "value": "General"}


def write_returned(
    folder: Path, unit: str, facts: FormFacts, lines: Sequence[WrongLine], today: date
) -> Path:
    """Write the lines that were not taken of a unit's form into ``folder``; never over another file."""
    name = safe_file_name(f"{unit}_{FORM_SHEET}_退回_{chinese_day(today)}.xlsx")
    return write_whole(folder / name, returned_form(unit, facts, lines, today))


def returned_form(unit: str, facts: FormFacts, lines: Sequence[WrongLine], today: date) -> bytes:
    """The form as bytes; answers stand as they were filled, as text."""
    book = Book(f"{unit}{FORM_SHEET}（退回）", today)
    sheet = book.workbook.add_worksheet(FORM_SHEET)
    known = known_columns(several=facts.several)
    answers = [(head, width) for _, head, width in ANSWER_COLUMNS]
    columns = [*known, *answers, (RETURN_HEAD, _REASON_WIDTH)]
    told = (
        f"单位：{unit}。{chinese_day(today)}收到的反馈表中，以下 {len(lines)} 行没有收，其余已收，不必再报。"
    )
    asked = f"请按“{RETURN_HEAD}”改红色单元格后，将本文件发回；不要增删行列。本表不得填写涉密内容。"
    banners = begin_form(book, sheet, columns, (f"{FORM_SHEET}（退回）", told, asked))
    for at, line in enumerate(lines, start=HEAD_ROW + 1):
        _write_line(book, sheet, at, line, facts)
    end_form(sheet, len(columns), HEAD_ROW + len(lines))
    write_hidden(book, replace(facts, banners=banners))
    return book.finish()


def _write_line(book: Book, sheet: Any, at: int, line: WrongLine, facts: FormFacts) -> None:
    wrong = {field for field, _ in line.wrong}
    known = known_columns(several=facts.several)
    texts = [(line.known.get(head, line.milestone), width) for head, width in known]
    for column, (text, _) in enumerate(texts):
        if column == 0:
            book.number(sheet, at, 0, text, align="center", bg_color=_LOCKED_FILL)
        else:
            book.text(sheet, at, column, text, bg_color=_LOCKED_FILL)
    for field, _, width in ANSWER_COLUMNS:
        column = answer_column(field, several=facts.several)
        fill = _WRONG_FILL if field in wrong or "" in wrong else _FILL
        look = {"locked": False, "bg_color": fill, "num_format": _FORMATS.get(field, "@")}
        text = line.answers.get(field, "")
        texts.append((text, width))
        book.text(sheet, at, column, text, **look)
    reasons = "\n".join(dict.fromkeys(message for _, message in line.wrong))
    texts.append((reasons, _REASON_WIDTH))
    last = len(known) + len(ANSWER_COLUMNS)
    book.text(sheet, at, last, reasons, bg_color=_LOCKED_FILL, font_color="#C00000")
    sheet.set_row(at, row_height(texts))
