"""``recheck``: 销号抽查, a sample of completed milestones by risk, its results and the share that held."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import click

from huaian_tui.cli.arguments.options import group, json_option, pass_invocation, reading_options, unit_option
from huaian_tui.cli.arguments.value_types import LINE, Words
from huaian_tui.cli.find_and_change import by_short_id
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso, task_keys
from huaian_tui.cli.output.blocks import Block, Heading, Lines, Table
from huaian_tui.cli.output.show import answer, tell, tell_each
from huaian_tui.domain.columns import Column
from huaian_tui.domain.dates.reporting_period import quarter_of, read_period
from huaian_tui.domain.evaluation.rechecks import OUTCOMES, USUAL_SIZE, HeldShare, Outcome
from huaian_tui.domain.notices import NoticeKind
from huaian_tui.domain.words.rechecks import share_words
from huaian_tui.ledger.identity import format_id, short_id
from huaian_tui.store.queries.rechecks import (
    Item,
    Recheck,
    last_recheck,
    list_rechecks,
    read_recheck,
    risk_words,
)

_FIND = by_short_id("recheck", "抽查")
_OUTCOME = Words("结果", {one.value: title for one, title in OUTCOMES.items()})
_SAMPLES: tuple[Column[Recheck], ...] = (
    Column("编号", lambda one: short_id(one.record_id)),
    Column("抽样日", lambda one: one.day.isoformat()),
    Column("时期", lambda one: one.period.title),
    Column("办结", lambda one: str(one.population)),
    Column("抽中", lambda one: str(len(one.items))),
    Column("已查", lambda one: str(one.share.checked + one.share.unchecked)),
    Column("不属实", lambda one: str(one.share.not_held)),
    Column("种子", lambda one: one.seed, rest=True),
)
_ITEMS: tuple[Column[Item], ...] = (
    Column("节点", lambda one: one.milestone),
    Column("任务", lambda one: one.ref.label if one.ref else ""),
    Column("牵头单位", lambda one: one.leads),
    Column("办结", lambda one: iso(one.completed_on) or ""),
    Column("权重", lambda one: str(one.weight)),
    Column("风险", lambda one: risk_words(one.risks)),
    Column("结果", lambda one: one.result.outcome.word if one.result else "未查"),
    Column("名称", lambda one: one.title, rest=True, lines=2),
)
_sample = click.argument("identity", metavar="[抽查编号]", type=LINE, required=False)


@group("recheck")
def recheck() -> None:
    """销号抽查：按风险从办结的节点中抽样，登记核查结果，推算属实比例。"""


@recheck.command("draw")
@click.option("--period", metavar="期间", type=LINE, help="在哪一期办结的，如 2026Q3；不写则为本季度")
@click.option("--size", metavar="个数", type=int, default=USUAL_SIZE, help=f"抽几个，不写则 {USUAL_SIZE} 个")
@click.option(
    "--seed", metavar="种子", default="", help="同一种子、同样的节点抽出同样的样本；不写则用时期和日期"
)
@click.option("--try", "only_try", is_flag=True, help="只看会抽中哪些，不记入台账")
@unit_option
@json_option
@pass_invocation
def draw_(
    invocation: Invocation,
    period: str | None,
    size: int,
    seed: str,
    only_try: bool,
    unit_query: str | None,
    as_json: bool,
) -> None:
    """抽样：单位自报、依据无文件、期末突击、未达标、单位有过不实的，各加一份权重。"""
    from huaian_tui.services.rechecks import SampleWanted, draw_sample, record_sample

    today = invocation.today
    of = quarter_of(today) if period is None else read_period(period, today)

    def wanted(connection: sqlite3.Connection) -> SampleWanted:
        unit = invocation.unit_or_all(connection, unit_query)
        return SampleWanted(of, today, size, seed, invocation.plan(connection), unit)

    if only_try:
        with invocation.reader() as connection:
            sample = draw_sample(connection, wanted(connection))
        lines = [f"{one.item.id}（权重 {one.weight}）" for one in sample.drawn]
        head = f"从 {sample.population} 个节点中会抽中 {len(lines)} 个（种子 {sample.seed}）"
        form = {
            "seed": sample.seed,
            "population": sample.population,
            "items": [
                {
                    "milestone": one.item.id,
                    "weight": one.weight,
                    "chance": one.chance,
                    "risks": [risk.value for risk in one.risks],
                }
                for one in sample.drawn
            ],
        }
        tell_each(as_json, lambda: form, [head, *lines])
        return
    with invocation.ledger() as ledger:
        made = record_sample(ledger, wanted(ledger.connection))
        found = read_recheck(ledger.connection, today, made)
    told = (
        f"已抽样 {short_id(made)}：{of.title}办结的 {found.population} 个节点中抽中 {len(found.items)} 个"
        f"（种子 {found.seed}）"
    )
    tell(as_json, lambda: recheck_form(found), told)


@recheck.command("list")
@reading_options
@pass_invocation
def list_(invocation: Invocation, as_json: bool) -> None:
    """列出历次抽查，新的在前。"""
    with invocation.reader() as connection:
        rows = list_rechecks(connection, invocation.today)

    def blocks() -> Iterator[Block]:
        yield Table(_SAMPLES, rows)
        yield Lines([f"共 {len(rows)} 次抽查。" if rows else "还没有抽查过。"])

    answer(as_json, lambda: [recheck_form(one) for one in rows], blocks)


@recheck.command("show")
@_sample
@reading_options
@pass_invocation
def show(invocation: Invocation, identity: str | None, as_json: bool) -> None:
    """查看一次抽查：抽中的节点、结果、属实比例和区间；不写编号则为最近一次。"""
    with invocation.reader() as connection:
        found = read_recheck(connection, invocation.today, _found(connection, identity))

    def blocks() -> Iterator[Block]:
        yield Heading(f"{found.period.title}销号抽查 {short_id(found.record_id)}")
        yield Table(_ITEMS, list(found.items))
        yield Lines(
            [f"从办结的 {found.population} 个节点中抽中，种子 {found.seed}。", *share_words(found.share)]
        )

    answer(as_json, lambda: recheck_form(found), blocks)


def _found(connection: sqlite3.Connection, identity: str | None) -> bytes:
    return last_recheck(connection) if identity is None else _FIND(connection, identity)


@recheck.command("sheet")
@_sample
@click.option("--unit", "unit_query", metavar="单位", type=LINE, help="只列这个单位牵头的")
@json_option
@pass_invocation
def sheet(invocation: Invocation, identity: str | None, unit_query: str | None, as_json: bool) -> None:
    """拟一次抽查的查访单，存在文书里，输出编号；用 notice export 导出、打印。"""
    from huaian_tui.documents.composers.compose import compose
    from huaian_tui.documents.composers.request import NoticeRequest
    from huaian_tui.services.notices import keep_draft

    today = invocation.today
    with invocation.ledger() as ledger:
        connection = ledger.connection
        unit = invocation.unit_or_all(connection, unit_query)
        request = NoticeRequest(
            NoticeKind.VISIT,
            today,
            units=() if unit is None else (unit,),
            recheck=format_id(_found(connection, identity)),
        )
        made = keep_draft(ledger, compose(connection, request), today)
    tell(as_json, lambda: {"id": format_id(made), "recheck": request.recheck}, format_id(made))


@recheck.command("result")
@click.argument("milestones", metavar="节点编号...", type=LINE, nargs=-1, required=True)
@click.option(
    "--outcome",
    metavar="结果",
    type=_OUTCOME,
    required=True,
    help="held 属实、not_held 不属实、unchecked 无法核实",
)
@click.option("--text", metavar="说明", default="", help="看到了什么；不属实、无法核实的必须写")
@click.option("--date", "day", metavar="日期", help="核查日期，不写则为今天")
@click.option("--of", "identity", metavar="抽查编号", type=LINE, help="哪一次抽查，不写则为最近一次")
@json_option
@pass_invocation
def result(
    invocation: Invocation,
    milestones: tuple[str, ...],
    outcome: str,
    text: str,
    day: str | None,
    identity: str | None,
    as_json: bool,
) -> None:
    """登记抽查结果；同一节点再登记一次，以后一次为准；撤回用 record retract。"""
    from huaian_tui.services.rechecks import Finding, record_results

    today = invocation.today
    finding = Finding(Outcome(outcome), invocation.day(day), text)
    with invocation.ledger() as ledger:
        found = _found(ledger.connection, identity)
        record_results(ledger, found, dict.fromkeys(milestones, finding), today)
        now = read_recheck(ledger.connection, today, found)
    told = f"已登记 {len(set(milestones))} 个节点{finding.outcome.word}；{share_words(now.share)[0]}"
    tell(as_json, lambda: recheck_form(now), told)


def recheck_form(found: Recheck) -> Form:
    """A sample with its results as JSON."""
    return {
        "id": format_id(found.record_id),
        "day": iso(found.day),
        "period": [iso(found.period.first), iso(found.period.last)],
        "period_title": found.period.title,
        "seed": found.seed,
        "population": found.population,
        "officer": found.officer,
        "items": [_item_form(one) for one in found.items],
        "share": share_form(found.share),
    }


def _item_form(one: Item) -> Form:
    result = one.result
    return {
        "milestone": one.milestone,
        "title": one.title,
        **({} if one.ref is None else task_keys(one.ref)),
        "lead": one.leads,
        "completed_on": iso(one.completed_on),
        "basis": one.basis,
        "weight": one.weight,
        "chance": one.chance,
        "risks": list(one.risks),
        "outcome": None if result is None else result.outcome.value,
        "checked_on": None if result is None else iso(result.day),
        "text": None if result is None else result.text,
        "officer": None if result is None else result.officer,
        "result_id": None if result is None else format_id(result.record_id),
    }


def share_form(found: HeldShare) -> Form:
    """What the results say; the share and its bounds are null below five checked items."""
    interval = found.interval
    return {
        "drawn": found.drawn,
        "held": found.held,
        "not_held": found.not_held,
        "unchecked": found.unchecked,
        "share": found.share,
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
    }
