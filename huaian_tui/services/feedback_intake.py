"""Reading filled feedback forms (反馈表) back: line by line into drafts, or what is wrong with them.

A file with one wrong line gives nothing, unless the officer wants those that are right (``partial``): then
the others go back in a form of their own. What is taken is 单位自报, pending until an officer confirms it.
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.feedback_layout import ANSWER_COLUMNS, FormFacts, WrongLine, known_columns
from huaian_tui.domain.self_reports import ReportDraft
from huaian_tui.importing.form_cells import CellKind, FormCell, FormSheet
from huaian_tui.importing.workbook import read_workbook
from huaian_tui.importing.workbook_guard import WorkbookRefused
from huaian_tui.services.form_lines import REPORTER, Lines
from huaian_tui.services.form_parts import Refusal, Told
from huaian_tui.services.form_places import MILESTONE_HEAD, Places, check_facts, facts_of, places_of
from huaian_tui.services.form_remarks import refused_places, told_places
from huaian_tui.services.report_taking import LineOutcome, take_reports
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.unit_history import unit_name_on

BACK_FOLDER = "退回"
"""Beside a file that came in: where the lines go that are to be filled anew."""

__all__ = ["BACK_FOLDER", "FilledForm", "FormImport", "Refusal", "Told", "import_form", "read_form"]


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as read: its unit by the name of the day, the right lines, all that is wrong, and the rest."""

    unit: str
    facts: FormFacts
    drafts: tuple[ReportDraft, ...]
    refused: tuple[Refusal, ...]
    told: tuple[Told, ...]
    wrong: tuple[WrongLine, ...]


@dataclass(frozen=True, slots=True)
class FormImport:
    """What became of a file: new report ids, lines known before, refusals, what was not read, each line.

    ``right_lines``: the right ones of a file that was refused whole; ``returned``: the form with those that
    are wrong, where the right ones were taken.
    """

    file: Path
    unit: str
    accepted: tuple[bytes, ...]
    known: int
    refused: tuple[Refusal, ...]
    told: tuple[Told, ...] = ()
    lines: tuple[LineOutcome, ...] = ()
    right_lines: tuple[str, ...] = ()
    returned: Path | None = None

    @property
    def right(self) -> int:
        """How many lines could be taken of a file that was refused whole."""
        return len(self.right_lines)

    @property
    def taken(self) -> bool:
        """Whether something of the file was taken, or was here already."""
        return bool(self.lines)


def import_form(
    ledger: Ledger, path: Path, today: date, *, partial: bool = False, back: Path | None = None
) -> FormImport:
    """Take a filled form in, all its lines or none; a file that cannot be read is a refusal too.

    ``partial``: those that are right, and the others as a form that goes back, in the folder ``back``
    (None: one beside the file).
    """
    try:
        form = read_form(ledger.connection, path, today)
    except WorkbookRefused as error:
        return FormImport(path, "", (), 0, (Refusal(None, "", error.one_line()),))
    if form.refused and not (partial and (form.drafts or form.wrong)):
        right = tuple(f"第 {one.form.line} 行（{one.milestone}）" for one in form.drafts)
        return FormImport(path, form.unit, (), 0, form.refused, form.told, right_lines=right)
    taken = take_reports(ledger, form.drafts, today)
    # Afterwards: a form that goes back says that the rest was taken. Without one the file comes in again,
    # and nothing is taken twice.
    returned, refused = _sent_back(form, back or path.parent / BACK_FOLDER, today)
    lines = taken.lines
    return FormImport(path, form.unit, taken.added, taken.known, refused, form.told, lines, (), returned)


def _sent_back(form: FilledForm, folder: Path, today: date) -> tuple[Path | None, tuple[Refusal, ...]]:
    """The form that goes back with the wrong lines, if there are any, and what is refused."""
    if not form.wrong:
        return None, form.refused
    from huaian_tui.documents.xlsx.returned_form import write_returned

    try:
        return write_returned(folder, form.unit, form.facts, form.wrong, today), form.refused
    except HuaianError as error:
        why = f"退回的表没有写成，对的各行已收，再导入一次会重新写：{error.one_line()}"
        return None, (*form.refused, Refusal(None, "", why))


def read_form(connection: sqlite3.Connection, path: Path, today: date) -> FilledForm:
    """Read a filled form without taking anything; ``WorkbookRefused`` when it is no form of this ledger."""
    data, sheets = read_workbook(path)
    sheet, facts = facts_of(path, sheets)
    check_facts(connection, path, facts)
    places = places_of(path, sheet, facts)
    reader = Lines(connection, facts, sheet, places, hashlib.sha256(data).hexdigest(), today)
    reader.read_all()
    refused = [*reader.refused, *refused_places(sheets, sheet, places, facts)]
    refused.sort(key=lambda one: (one.row is None, one.row or 0, len(one.cell), one.cell))
    rows = {one.row for one in refused}
    drafts = tuple(one for one in reader.drafts if one.form.line not in rows)
    if not drafts and not refused:
        why = "反馈表没有填写；一行也没有填，请填写后再导入，没有变化的不必报。"
        refused.append(Refusal(None, "", why))
    told = (*reader.told, *told_places(sheets, sheet, places, facts))
    wrong = tuple(
        _wrong_line(sheet, places, reader, row, refused) for row in sorted(row for row in rows if row)
    )
    name = unit_name_on(connection, facts.unit, today)[0]
    return FilledForm(name, facts, drafts, tuple(refused), told, wrong)


def _wrong_line(
    sheet: FormSheet, places: Places, reader: Lines, row: int, refused: list[Refusal]
) -> WrongLine:
    cells = {field: sheet.at(row, column) for field, column in places.answers.items()}
    if row in reader.reporters:
        cells |= dict(zip(REPORTER, reader.reporters[row], strict=True))
    fields = {places.cell(field, row): field for field, _, _ in ANSWER_COLUMNS}
    wrong = tuple((fields.get(one.cell, ""), one.message) for one in refused if one.row == row)
    heads = [head for head, _ in known_columns(several=reader.facts.several) if head != MILESTONE_HEAD]
    return WrongLine(
        sheet.at(row, places.milestone).text.strip(),
        {head: sheet.at(row, places.known[head]).text for head in heads},
        {field: _as_text(cell) for field, cell in cells.items()},
        wrong,
    )


def _as_text(cell: FormCell) -> str:
    """An answer as it may be read again: a day that is whole in figures, all else as it is shown."""
    if cell.kind is CellKind.DAY and cell.day is not None and cell.whole:
        return cell.day.isoformat()
    return cell.text
