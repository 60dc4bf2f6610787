"""The feedback form (反馈表) of one unit: prefilled with what is known, only the items due.

减负规定: no repeated forms, the same material is not asked for twice. So a unit without
anything due gets no form, and what it reported before stands in its form.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from huaian_tui.documents.composers.plan_names import PlanNames
from huaian_tui.documents.composers.request import EACH_MEMBER, ONE_FOR_GROUP, Groups
from huaian_tui.documents.composers.roles import ROLE_WORDS
from huaian_tui.documents.files import safe_file_name, write_whole
from huaian_tui.documents.xlsx.cell_text import sheet_text
from huaian_tui.documents.xlsx.feedback_lines import FormItem, form_items
from huaian_tui.documents.xlsx.sheets import A4, LIGHT_FILLS, Book, page_setup, row_height
from huaian_tui.domain.answers.units import Contact
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.feedback_layout import (
    ANSWER_COLUMNS,
    BANNERS_KEY,
    FORM_MARK,
    FORM_SHEET,
    FORM_VERSION,
    HEAD_ROW,
    HIDDEN_SHEET,
    MILESTONE_COLUMN,
    MILESTONE_WIDTH,
    NO,
    PLANS_BETWEEN,
    PLANS_VERSION,
    YES,
    FormFacts,
    answer_column,
    known_columns,
    lock_of,
)
from huaian_tui.domain.rules.lights import Light, LightRules
from huaian_tui.domain.text.hygiene import clean_line
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.units import changes_words
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.queries.contacts import first_contact
from huaian_tui.store.queries.milestones import list_to_ask
from huaian_tui.store.queries.name_changes import name_changes
from huaian_tui.store.queries.unit_groups import group_members, groups_with_members
from huaian_tui.store.queries.unit_history import refuse_merged, unit_name_on
from huaian_tui.store.queries.units import list_units

MOST_TEXT = 20_000
"""Characters of an answer, as everywhere (``domain.text.hygiene``)."""

_FILL = "#FFFBE6"
_LOCKED_FILL = "#F2F2F2"
_LEAST_POINTS = 48.0
_SHORT_NUMBER, _LONG_NUMBER = 4, 11.0
"""Characters of a number that fit the column, and the width of one for longer numbers."""

_OR_BEHIND = f"、{Light.BEHIND.word}"
"""Said after 逾期 where that is a light of its own."""
_HELP: dict[str, tuple[str, str]] = {
    "progress": ("进展", "写到目前为止做了什么、到什么程度；没有变化的行不必填。"),
    "finished": ("是否完成", f"请选“{YES}”或“{NO}”。"),
    "finished_on": ("完成日期", "完成的请填日期，如 2026-06-30；未完成的留空。"),
    "value": ("完成值", "只填数字，单位见“量化指标”；98.5% 请填 98.5。"),
    "problem": ("存在问题", "没有可不填。"),
    "next_step": ("下一步", "打算怎么做、什么时候完成。"),
    "reporter": ("填报人", "填报人姓名。"),
    "phone": ("电话", "办公电话即可。"),
}
"""Title (at most 32 characters) and text (at most 255) shown beside a cell to fill."""


def export_forms(
    connection: sqlite3.Connection,
    today: date,
    units: Sequence[str],
    folder: Path,
    progress: Callable[[float], None] | None = None,
    plan: str | None = None,
    groups: Groups = "",
) -> list[Path]:
    """Write one form a unit into ``folder`` and return the paths; nothing is ever overwritten.

    Of what is due in one plan, or in all open ones (None).

    Every form is made before the first is written: a unit without anything due
    refuses the whole call. With one form for a group (``groups``) its members' have only what names
    themselves. ``progress`` is told the part that is made; what it raises ends the
    work before anything is written.
    """
    made = []
    for number, unit in enumerate(units):
        if progress is not None:
            progress(number / len(units))
        made.append((unit, write_feedback_form(connection, today, unit, plan=plan, groups=groups)))
    names = {unit: unit_name_on(connection, unit, today)[0] for unit, _ in made}
    return [write_whole(folder / form_file_name(names[unit], today), data) for unit, data in made]


def form_file_name(unit: str, today: date) -> str:
    """A name that a person understands: 市财政局_反馈表_2026年11月22日.xlsx."""
    return safe_file_name(f"{unit}_{FORM_SHEET}_{chinese_day(today)}.xlsx")


def units_to_ask(
    connection: sqlite3.Connection,
    today: date,
    plan: str | None = None,
    *,
    groups: Groups = "",
    named: Sequence[str] | None = None,
) -> list[str]:
    """Ids of the units that get a form: those with something due, in the order of the plan, or the ``named``.

    Of what is due in one plan, or in all open ones (None).

    A group whose members are known is asked through its members, each for itself, or by one form
    (``ONE_FOR_GROUP``); a group without known members (各通信运营商) gets a form of its own to pass on.
    One that is named gets a form itself unless its members are asked for.
    """
    answered = groups_with_members(connection)
    if named is not None:
        through = answered if groups == EACH_MEMBER else set[str]()
        asked = [one for unit in named for one in (_members(connection, unit) if unit in through else [unit])]
        return list(dict.fromkeys(asked))
    one_each, soon = groups != ONE_FOR_GROUP, read_light_rules(connection).due_soon_days
    found = [
        unit.id
        for unit in list_units(connection, today)
        if not (one_each and unit.id in answered) and list_to_ask(connection, today, soon, unit.id, plan)
    ]
    if one_each:
        return found
    members = {member for group in answered for member in _members(connection, group)}
    return [
        unit
        for unit in found
        if unit not in members or form_items(connection, today, unit, plan, itself=True)[1]
    ]


def _members(connection: sqlite3.Connection, group: str) -> list[str]:
    return [unit for unit, certain in group_members(connection, group) if certain]


def write_feedback_form(
    connection: sqlite3.Connection,
    today: date,
    unit: str,
    form_id: str | None = None,
    plan: str | None = None,
    groups: Groups = "",
) -> bytes:
    """The form of the unit with this id as bytes; refused when it has nothing due.

    Of one plan, or of all open ones (None): then a column says of which each line is.

    ``form_id`` tells this form from every other; without one a fresh one is made.
    """
    refuse_merged(connection, unit, today)
    name = unit_name_on(connection, unit, today)[0]
    names, items = form_items(connection, today, unit, plan, itself=groups == ONE_FOR_GROUP)
    rules = read_light_rules(connection)
    if not items:
        raise HuaianError(
            f"{name}没有需要反馈的节点",
            f"截至 {today.isoformat()} 没有逾期{_OR_BEHIND if rules.behind_light else ''}，"
            f"{rules.due_soon_days} 天内也没有到期",
            f"用 huaian-tui unit {name} 查看全部任务",
        )
    identity = clean_line(form_id or secrets.token_hex(8), limit=100)
    book = Book(f"{name}{FORM_SHEET}", today)
    changes = name_changes(connection, [item.task_no for item in items], today, unit=unit)
    called = f"{name}（{changes_words(changes)}）" if changes else name
    banners = _write_sheet(book, names, called, today, items, rules)
    _write_contact(book, first_contact(connection, unit, today), several=names.several)
    locks = {
        item.milestone: tuple(map(lock_of, (item.no, *_locked_texts(item, several=names.several))))
        for item in items
    }
    facts = FormFacts(
        id=identity,
        version=PLANS_VERSION if names.several else FORM_VERSION,
        plans=tuple(one.id for one in names.plans),
        unit=unit,
        exported_on=today,
        milestones=tuple(item.milestone for item in items),
        locks=locks,
        banners=banners,
    )
    write_hidden(book, facts)
    return book.finish()


def _write_sheet(
    book: Book, names: PlanNames, unit: str, today: date, items: Sequence[FormItem], rules: LightRules
) -> tuple[str, ...]:
    sheet = book.workbook.add_worksheet(FORM_SHEET)
    known = known_columns(several=names.several)
    columns = [*known, *((head, width) for _, head, width in ANSWER_COLUMNS)]
    if any(len(item.no) > _SHORT_NUMBER for item in items):
        columns[0] = (columns[0][0], _LONG_NUMBER)
    named = "" if names.several or names.matters_only else f"《{names.plans[0].title}》"
    title = f"{named}{names.noun}{FORM_SHEET}"
    told = (
        f"单位：{unit}。截至{chinese_day(today)}。只列逾期{_OR_BEHIND if rules.behind_light else ''}"
        f"和 {rules.due_soon_days} 天内（临期）到期的节点；"
        "时限或分工与实际不符的，请在“存在问题”中指出。"
    )
    helps = any(ROLE_WORDS["support"] in item.role for item in items)
    part = "角色为“责任”的行，只填本单位配合的部分；" if helps else ""
    asked = (
        f"{part}请只填黄色单元格，没有变化的行不必填，已报送过的材料不必重复报送；"
        "不要增删行列。填好后将本文件发回。本表不得填写涉密内容。"
    )
    banners = begin_form(book, sheet, columns, (title, told, asked))
    for at, item in enumerate(items, start=HEAD_ROW + 1):
        _write_item(book, sheet, at, item, several=names.several)
    first, last = HEAD_ROW + 1, HEAD_ROW + len(items)
    _add_checks(sheet, first, last, names)
    end_form(sheet, len(columns), last)
    return banners


def begin_form(
    book: Book, sheet: Any, columns: Sequence[tuple[str, float]], said: tuple[str, str, str]
) -> tuple[str, ...]:
    """What stands above the lines: title, what it is, what is asked (``said``), and the heads.

    The sums over what is said, for the hidden sheet.
    """
    title, told, asked = said
    book.banner(sheet, 0, len(columns), title, bold=True, font_size=16, align="center")
    book.banner(sheet, 1, len(columns), told)
    book.banner(sheet, 2, len(columns), asked, bold=True)
    sheet.set_row(0, 28)
    book.heads(sheet, HEAD_ROW, columns)
    sheet.set_column(MILESTONE_COLUMN, MILESTONE_COLUMN, MILESTONE_WIDTH, None, {"hidden": True})
    return tuple(lock_of(sheet_text(text)) for text in said)


def end_form(sheet: Any, columns: int, last: int) -> None:
    """Heads stay in sight, what is not to be filled is locked, it prints on A4; ``last``: its last row."""
    sheet.freeze_panes(HEAD_ROW + 1, MILESTONE_COLUMN + 1)
    sheet.protect("", {"format_rows": True, "format_columns": True})
    page_setup(sheet, HEAD_ROW, columns, last, paper=A4)


def _write_contact(book: Book, contact: Contact | None, *, several: bool) -> None:
    """Who answers at the unit, in the first line: what is written there holds for the lines below too."""
    if contact is None:
        return
    sheet = book.workbook.get_worksheet_by_name(FORM_SHEET)
    for field, text in (("reporter", contact.person), ("phone", contact.phone)):
        column = answer_column(field, several=several)
        book.text(sheet, HEAD_ROW + 1, column, text, locked=False, bg_color=_FILL, num_format="@")


def _write_item(book: Book, sheet: Any, at: int, item: FormItem, *, several: bool) -> None:
    """One line: the known in grey and locked, the cells to fill empty and open."""
    book.number(sheet, at, 0, item.no, align="center", bg_color=_LOCKED_FILL)
    known = (item.milestone, *_locked_texts(item, several=several))
    heads = known_columns(several=several)
    for column, text in enumerate(known, start=1):
        fill = LIGHT_FILLS[item.light] if heads[column][0] == "状态" else _LOCKED_FILL
        book.text(sheet, at, column, text, bg_color=fill)
    for field, _, _ in ANSWER_COLUMNS:
        _write_open_cell(book, sheet, at, field, has_target=bool(item.target), several=several)
    texts = [(text, heads[column][1]) for column, text in enumerate(known, start=1)]
    sheet.set_row(at, max(row_height(texts), _LEAST_POINTS))


def _locked_texts(item: FormItem, *, several: bool) -> tuple[str, ...]:
    """The locked texts of a line after its number and id, as they stand in the cells."""
    plan = [item.plan] if several else []
    texts = (item.task, item.title, item.role, item.due, item.light_word, item.target, item.known)
    return tuple(sheet_text(text) for text in (*plan, *texts))


def _write_open_cell(book: Book, sheet: Any, at: int, field: str, *, has_target: bool, several: bool) -> None:
    """An empty cell of its kind; a text cell is formatted as text, so that =… stays what was typed."""
    column = answer_column(field, several=several)
    look: dict[str, Any] = {"border": 1, "text_wrap": True, "locked": False, "bg_color": _FILL}
    if field == "value" and not has_target:
        sheet.write_blank(at, column, None, book.format(border=1, bg_color=_LOCKED_FILL))
        return
    look["num_format"] = {"finished_on": "yyyy-mm-dd", "value": "General"}.get(field, "@")
    sheet.write_blank(at, column, None, book.format(**look))


def _add_checks(sheet: Any, first: int, last: int, names: PlanNames) -> None:
    """What Excel and WPS check while the unit types; the import checks all of it again."""
    starts = [plan.start for plan in names.plans]
    since = min((day for day in starts if day is not None), default=None) if None not in starts else None
    days: dict[str, Any] = {
        "criteria": "<=",
        "value": "=TODAY()",
        "error_message": "请填今天或以前的日期，如 2026-06-30。",
    }
    if since is not None:
        days = {
            "criteria": "between",
            "minimum": since,
            "maximum": "=TODAY()",
            "error_message": "请填方案起始日到今天之间的日期，如 2026-06-30。",
        }
    checks: dict[str, dict[str, Any]] = {
        "finished": {"validate": "list", "source": [YES, NO]},
        "finished_on": {"validate": "date", **days},
        "value": {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_message": "请只填 0 或更大的数字。",
        },
    }
    for field, _, _ in ANSWER_COLUMNS:
        check = checks.get(field) or {"validate": "length", "criteria": "<=", "value": MOST_TEXT}
        title, text = _HELP[field]
        column = answer_column(field, several=names.several)
        options = {"input_title": title, "input_message": text, "error_title": title, **check}
        sheet.data_validation(first, column, last, column, options)


def write_hidden(book: Book, facts: FormFacts) -> None:
    """What the form is, for the import; said in the file's own properties too."""
    sheet = book.workbook.add_worksheet(HIDDEN_SHEET)
    said = {
        "id": facts.id,
        "version": str(facts.version),
        "plan": PLANS_BETWEEN.join(facts.plans),
        "unit": facts.unit,
        "exported_on": facts.exported_on.isoformat(),
    }
    milestones = (("milestone", one) for one in facts.milestones)
    rows = [(FORM_MARK, ""), *said.items(), (BANNERS_KEY, ""), *milestones]
    for at, (key, value) in enumerate(rows):
        sheet.write_string(at, 0, key)
        sheet.write_string(at, 1, value)
        if key == "milestone" and value in facts.locks:
            sheet.write_string(at, 2, ",".join(facts.locks[value]))
        elif key == BANNERS_KEY:
            sheet.write_string(at, 2, ",".join(facts.banners))
    sheet.protect()
    sheet.very_hidden()
    book.workbook.set_custom_property("huaian_form", facts.id)
