"""销号抽查的查访单: the drawn items with what was said of their completion, and boxes for what is found."""

from __future__ import annotations

import sqlite3
from uuid import UUID

from huaian_tui.documents.composers.figures import cell
from huaian_tui.documents.composers.inner_sheet import DAY, empty, form_table, inner_sheet, label, signed_box
from huaian_tui.documents.composers.notice_frame import Composed
from huaian_tui.documents.composers.plan_names import PlanNames, read_plan_names
from huaian_tui.documents.composers.progress import record_ids
from huaian_tui.documents.composers.request import NoticeRequest
from huaian_tui.documents.model import Block, Cell, Table, headed_table
from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.evaluation.rechecks import OUTCOMES, Risk
from huaian_tui.domain.text.short_titles import short_title
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.store.queries.rechecks import Item, Recheck, leads_of, read_recheck, risk_words
from huaian_tui.store.queries.settings import read_profile

_HEADS = (("序号", 1.4), ("节点和牵头单位", 5.6), ("办结情况", 5.0), ("核查结果", 5.0))
_BOXES = "\n".join(f"□{title}" for title in OUTCOMES.values())


def compose_recheck_sheet(connection: sqlite3.Connection, request: NoticeRequest) -> Composed:
    """The sheet of a sample; with units only the items that these lead."""
    found = read_recheck(connection, request.day, UUID(request.recheck).bytes)
    items = _of_units(connection, found, request.units)
    names = read_plan_names(connection, [one.ref.no for one in items if one.ref])
    rows = [_row(names, one) for one in items]
    body: list[Block] = [
        _head(found, len(items)),
        headed_table(_HEADS, rows, centred=("序号",), font_size=10.5),
        _foot(),
    ]
    title = f"{found.period.title}销号抽查查访单"
    sheet = inner_sheet(read_profile(connection, request.today), request.today, title, body)
    plans = tuple(plan.id for plan in names.plans)
    return Composed(request.kind, request.units, sheet, (), plans=plans)


def _of_units(connection: sqlite3.Connection, found: Recheck, units: tuple[str, ...]) -> list[Item]:
    """The items that still stand in the ledger, of these units where any are named."""
    items = [one for one in found.items if one.ref is not None]
    if units:
        leads = leads_of(connection, {one.ref.no for one in items if one.ref})
        items = [one for one in items if one.ref and not set(units).isdisjoint(leads.get(one.ref.no, ()))]
    if not items:
        raise InputRefused(
            "这次抽查没有可查的节点", "所选单位没有被抽中的节点，或抽中的节点已撤回", "换一个单位，或不限单位"
        )
    return items


def _head(found: Recheck, shown: int) -> Table:
    drawn = f"{found.period.title}办结 {found.population} 个节点，按风险抽中 {len(found.items)} 个"
    listed = f"，本单列 {shown} 个" if shown < len(found.items) else ""
    rows = [
        (label("抽样"), Cell(drawn + listed, sources=record_ids([found.record_id]), colspan=3)),
        (label("抽样日期"), Cell(chinese_day(found.day)), label("种子"), Cell(found.seed)),
        (label("核查人"), empty(), label("核查日期"), Cell(DAY, align="center")),
    ]
    return form_table(rows)


def _row(names: PlanNames, one: Item) -> tuple[Cell, ...]:
    done = "现已不是办结" if one.completed_on is None else f"{chinese_day(one.completed_on)}办结"
    basis = f"依据：{one.basis}" if one.basis else "没有写依据"
    # What the unit's earlier items were found to be is nothing that it signs below.
    risks = [risk for risk in one.risks if risk != Risk.UNIT]
    why = f"抽查重点：{risk_words(risks)}" if risks else ""
    about = f"{short_title(one.title)}（节点 {one.milestone}）\n{one.leads}"
    decided = record_ids([one.decided_by] if one.decided_by else [])
    return (
        Cell(names.label(one.ref.no) if one.ref else ""),
        cell(about, also=decided),
        cell("\n".join(part for part in (done, basis, why) if part), also=decided),
        Cell(f"{_BOXES}\n说明："),
    )


def _foot() -> Table:
    return form_table(
        [(label("核查人"), signed_box(0, colspan=3)), (label("单位"), signed_box(0, colspan=3))]
    )
