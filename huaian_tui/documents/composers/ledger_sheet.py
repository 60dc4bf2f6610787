"""台账 on A4: the list of the ledger book, turned, its head on every page, for a plan or all open ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from huaian_tui.documents.composers.column_widths import fitted_widths
from huaian_tui.documents.composers.counting import LIGHT_ORDER, light_words
from huaian_tui.documents.composers.facts import roles_words, tasks_of
from huaian_tui.documents.composers.figures import numbers_figure, told
from huaian_tui.documents.composers.inner_sheet import inner_sheet
from huaian_tui.documents.composers.notice_frame import Composed, changes_told, plan_of, unit_on_paper
from huaian_tui.documents.composers.phrases import joined
from huaian_tui.documents.composers.plan_names import PlanNames, plan_line, read_plan_names
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Cell, Paragraph, Table, headed_table
from huaian_tui.documents.xlsx.ledger_lines import LedgerRow, ledger_rows
from huaian_tui.domain.answers.units import UnitDetail
from huaian_tui.domain.errors import HuaianError
from huaian_tui.domain.rules.lights import Light, LightRules, light_meaning
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import CANCELLED, conventions_explained
from huaian_tui.store.engine.light_rules import read_light_rules
from huaian_tui.store.engine.on_day import standing_on
from huaian_tui.store.queries.find_tasks import TaskFilter, find_tasks
from huaian_tui.store.queries.milestones import of_tasks
from huaian_tui.store.queries.settings import read_profile
from huaian_tui.store.queries.tasks import check_task

_HEADS = (
    "序号",
    "重点任务",
    "牵头单位",
    "责任单位",
    "完成时限",
    "状态",
    "进展",
    "问题和\n下一步",
    "销号、说明",
)
_SIZE = 8.5
_EXPLAINED = (Light.DUE_SOON, Light.BEHIND, Light.UNSCHEDULED)
"""Lights whose word alone does not say what they mean."""

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
    rows = list(ledger_rows(connection, day, names, ordered, None, period, paper=True))
    body: list[Block] = [
        _counts(connection, request, units, names, ordered, rows, day),
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
    units: Sequence[UnitDetail],
    names: PlanNames,
    numbers: Sequence[int],
    rows: Sequence[LedgerRow],
    day: date,
) -> Paragraph:
    """How many of each light, and what the lights mean that are not plain."""
    rules = read_light_rules(connection)
    of_light = {
        light: [no for no, row in zip(numbers, rows, strict=True) if row.light is light]
        for light in LIGHT_ORDER
    }
    counted = light_words([(light, len(found)) for light, found in of_light.items()])
    told_of = [light for light in _EXPLAINED if of_light.get(light)]
    explained = "".join(f"{light.word}指{_meaning(light, rules, rows)}。" for light in told_of)
    since = f"，进展为{request.period.title}的" if request.period else ""
    roles = roles_words(units, numbers)
    read = "".join(conventions_explained(one.state for one in of_tasks(connection, day, numbers)))
    return told(
        f"截至{chinese_day(day)}，{names.noun}共{len(rows)}项{roles}，{counted}{since}。{explained}{read}",
        numbers_figure(names.noun, f"{len(rows)}项", numbers, names),
        *(
            numbers_figure(light.word, f"{len(found)}项", found, names)
            for light, found in of_light.items()
            if found
        ),
    )


def _meaning(light: Light, rules: LightRules, rows: Sequence[LedgerRow]) -> str:
    """What a light means, as it is printed; of what has no node also where they were cancelled."""
    if light is Light.UNSCHEDULED and any(row.light is light and CANCELLED in row.closing for row in rows):
        return f"没有时限，或者节点已{CANCELLED}，不算逾期"
    return light_meaning(light, rules).replace(" ", "")


def _table(names: PlanNames, numbers: Sequence[int], rows: Sequence[LedgerRow]) -> Table:
    lines = list[tuple[Cell, ...]]()
    paired = zip(numbers, rows, strict=True)
    for plan, of_plan in groupby(paired, key=lambda one: names.places[one[0]].plan):
        lines += plan_line(names, plan, len(_HEADS))
        lines += [_line(row) for _, row in of_plan]
    widths = fitted_widths(_HEADS, lines, font_size=_SIZE, whole=("序号",))
    heads = [names.noun if head == "重点任务" and names.matters_only else head for head in _HEADS]
    return headed_table(
        tuple(zip(heads, widths, strict=True)),
        lines,
        centred=("序号", "状态"),
        landscape=True,
        font_size=_SIZE,
    )


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
        joined((row.closing, row.remark), "\n"),
    )
    return tuple(Cell(text) for text in texts)
