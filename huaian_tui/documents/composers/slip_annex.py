"""延期账 as an attachment where the officer wants it: each date that was moved, when, by what.

A line a change, one below the other under its milestone: the first date stays beside the one in force, so
that moving a date hides nothing. It is the slip ledger of 督查评价, as ``evaluate --slips`` lists it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence

from huaian_tui.documents.composers.column_widths import fitted_widths
from huaian_tui.documents.composers.figures import cell, slip_thing
from huaian_tui.documents.composers.plan_names import PlanNames, units_in_cell
from huaian_tui.documents.counted import Figure
from huaian_tui.documents.model import Attachment, Cell, headed_table
from huaian_tui.domain.evaluation.history import Slip, Standing
from huaian_tui.domain.text.short_titles import first_words, short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.queries.evaluation.behind_figures import Behind, slip_ledger
from huaian_tui.store.queries.evaluation.scope import Asked
from huaian_tui.store.queries.slot_names import NamedSlot

SLIPS = "延期账"
NOT_MOVED = "没有附延期账：这一期没有改过时限的节点"

_HEADS = ("序号", "节点", "牵头单位", "原定时限", "决定日期", "改为", "调整", "依据", "现状")
_CENTRED = ("序号", "原定时限", "决定日期", "改为", "调整")
_WHOLE = ("序号", "原定时限", "决定日期", "改为", "现状")
"""Columns whose cells stay on one line."""
_OF_NODE, _OF_BASIS, _MOST_LEADS = 24, 40, 2
_SIZE, _SMALL, _MANY = 10.5, 9.0, 8
"""Points of the text; of more rows than a page has they are set smaller."""
_NOTE = "“到期后”指原时限已过才决定延期；“确认”指原文只写年份、按12月31日假定的时限，定得不晚于它。"


def slip_attachment(
    connection: sqlite3.Connection,
    asked: Asked,
    tasks: Collection[int],
    names: PlanNames,
    slots: dict[int, list[NamedSlot]],
) -> Attachment | None:
    """The landscape table of the dates of these tasks that were moved in the period; None without any."""
    found = [one for one in slip_ledger(connection, asked) if one.ref is not None and one.ref.no in tasks]
    rows = [row for one in found for row in _rows(one, names, slots)]
    if not rows:
        return None
    rows.append((Cell(_NOTE, colspan=len(_HEADS), align="left"),))
    size = _SIZE if len(rows) <= _MANY else _SMALL
    widths = fitted_widths(_HEADS, rows, font_size=size, whole=_WHOLE)
    table = headed_table(
        tuple(zip(_HEADS, widths, strict=True)), rows, centred=_CENTRED, landscape=True, font_size=size
    )
    return Attachment(f"{SLIPS}（{asked.period.title}，截至{chinese_day(asked.as_of)}）", (table,))


def _rows(one: Behind, names: PlanNames, slots: dict[int, list[NamedSlot]]) -> Iterator[tuple[Cell, ...]]:
    """A row for each change; what is said of the milestone stands once beside all of them."""
    if one.ref is None or one.standing is None:
        return
    standing, number = one.standing, one.ref.no
    span = len(standing.slips)
    original = chinese_day(standing.original) if standing.original is not None else "未定"
    before = (
        Cell(names.label(number), rowspan=span),
        Cell(first_words(one.title, _OF_NODE) or short_title(one.title), rowspan=span),
        Cell(units_in_cell(slots.get(number, []), "lead", _MOST_LEADS), rowspan=span),
        Cell(original, rowspan=span),
    )
    after = Cell(_stands(standing), rowspan=span, sources=one.records)
    for place, slip in enumerate(standing.slips):
        moved = _moved(one, slip, names)
        yield (*before, *moved, after) if place == 0 else moved


def _moved(one: Behind, slip: Slip, names: PlanNames) -> tuple[Cell, ...]:
    """The day of a change, the new date, what it is, and by what it was decided."""
    new = chinese_day(slip.after)
    figure = Figure("改为", new, (slip_thing(one, slip, names),))
    return (
        Cell(chinese_day(slip.day), sources=(slip.record,)),
        cell(new, figure),
        Cell(_kind(slip)),
        Cell(first_words(slip.basis, _OF_BASIS)),
    )


def _kind(slip: Slip) -> str:
    """延61天 and 到期前 below it; 提前10天; 确认; 首次定时限."""
    if slip.before is None:
        return "首次定时限"
    if slip.is_extension:
        return f"延{slip.days}天\n{'到期后' if slip.after_due else '到期前'}"
    earlier = (slip.before - slip.after).days
    return "确认" if slip.assumed else f"提前{earlier}天" if earlier else "不变"


def _stands(standing: Standing) -> str:
    """2026年9月18日办结, 中止, 冲突待核, 未办结."""
    if standing.conflict:
        return "冲突待核"
    if standing.cancelled is not None:
        return f"{chinese_day(standing.cancelled)}中止"
    if standing.completed is None:
        return "未办结"
    late = standing.due is not None and standing.completed > standing.due
    return f"{chinese_day(standing.completed)}{'超时' if late else ''}办结"


def not_moved(wanted: bool, found: Attachment | None) -> Sequence[str]:
    """What the officer is told who wanted the annex and gets none."""
    return (NOT_MOVED,) if wanted and found is None else ()
