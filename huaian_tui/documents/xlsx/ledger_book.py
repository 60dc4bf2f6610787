"""The 台账 as a workbook: all tasks, all units, and what a reader must know."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from huaian_tui.documents.composers.phrases import plan_quoted
from huaian_tui.documents.composers.plan_names import MATTERS, PlanNames, read_plan_names
from huaian_tui.documents.files import write_whole
from huaian_tui.documents.xlsx.ledger_lines import Days, LedgerRow, general_remarks, ledger_rows
from huaian_tui.documents.xlsx.sheets import LIGHT_FILLS, Book, page_setup, row_height
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.unit_lists import UnitRow
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.rules.lights import DEFAULT_RULES, Light, LightRules, light_meaning, lights_of
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.items import as_items
from huaian_tui.domain.words.milestones import CONVENTION_SENTENCES, CONVENTIONS, state_words
from huaian_tui.domain.words.units import changes_words, confirmed_words
from huaian_tui.ledger.task_keys import is_shipped
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.engine.on_day import standing_on
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import list_overdue
from huaian_tui.store.queries.name_changes import name_changes
from huaian_tui.store.queries.plan import plan_remarks, read_plan
from huaian_tui.store.queries.self_reports import count_pending
from huaian_tui.store.queries.unit_history import confirmed_full_names
from huaian_tui.store.queries.units import list_units, unit_lights

SUFFIX = ".xlsx"


class LedgerColumn(NamedTuple):
    """A column of the 台账: its head, its width in characters, and what it says of a task."""

    title: str
    width: float
    text: Callable[[LedgerRow], str]


COLUMNS = (
    LedgerColumn("序号", 5, lambda row: row.no),
    LedgerColumn("一级指标", 12, lambda row: row.level1),
    LedgerColumn("二级指标", 15, lambda row: row.level2),
    LedgerColumn("重点任务", 38, lambda row: row.text),
    LedgerColumn("牵头单位", 13, lambda row: row.lead),
    LedgerColumn("责任单位", 17, lambda row: row.support),
    LedgerColumn("完成时限", 24, lambda row: row.due),
    LedgerColumn("状态", 11, lambda row: row.light_word),
    LedgerColumn("上期进展", 26, lambda row: row.before),
    LedgerColumn("本期进展", 30, lambda row: row.now),
    LedgerColumn("是否达序时", 16, lambda row: row.pace),
    LedgerColumn("存在问题", 20, lambda row: row.problem),
    LedgerColumn("下一步", 20, lambda row: row.next_step),
    LedgerColumn("说明", 24, lambda row: row.remark),
    LedgerColumn("销号（日期、依据）", 20, lambda row: row.closing),
)

PLAN_COLUMN = LedgerColumn("方案", 13, lambda row: row.plan)


_SHORT_NUMBER, _LONG_NUMBER = 4, 13.0
"""Characters of a number that fit its column, and the width of one for longer numbers."""


def book_columns(names: PlanNames, rows: Sequence[LedgerRow]) -> tuple[LedgerColumn, ...]:
    """The columns of the 台账: over several plans the second one says of which a task is."""
    number, *others = COLUMNS
    if any(len(row.no) > _SHORT_NUMBER for row in rows):
        number = number._replace(width=_LONG_NUMBER)
    return (number, *([PLAN_COLUMN] if names.several else []), *others)


_COUNTED_FROM = 4
"""The first column of 按单位 that counts a light."""


def unit_columns(rules: LightRules) -> tuple[tuple[str, float], ...]:
    """The columns of 按单位: one for each light that the office has."""
    lights = ((light.word, 9.0) for light in lights_of(rules))
    return (("单位", 26), ("全称", 34), ("牵头", 7), ("责任", 7), *lights, ("逾期节点", 70))


UNIT_COLUMNS = unit_columns(DEFAULT_RULES)
"""Those of an office that has set nothing."""

_PALE = "#A6A6A6"
"""Of a text that stands above already."""

_TITLE_ROW, _DAY_ROW, _HEAD_ROW = 0, 1, 2


def export_ledger_book(
    connection: sqlite3.Connection,
    today: date,
    file: Path,
    previous: Days | None,
    period: Days | None,
    progress: Callable[[float], None] | None = None,
    plan: str | None = None,
) -> Path:
    """Write the workbook as ``file`` or, when that is taken, as 名称(2).xlsx; returns the path used.

    Over one plan, or over all open ones that have tasks (None).

    ``progress`` is told the part of the tasks that is read; what it raises ends the work, and nothing is
    written.
    """
    if file.suffix.lower() != SUFFIX:
        raise InputRefused(
            f"不能写成 {file.suffix or '没有扩展名的文件'}",
            f"台账只导出为 {SUFFIX}",
            f"请写成 {file.stem}{SUFFIX}",
        )
    return write_whole(file, write_ledger_book(connection, today, previous, period, progress, plan))


def write_ledger_book(
    connection: sqlite3.Connection,
    today: date,
    previous: Days | None,
    period: Days | None,
    progress: Callable[[float], None] | None = None,
    plan: str | None = None,
) -> bytes:
    """The workbook as bytes: 台账, 按单位, 说明.

    Over one plan, or over all open ones that have tasks (None).

    As of the end of the period, or of ``today`` (the reader's own day) when that is earlier: what is
    decided later counts for later periods. ``previous`` and ``period`` are the first and last day of
    上期 and 本期; without a period all progress counts as 本期. The same ledger gives the same bytes.
    """
    day = today if period is None else min(period[1], today)
    with standing_on(connection, day):
        return _finished(connection, day, previous, period, progress, plan)


def _finished(
    connection: sqlite3.Connection,
    today: date,
    previous: Days | None,
    period: Days | None,
    progress: Callable[[float], None] | None,
    plan: str | None,
) -> bytes:
    numbers = find_tasks(connection, today, TaskFilter(plan=plan))
    names = _names(connection, numbers, plan)
    book = Book(_title(names), today)
    rows = []
    for row in ledger_rows(connection, today, names, numbers, previous, period):
        rows.append(row)
        if progress is not None:
            progress(len(rows) / len(numbers))
    _write_tasks(book, names, today, period, rows)
    _write_units(book, connection, names, today, plan)
    dues = "\n".join(row.due for row in rows)
    _write_notes(book, _notes(connection, names, today, previous, period, dues, numbers))
    return book.finish()


def _names(connection: sqlite3.Connection, numbers: Sequence[int], plan: str | None) -> PlanNames:
    """The names of the book; a plan without tasks is named all the same."""
    plans = [one.id for one in read_plan_names(connection, numbers).plans] or [read_plan(connection, plan).id]
    rows = [no for one in plans for remark in plan_remarks(connection, one) for no in remark.rows]
    names = read_plan_names(connection, numbers, rows)
    return names if names.plans else replace(names, plans=(read_plan(connection, plan),))


def _title(names: PlanNames, *, staged: bool = False) -> str:
    if names.several or names.matters_only:
        return f"{names.noun}督查台账"
    plan = names.plans[0]
    return f"{plan_quoted(plan) if staged else f'《{plan.title}》'}{names.noun}督查台账"


def _write_tasks(
    book: Book, names: PlanNames, today: date, period: Days | None, rows: Sequence[LedgerRow]
) -> None:
    sheet = book.workbook.add_worksheet("台账")
    columns, title = book_columns(names, rows), _title(names, staged=True)
    heads = [column.title for column in columns]
    level1, level2 = heads.index("一级指标"), heads.index("二级指标")
    span = f"本期：{Period(*period).title}。" if period else ""
    book.banner(sheet, _TITLE_ROW, len(columns), title, bold=True, font_size=16, align="center")
    book.banner(sheet, _DAY_ROW, len(columns), f"截至{chinese_day(today)}。{span}")
    sheet.set_row(_TITLE_ROW, 28)
    book.heads(sheet, _HEAD_ROW, [(column.title, column.width) for column in columns])
    first = _HEAD_ROW + 1
    heights = [_write_task(book, sheet, first + place, row, columns) for place, row in enumerate(rows)]
    _grouped(book, sheet, (first, level1), [(row.plan, row.level1) for row in rows], "一级指标")
    keys = [(row.plan, row.level1, row.level2) for row in rows]
    _grouped(book, sheet, (first, level2), keys, "二级指标")
    for place, height in enumerate(heights):
        sheet.set_row(first + place, min(height, 409))
    last = _HEAD_ROW + len(rows)
    sheet.freeze_panes(first, 1)
    if rows:
        sheet.autofilter(_HEAD_ROW, 0, last, len(columns) - 1)
    page_setup(sheet, _HEAD_ROW, len(columns), last)


def _write_task(book: Book, sheet: Any, at: int, row: LedgerRow, columns: Sequence[LedgerColumn]) -> float:
    """Write one task and return the height its texts need in points."""
    texts = [column.text(row) for column in columns]
    book.number(sheet, at, 0, row.no, align="center")
    for place, text in enumerate(texts[1:], start=1):
        look: dict[str, Any] = {}
        if columns[place].title == "状态":
            look = {"align": "center", "bg_color": LIGHT_FILLS[row.light], "bold": row.light is Light.OVERDUE}
        book.text(sheet, at, place, text, **look)
    return row_height((text, columns[place].width) for place, text in enumerate(texts))


def _grouped(
    book: Book, sheet: Any, start: tuple[int, int], keys: Sequence[tuple[str, ...]], title: str
) -> None:
    """A column in which rows of the same key read as one cell: the text dark in the first, pale below.

    The cells are not merged: a filter over merged ones hides and sorts rows that belong together.
    ``start``: row and column of the first.
    """
    (first, column), at = start, 0
    for key, group in groupby(keys):
        rows = len(list(group))
        for place in range(rows):
            look: dict[str, Any] = {"left": 1, "right": 1, "border": 0, "valign": "top"}
            look |= {"top": 1, "bold": title == "一级指标"} if place == 0 else {"font_color": _PALE}
            look |= {"bottom": 1} if place == rows - 1 else {}
            book.text(sheet, first + at + place, column, key[-1], **look)
        at += rows


def _write_units(
    book: Book, connection: sqlite3.Connection, names: PlanNames, today: date, plan: str | None
) -> None:
    sheet = book.workbook.add_worksheet("按单位")
    heads = unit_columns(read_light_rules(connection))
    book.heads(sheet, 0, heads)
    units = list_units(connection, today, plan)
    for at, unit in enumerate(units, start=1):
        overdue = list_overdue(connection, today, unit=unit.id, plan=plan)
        late = "\n".join(_late_line(one, names) for one in overdue)
        counts = unit_lights(connection, today, unit.id, plan)
        _write_unit(book, sheet, at, unit, counts, late)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(units), 1), len(heads) - 1)
    page_setup(sheet, 0, len(heads), len(units))


def _write_unit(book: Book, sheet: Any, at: int, unit: UnitRow, counts: dict[str, int], late: str) -> None:
    full = unit.full_name + ("" if unit.full_name_certain else "（待核）")
    if unit.merged is not None:
        full += f"（已并入{unit.merged.name}）"
    book.text(sheet, at, 0, unit.name)
    book.text(sheet, at, 1, full)
    for column, count in ((2, unit.lead_count), (3, unit.support_count)):
        sheet.write_number(at, column, count, book.format(border=1, align="center"))
    for column, (light, count) in enumerate(counts.items(), start=_COUNTED_FROM):
        fill = {"bg_color": LIGHT_FILLS[Light(light)]} if count else {}
        sheet.write_number(at, column, count, book.format(border=1, align="center", **fill))
    book.text(sheet, at, _COUNTED_FROM + len(counts), late)
    sheet.set_row(at, row_height([(full, UNIT_COLUMNS[1][1]), (late, UNIT_COLUMNS[-1][1])]))


def _late_line(milestone: MilestoneRow, names: PlanNames) -> str:
    state = milestone.state
    shown = state.id if is_shipped(state.task_no) and not names.several else names.item(state.task_no)
    return f"{shown} {state.title}（{state.due}，{state_words(milestone)}）"


def _notes(
    connection: sqlite3.Connection,
    names: PlanNames,
    today: date,
    previous: Days | None,
    period: Days | None,
    dues: str,
    numbers: Sequence[int],
) -> Iterable[tuple[str, str, Light | None]]:
    """Label, text and, for a line of the legend, the light whose colour it has.

    ``dues`` are the dates as they stand in the book: only how these are read is explained. ``numbers``: its
    tasks.
    """
    for plan in names.plans:
        short = f"（表中称“{names.called(plan)}”）" if names.several and not plan.of_matters else ""
        stage = f"（{plan.stage}，引用前请确认已印发）" if plan.stage else ""
        yield "方案", f"{MATTERS if plan.of_matters else f'《{plan.title}》'}{stage}{short}", None
    yield "截至", chinese_day(today), None
    yield "本期", _span(period) if period else "截至日为止的全部记录", None
    yield "上期", _span(previous) if previous else "不列", None
    rules = read_light_rules(connection)
    yield from ((light.word, light_meaning(light, rules), light) for light in lights_of(rules))
    for named, word in CONVENTIONS.items():
        if f"（{word}）" in dues:
            said = CONVENTION_SENTENCES[named].rstrip("。")
            yield word, f"{said}；这是假定，可以调整", None
    yield (
        "是否达序时",
        "读数与“指标×当年已过月数÷12”比较（如 11 月底为 91.7%，时限不在年底的按到时限的月数）；"
        "每月到月底才算过完；没有量化指标、时限或读数的不适用",
        None,
    )
    yield "进展", "只列督查记录、读数和成果报送；单位自报经核实后才列入", None
    if pending := count_pending(connection):
        yield "待核实", f"有 {pending} 条单位自报还没有核实，未计入", None
    yield (
        "按单位",
        "一项任务可涉及几个单位，各单位的数相加不等于任务总数；各县区含经由集体单位涉及的任务",
        None,
    )
    if changes := name_changes(connection, numbers, today, period[0] if period else None):
        yield "单位名称", f"{changes_words(changes)}；表中用现名称", None
    for unit, confirmed in confirmed_full_names(connection):
        yield "全称核实", f"{unit}：{confirmed_words(confirmed)}", None
    for remark in (one for plan in names.plans for one in general_remarks(connection, plan.id)):
        where = names.items(remark.rows) if remark.rows else as_items(remark.where)
        yield "原文存疑", f"{where}：{remark.text}（{remark.treatment}）", None
    yield "保密", "本表不得填写、存储涉密内容", None


def _span(days: Days) -> str:
    period = Period(*days)
    exact = f"{chinese_day(period.first)}至{chinese_day(period.last)}"
    return exact if "—" in period.title else f"{period.title}（{exact}）"


def _write_notes(book: Book, notes: Iterable[tuple[str, str, Light | None]]) -> None:
    sheet = book.workbook.add_worksheet("说明")
    widths = (16.0, 96.0)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    last = 0
    for last, (label, text, light) in enumerate(notes):
        fill = {} if light is None else {"bg_color": LIGHT_FILLS[light]}
        book.text(sheet, last, 0, label, bold=True, **fill)
        book.text(sheet, last, 1, text)
        sheet.set_row(last, row_height([(text, widths[1])]))
    page_setup(sheet, 0, len(widths), last)
