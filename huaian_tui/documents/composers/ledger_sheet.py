"""台账 on A4: the list of the ledger book, turned, its head on every page, for a plan or all open ones."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from huaian_tui.documents.composers.facts import tasks_of
from huaian_tui.documents.composers.figures import numbers_figure, told
from huaian_tui.documents.composers.inner_sheet import inner_sheet
from huaian_tui.documents.composers.notice_frame import Composed, changes_told, plan_of, unit_on_paper
from huaian_tui.documents.composers.phrases import joined
from huaian_tui.documents.composers.plan_names import PlanNames, plan_line, read_plan_names, with_room
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Cell, Paragraph, Table, headed_table
from huaian_tui.documents.xlsx.ledger_lines import LedgerRow, ledger_rows
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Light, light_meaning, lights_of
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.engine.on_day import standing_on
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.settings import read_profile
from huaian_tui.store.queries.tasks import check_task

_HEADS = (
    ("序号", 0.9),
    ("重点任务", 5.6),
    ("牵头单位", 1.9),
    ("责任单位", 2.6),
    ("完成时限", 3.6),
    ("状态", 1.6),
    ("进展", 4.4),
    ("问题和下一步", 3.0),
    ("销号、说明", 3.2),
)
_EXPLAINED = (Light.DUE_SOON, Light.BEHIND, Light.UNSCHEDULED)
"""Lights whose word alone does not say what they mean."""

_UNTOLD_ID = re.compile(r"^[0-9]+-(?=[0-9]*[a-z])[0-9a-z]{8} ", re.MULTILINE)
"""The id of a milestone that an officer set, which says nothing to a reader of the paper."""

_MOST_NAMED = 3
"""Units that a title names; more are 等单位."""


def compose_ledger_sheet(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The 台账 over a plan, all open ones, the request's units or tasks; of a period its progress alone."""
    day = request.day if request.period is None else min(request.period.last, request.day)
    with standing_on(connection, day):
        return _composed(connection, request, day)


def _composed(connection: sqlite3.Connection, request: NoticeRequest, day: date) -> Composed:
    units = tuple(unit_on_paper(connection, request, one) for one in dict.fromkeys(request.units))
    numbers = _numbers(connection, request, units, day)
    names = read_plan_names(connection, numbers)
    ordered = names.ordered(numbers)
    period = None if request.period is None else (request.period.first, day)
    rows = list(ledger_rows(connection, day, names, ordered, None, period))
    body: list[Block] = [
        _counts(connection, request, names, ordered, rows, day),
        _table(names, ordered, rows),
        *changes_told(connection, request, ordered),
    ]
    title = f"{_subject(names, units)}台账"
    document = inner_sheet(read_profile(connection, request.today), day, title, body, turned=True)
    plans = tuple(plan.id for plan in names.plans)
    return Composed(request.kind, tuple(unit.id for unit in units), document, (), plans=plans)


def _numbers(
    connection: sqlite3.Connection, request: NoticeRequest, units: Sequence[UnitDetail], day: date
) -> set[int]:
    plan = plan_of(connection, request)
    numbers = set(find_tasks(connection, day, TaskFilter(plan=plan)))
    if request.tasks:
        for number in request.tasks:
            check_task(connection, number)
        numbers &= set(request.tasks)
    if units:
        numbers &= {one for unit in units for one in tasks_of(connection, day, unit.id, plan=plan)}
    if not numbers:
        raise HuaianError("这个范围内没有任务", "没有可印的台账", "请放宽范围，或换一个方案（--plan）")
    return numbers


def _subject(names: PlanNames, units: Sequence[UnitDetail]) -> str:
    if units:
        more = "等单位" if len(units) > _MOST_NAMED else ""
        return "、".join(unit.name for unit in units[:_MOST_NAMED]) + more + names.noun
    return names.noun if names.several or names.matters_only else f"《{names.plans[0].title}》"


def _counts(
    connection: sqlite3.Connection,
    request: NoticeRequest,
    names: PlanNames,
    numbers: Sequence[int],
    rows: Sequence[LedgerRow],
    day: date,
) -> Paragraph:
    """How many of each light, and what the lights mean that are not plain."""
    rules = read_light_rules(connection)
    of_light = {
        light: [no for no, row in zip(numbers, rows, strict=True) if row.light is light]
        for light in lights_of(rules)
    }
    counted = "，".join(f"{light.word}{len(found)}项" for light, found in of_light.items() if found)
    told_of = [light for light in _EXPLAINED if of_light.get(light)]
    explained = "".join(f"{light.word}指{light_meaning(light, rules)}。" for light in told_of)
    since = f"，进展为{request.period.title}的" if request.period else ""
    return told(
        f"截至{chinese_day(day)}，{names.noun}{len(rows)}项：{counted}{since}。{explained}",
        numbers_figure(names.noun, f"{len(rows)}项", numbers, names),
        *(
            numbers_figure(light.word, f"{len(found)}项", found, names)
            for light, found in of_light.items()
            if found
        ),
    )


def _table(names: PlanNames, numbers: Sequence[int], rows: Sequence[LedgerRow]) -> Table:
    lines = list[tuple[Cell, ...]]()
    paired = zip(numbers, rows, strict=True)
    for plan, of_plan in groupby(paired, key=lambda one: names.places[one[0]].plan):
        lines += plan_line(names, plan, len(_HEADS))
        lines += [_line(row) for _, row in of_plan]
    widths = with_room(names, numbers, [width for _, width in _HEADS], 0.9)
    heads = tuple((head, width) for (head, _), width in zip(_HEADS, widths, strict=True))
    return headed_table(heads, lines, centred=("序号", "状态"), landscape=True, font_size=8.5)


def _line(row: LedgerRow) -> tuple[Cell, ...]:
    texts = (
        row.no,
        row.text,
        row.lead,
        row.support,
        row.due,
        row.light_word,
        row.now,
        joined((row.problem, row.next_step), "\n"),
        _UNTOLD_ID.sub("", joined((row.closing, row.remark), "\n")),
    )
    return tuple(Cell(text) for text in texts)
