"""Reading filled feedback forms (反馈表) back: line by line into drafts, or what is wrong with them.

A file with one wrong line gives nothing. What is taken becomes 单位自报, pending until
an officer confirms it.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from huaian_tui.domain.dates.grammar import read_date
from huaian_tui.domain.dates.phrase import DateNotUnderstood
from huaian_tui.domain.errors import HuaianError, InputRefused
from huaian_tui.domain.feedback_layout import (
    ANSWER_COLUMNS,
    FACT_KEYS,
    FORM_MARK,
    FORM_SHEET,
    FORM_VERSION,
    HEAD_ROW,
    HIDDEN_SHEET,
    MILESTONE_COLUMN,
    NO,
    PLANS_BETWEEN,
    PLANS_VERSION,
    YES,
    FormFacts,
    answer_column,
    column_name,
    known_columns,
)
from huaian_tui.domain.rules.targets import Target, format_number
from huaian_tui.domain.rules.typed_values import read_value
from huaian_tui.domain.self_reports import FormLine, ReportDraft
from huaian_tui.domain.text.hygiene import clean_line, ellipsis, terminal_safe
from huaian_tui.importing.workbook import CellValue, Sheets, read_workbook
from huaian_tui.importing.workbook_guard import WorkbookRefused
from huaian_tui.services.self_reports import checked_report, take_reports
from huaian_tui.store.engine.append import Ledger
from huaian_tui.store.queries.milestones import read_milestone
from huaian_tui.store.queries.plan import unknown_plans
from huaian_tui.store.queries.unit_history import unit_name_on
from huaian_tui.store.queries.units import check_unit

T = TypeVar("T")
_REPORTER = ("reporter", "phone")
"""Who fills the form: no answer about a line."""

_AGAIN = "请用本程序重新导出反馈表（feedback export），或请填报单位在原表上填写"
_WHOLE_DAY = re.compile(r"\d{4}\D\s*\d{1,2}\D\s*\d{1,2}|\d{8}|.{4}年.{1,2}月.{1,3}[日号]")
"""Year, month and day are all there, whatever the grammar would make of less."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong in a file: the row as Excel counts it and the cell (L7), None and empty for the whole."""

    row: int | None
    cell: str
    message: str


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as read: its unit by the name of the day, its filled lines, and everything that is wrong."""

    unit: str
    drafts: tuple[ReportDraft, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class FormImport:
    """What became of a file: new report ids, lines known before, refusals (then nothing was taken)."""

    file: Path
    unit: str
    accepted: tuple[bytes, ...]
    known: int
    refused: tuple[Refusal, ...]


def import_form(ledger: Ledger, path: Path, today: date) -> FormImport:
    """Take a filled form in, all its lines or none; a file that cannot be read is a refusal too."""
    try:
        form = read_form(ledger.connection, path, today)
        if form.refused:
            return FormImport(path, form.unit, (), 0, form.refused)
        taken = take_reports(ledger, form.drafts, today)
    except WorkbookRefused as error:
        return FormImport(path, "", (), 0, (Refusal(None, "", error.one_line()),))
    return FormImport(path, form.unit, taken.added, taken.known, ())


def read_form(connection: sqlite3.Connection, path: Path, today: date) -> FilledForm:
    """Read a filled form without taking anything; ``WorkbookRefused`` when it is no form of this ledger."""
    data, sheets = read_workbook(path)
    facts = _facts(path, sheets)
    _check_facts(connection, path, facts)
    rows = sheets[FORM_SHEET]
    _check_heads(path, rows, facts)
    reader = _Lines(connection, facts, hashlib.sha256(data).hexdigest(), today)
    for place in range(HEAD_ROW + 1, len(rows)):
        reader.read(place, rows[place])
    if not reader.drafts and not reader.refused:
        reader.refused.append(
            Refusal(None, "", "反馈表没有填写；一行也没有填，请填写后再导入，没有变化的不必报。")
        )
    name = unit_name_on(connection, facts.unit, today)[0]
    return FilledForm(name, tuple(reader.drafts), tuple(reader.refused))


def _no_form(path: Path, why: str) -> WorkbookRefused:
    return WorkbookRefused(f"不能导入 {path.name}", why, _AGAIN)


def _facts(path: Path, sheets: Sheets) -> FormFacts:
    """What the hidden sheet says the form is."""
    hidden = sheets.get(HIDDEN_SHEET, [])
    if FORM_SHEET not in sheets or not hidden or hidden[0][0] != FORM_MARK:
        raise _no_form(path, "它不是本程序导出的反馈表，或表的结构被改动过")
    pairs = [(row[0], row[1]) for row in hidden[1:] if len(row) > 1]
    values = {str(key): str(value) for key, value in pairs if key in FACT_KEYS}
    try:
        return FormFacts(
            id=values["id"],
            version=int(values["version"]),
            plans=tuple(values["plan"].split(PLANS_BETWEEN)),
            unit=values["unit"],
            exported_on=date.fromisoformat(values["exported_on"]),
            milestones=tuple(str(value) for key, value in pairs if key == "milestone"),
        )
    except (KeyError, ValueError):
        raise _no_form(path, "反馈表的标识被改动过") from None


def _check_facts(connection: sqlite3.Connection, path: Path, facts: FormFacts) -> None:
    """Refuse a form of a newer program, of another plan, or of a unit that is not in this ledger."""
    if facts.version != (PLANS_VERSION if facts.several else FORM_VERSION):
        raise _no_form(path, f"反馈表的版本是 {facts.version}，本程序只读版本 {PLANS_VERSION} 和以前的")
    unknown = unknown_plans(connection, facts.plans)
    if unknown:
        raise _no_form(path, "反馈表属于另一个方案，本台账没有；请先合并有这个方案的数据包")
    try:
        check_unit(connection, clean_line(facts.unit))
    except HuaianError:
        raise _no_form(path, "反馈表的单位不在本台账中") from None


def _check_heads(path: Path, rows: Sequence[Sequence[CellValue]], facts: FormFacts) -> None:
    known = [name for name, _ in known_columns(several=facts.several)]
    heads = known + [name for _, name, _ in ANSWER_COLUMNS]
    found = list(rows[HEAD_ROW]) if len(rows) > HEAD_ROW else []
    for column, head in enumerate(heads):
        if column >= len(found) or found[column] != head:
            raise _no_form(path, f"表头 {column_name(column)}{HEAD_ROW + 1} 应是“{head}”，行或列被增删过")


class _Lines:
    """Reads line after line into drafts and refusals."""

    def __init__(self, connection: sqlite3.Connection, facts: FormFacts, file: str, today: date) -> None:
        self.connection = connection
        self.facts = facts
        self.file = file
        self.today = today
        self.drafts: list[ReportDraft] = []
        self.refused: list[Refusal] = []
        self._reporter: tuple[CellValue, CellValue] = (None, None)
        self._seen: set[str] = set()
        self._row = 0

    def read(self, place: int, cells: Sequence[CellValue]) -> None:
        """One row of the sheet, ``place`` counted from 0; a row without answers is no line."""
        self._row = place + 1
        milestone = str(cells[MILESTONE_COLUMN] or "").strip()
        answers = {field: cells[self._column(field)] for field, _, _ in ANSWER_COLUMNS}
        if milestone in self._seen:
            self._refuse("milestone", f"节点编号 {milestone} 出现了两次；请在原来的行里填写。")
            return
        if milestone in self.facts.milestones:
            self._seen.add(milestone)
        if not any(_text(value).strip() for field, value in answers.items() if field not in _REPORTER):
            # The form names who answers at the unit in its first line, whether that is filled or not.
            if _text(answers["reporter"]).strip():
                self._reporter = (answers["reporter"], answers["phone"])
            return
        if milestone not in self.facts.milestones:
            self._refuse("milestone", "节点编号被改动过，或不是这张表里的节点；请在原来的行里填写。")
            return
        self._line(milestone, answers)

    def _line(self, milestone: str, answers: dict[str, CellValue]) -> None:
        wrong = len(self.refused)
        try:
            target = read_milestone(self.connection, self.today, milestone).state.target
        except HuaianError as error:
            self._refuse("milestone", error.one_line())
            return
        finished = self._try("finished", lambda: _finished(answers["finished"]))
        finished_on = self._try("finished_on", lambda: _day(answers["finished_on"], self.today))
        value = self._try("value", lambda: _number(answers["value"], target))
        if _text(answers["reporter"]).strip():  # written once, it holds for the lines below too
            self._reporter = (answers["reporter"], answers["phone"])
        contact = self._try("reporter", lambda: _contact(*self._reporter))
        if len(self.refused) > wrong:
            return
        draft = ReportDraft(
            unit=self.facts.unit,
            milestone=milestone,
            progress=_text(answers["progress"]),
            finished=bool(finished),
            finished_on=finished_on,
            value=value,
            problem=_text(answers["problem"]),
            next_step=_text(answers["next_step"]),
            contact=contact or "",
            form=FormLine(self.facts.id, self.facts.version, self.facts.exported_on, self.file, self._row),
        )
        if self._try("milestone", lambda: checked_report(self.connection, draft, self.today)) is not None:
            self.drafts.append(draft)

    def _column(self, field: str) -> int:
        return answer_column(field, several=self.facts.several)

    def _try(self, field: str, read: Callable[[], T]) -> T | None:
        """What was read; None after noting a refusal at its cell."""
        try:
            return read()
        except InputRefused as error:
            self._refuse(error.field or field, error.one_line())
        except HuaianError as error:
            self._refuse(field, error.one_line())
        return None

    def _refuse(self, field: str, message: str) -> None:
        fields = [name for name, _, _ in ANSWER_COLUMNS]
        column = self._column(field) if field in fields else MILESTONE_COLUMN
        self.refused.append(Refusal(self._row, f"{column_name(column)}{self._row}", message))


def _text(value: CellValue) -> str:
    """A cell as text: a number as typed, a day in ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, (int, float)):
        return format_number(float(value))
    if isinstance(value, date):
        return value.isoformat()
    return value


