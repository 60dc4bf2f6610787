"""Where a filled form has what: what its hidden sheet says, its heads, the column of each answer."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.feedback_layout import (
    ANSWER_COLUMNS,
    BANNERS_KEY,
    FACT_KEYS,
    FORM_MARK,
    FORM_SHEET,
    FORM_VERSION,
    HEAD_ROW,
    HIDDEN_SHEET,
    KNOWN_COLUMNS,
    MILESTONE_COLUMN,
    PLANS_BETWEEN,
    PLANS_VERSION,
    FormFacts,
    column_name,
    known_columns,
    locks_from,
)
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.importing.form_cells import FormSheet
from huaian_tui.importing.workbook_guard import WorkbookRefused
from huaian_tui.services.form_parts import Told
from huaian_tui.store.queries.plan import unknown_plans
from huaian_tui.store.queries.units import check_unit

MILESTONE_HEAD = KNOWN_COLUMNS[MILESTONE_COLUMN][0]
_AGAIN = "请用本程序重新导出反馈表（feedback export），或请填报单位在原表上填写"
_MOST_HEAD_ROW = 30


@dataclass(frozen=True, slots=True)
class Places:
    """The row of the heads (as Excel counts); columns (from 0): of known cells by head, answers by field."""

    head_row: int
    known: dict[str, int]
    answers: dict[str, int]
    told: tuple[Told, ...] = ()

    @property
    def milestone(self) -> int:
        """The column of the ids."""
        return self.known[MILESTONE_HEAD]

    @property
    def columns(self) -> frozenset[int]:
        """All that the form has itself."""
        return frozenset((*self.known.values(), *self.answers.values()))

    def cell(self, field: str, row: int) -> str:
        """The name of the cell of an answer; of the id for any other field."""
        return f"{column_name(self.answers.get(field, self.milestone))}{row}"


def no_form(path: Path, why: str) -> WorkbookRefused:
    """The refusal of a file that is no form of this ledger."""
    return WorkbookRefused(f"不能导入 {path.name}", why, _AGAIN)


def facts_of(path: Path, sheets: Sequence[FormSheet]) -> tuple[FormSheet, FormFacts]:
    """The sheet to be filled, and what the hidden one says the form is."""
    by_name = {sheet.name: sheet for sheet in sheets}
    hidden = by_name.get(HIDDEN_SHEET)
    if FORM_SHEET not in by_name or hidden is None or hidden.at(1, 0).text != FORM_MARK:
        raise no_form(path, "它不是本程序导出的反馈表，或表的结构被改动过")
    rows = [(hidden.at(row, 0).text, hidden.at(row, 1).text, hidden.at(row, 2).text) for row in hidden.rows]
    values = {key: value for key, value, _ in rows if key in FACT_KEYS}
    try:
        return by_name[FORM_SHEET], FormFacts(
            id=values["id"],
            version=int(values["version"]),
            plans=tuple(values["plan"].split(PLANS_BETWEEN)),
            unit=values["unit"],
            exported_on=date.fromisoformat(values["exported_on"]),
            milestones=tuple(value for key, value, _ in rows if key == "milestone"),
            locks={value: locks_from(locks) for key, value, locks in rows if key == "milestone" and locks},
            banners=next((locks_from(sums) for key, _, sums in rows if key == BANNERS_KEY), ()),
        )
    except (KeyError, ValueError):
        raise no_form(path, "反馈表的标识被改动过") from None


def check_facts(connection: sqlite3.Connection, path: Path, facts: FormFacts) -> None:
    """Refuse a form of a newer program, of another plan, or of a unit that is not in this ledger."""
    if facts.version != (PLANS_VERSION if facts.several else FORM_VERSION):
        raise no_form(path, f"反馈表的版本是 {facts.version}，本程序只读版本 {PLANS_VERSION} 和以前的")
    unknown = unknown_plans(connection, facts.plans)
    if unknown:
        raise no_form(path, "反馈表属于另一个方案，本台账没有；请先合并有这个方案的数据包")
    try:
        check_unit(connection, clean_line(facts.unit))
    except HuaianError:
        raise no_form(path, "反馈表的单位不在本台账中") from None


def places_of(path: Path, sheet: FormSheet, facts: FormFacts) -> Places:
    """Where the heads are: as they were put, or by their words where rows or columns were added."""
    known = [name for name, _ in known_columns(several=facts.several)]
    fields = {name: field for field, name, _ in ANSWER_COLUMNS}
    heads = [*known, *fields]
    usual = HEAD_ROW + 1
    for row in (usual, *(one for one in sorted(sheet.rows) if one <= _MOST_HEAD_ROW and one != usual)):
        found = head_columns(sheet, row, heads)
        if found is not None:
            break
    else:
        raise _heads_missing(path, sheet, heads)
    moved = row != usual or [found[head] for head in heads] != list(range(len(heads)))
    told = Told(f"{FORM_SHEET}第 {row} 行", "行或列被增删、移动过，已按表头读，请核对") if moved else None
    return Places(
        row,
        {head: found[head] for head in known},
        {field: found[head] for head, field in fields.items()},
        (told,) if told else (),
    )


def head_columns(sheet: FormSheet, row: int, heads: Sequence[str]) -> dict[str, int] | None:
    """The column of each head in a row; None when one is missing or stands there twice."""
    texts = [
        "".join(sheet.at(row, column).text.split()) for column in range(max(sheet.rows.get(row, {0: 0})) + 1)
    ]
    if any(texts.count(head) != 1 for head in heads):
        return None
    return {head: texts.index(head) for head in heads}


def _heads_missing(path: Path, sheet: FormSheet, heads: Sequence[str]) -> WorkbookRefused:
    """Every head that is not where it was, in one line."""
    row = HEAD_ROW + 1
    wrong = [
        f"{column_name(column)}{row} 应是“{head}”"
        for column, head in enumerate(heads)
        if sheet.at(row, column).text != head
    ]
    return no_form(path, f"表头 {'、'.join(wrong[:4])}，行或列被增删过")