def _shown(value: CellValue) -> str:
    return ellipsis(terminal_safe(" ".join(_text(value).split())), 24)


def _finished(value: CellValue) -> bool:
    text = "".join(_text(value).split())
    if text not in (YES, NO):
        why = f"填的是“{_shown(value)}”" if text else "这一格是空的"
        raise InputRefused("是否完成没有填对", why, f"请填“{YES}”或“{NO}”", field="finished")
    return text == YES


def _day(value: CellValue, today: date) -> date | None:
    """The day of completion: a date cell, or a text that names year, month and day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        # 1900 and 1904 epochs differ by four years: a bare number is never taken for a day.
        raise InputRefused(
            "完成日期是一个数字",
            f"“{_shown(value)}”不能确定是哪一天",
            "请按日期填写，如 2026-06-30",
            field="finished_on",
        )
    phrase = read_date(value, today, field="finished_on")
    plain = unicodedata.normalize("NFKC", value)
    if phrase.day is None or phrase.assumed or not _WHOLE_DAY.search(plain):
        raise DateNotUnderstood(value, "要写明年、月、日", "请写全，如 2026-06-30", field="finished_on")
    return phrase.day


def _number(value: CellValue, target: Target | None) -> float | None:
    """The value reached, in the target's own unit."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        return read_value(value, target.unit if target else "", field="value")
    if isinstance(value, (bool, date)):
        raise InputRefused("完成值不是数字", f"填的是“{_shown(value)}”", "请只填数字", field="value")
    if target is not None and target.unit == "%" and 0 < value < 1:
        # Excel turns a typed 98.5% into 0.985: which one was meant cannot be seen.
        raise InputRefused(
            "完成值像是百分数",
            f"读到的是 {format_number(float(value))}，指标的单位是 %",
            "98.5% 请填 98.5；确是不到 1% 的，请在前面加英文单引号，如 '0.5%",
            field="value",
        )
    return float(value)


def _contact(reporter: CellValue, phone: CellValue) -> str:
    name = clean_line(_text(reporter), limit=100, field="reporter")
    if not name:
        raise InputRefused("填报人没有填写", "有疑问时要能找到人", "请填填报人姓名", field="reporter")
    return f"{name} {clean_line(_text(phone), limit=50, field='phone')}".strip()
