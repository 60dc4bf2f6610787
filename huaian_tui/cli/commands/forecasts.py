"""``forecast``: which milestones may come late, recorded and scored later."""

from __future__ import annotations

from collections.abc import Iterator

import click

from huaian_tui.cli.arguments.options import (
    group,
    json_option,
    pass_invocation,
    reading_options,
    unit_option,
)
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.forecasts import foreseen_form, recorded_form, score_form
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.columns import Column
from huaian_tui.domain.evaluation.forecasts import AHEAD, Bin, score
from huaian_tui.domain.words.forecasts import CAME, reason_word, recorded_told, score_words, share_words
from huaian_tui.domain.words.verdicts import Verdict, verdict_word
from huaian_tui.ledger.identity import short_id
from huaian_tui.store.queries.forecasts import (
    Expected,
    Foreseen,
    came,
    foresee,
    open_dated,
    read_recorded,
)

MOST_WITHIN = 3660

_within = click.option(
    "--within",
    metavar="天数",
    type=click.IntRange(0, MOST_WITHIN),
    default=AHEAD,
    help=f"多少天内到期的，不写则 {AHEAD} 天",
)
_DOES = "预测只供机构内部安排督查用，不是状态灯，不发单位。"

_NOW: tuple[Column[Foreseen], ...] = (
    Column("节点", lambda one: one.milestone),
    Column("任务", lambda one: one.ref.label),
    Column("时限", lambda one: one.due.isoformat()),
    Column("预测", lambda one: one.forecast.verdict.word),
    Column("可能性", lambda one: share_words(one.forecast.likelihood)),
    Column("类似情形", lambda one: f"{one.forecast.alike} 例，未按期 {one.forecast.alike_late}"),
    Column("理由", lambda one: "；".join(one.why), rest=True, lines=3),
)
_RECORDED: tuple[Column[Expected], ...] = (
    Column("编号", lambda one: short_id(one.record_id)),
    Column("预测日", lambda one: one.day.isoformat()),
    Column("节点", lambda one: one.milestone),
    Column("时限", lambda one: one.due.isoformat()),
    Column("预测", lambda one: verdict_word(one.verdict)),
    Column("可能性", lambda one: share_words(one.likelihood)),
    Column("结果", lambda one: CAME[one.late]),
    Column("理由", lambda one: "；".join(reason_word(reason) for reason in one.reasons), rest=True),
)
_BINS: tuple[Column[Bin], ...] = (
    Column("预测的可能性", lambda one: f"{100 * one.low:.0f}%—{100 * one.high:.0f}%"),
    Column("条数", lambda one: str(one.number)),
    Column("平均预测", lambda one: share_words(one.expected)),
    Column("实际未按期（95%区间）", lambda one: one.came),
)


@group("forecast")
def forecast() -> None:
    """预测：哪些节点可能逾期、为什么；记下来，到期后打分。"""


@forecast.command("list")
@click.argument("milestones", metavar="[节点编号...]", type=LINE, nargs=-1)
@_within
@click.option("--likely", is_flag=True, help="只列可能逾期的")
@click.option("--recorded", is_flag=True, help="列已经记下的预测和结果")
@unit_option
@reading_options
@pass_invocation
def list_(
    invocation: Invocation,
    milestones: tuple[str, ...],
    within: int,
    likely: bool,
    recorded: bool,
    unit_query: str | None,
    as_json: bool,
) -> None:
    """列出未到期节点的预测和理由；只看，不记。

    以往到期的节点在到期前同样的时候有哪些情形、后来是否按期，由此推算；类似情形不足 5 例的，不足以判断。
    """
    with invocation.reader() as connection:
        today = invocation.today
        if recorded:
            rows = [
                one
                for one in read_recorded(connection, today)
                if not milestones or one.milestone in milestones
            ]
            if likely:
                rows = [one for one in rows if one.verdict == Verdict.LIKELY_LATE]
            answer(as_json, lambda: [recorded_form(one) for one in rows], lambda: _recorded_blocks(rows))
            return
        unit = invocation.unit_or_all(connection, unit_query)
        ids = list(milestones) or open_dated(
            connection, today, within=within, plan=invocation.plan(connection), unit=unit
        )
        found = foresee(connection, today, ids)
    if likely:
        found = [one for one in found if one.forecast.verdict is Verdict.LIKELY_LATE]

    def blocks() -> Iterator[Block]:
        yield Table(_NOW, found)
        none = "所写的节点里没有" if milestones else f"{within} 天内到期的节点里没有"
        none += "可能逾期的。" if likely else "还没办结的；--within 可以写更多的天数。"
        yield Lines([f"共 {len(found)} 个节点。{_DOES}" if found else none])

    answer(as_json, lambda: [foreseen_form(one) for one in found], blocks)


def _recorded_blocks(rows: list[Expected]) -> Iterator[Block]:
    yield Table(_RECORDED, rows)
    yield Lines([f"共 {len(rows)} 条预测。" if rows else "还没有记下预测。"])


@forecast.command("record")
@click.argument("milestones", metavar="[节点编号...]", type=LINE, nargs=-1)
@_within
@json_option
@pass_invocation
def record(invocation: Invocation, milestones: tuple[str, ...], within: int, as_json: bool) -> None:
    """把现在的预测记入台账，到期后好打分；一个节点一个月至多记一次，不足以判断的不记。"""
    from huaian_tui.services.forecasts import record_forecasts

    today = invocation.today
    with invocation.ledger() as ledger:
        connection = ledger.connection
        ids = list(milestones) or open_dated(
            connection, today, within=within, plan=invocation.plan(connection)
        )
        done = record_forecasts(ledger, ids, today)
    told = recorded_told(len(done.made), len(done.before), len(done.unknown))
    tell(
        as_json,
        lambda: {
            "recorded": [foreseen_form(one) for one in done.made],
            "recorded_before": [one.milestone for one in done.before],
            "unknown": [one.milestone for one in done.unknown],
        },
        told,
    )


@forecast.command("score")
@reading_options
@pass_invocation
def score_(invocation: Invocation, as_json: bool) -> None:
    """给已到期的预测打分：Brier 分数与总体比例相比，另列校准表。

    Brier 分数是（可能性减结果）平方的平均，越小越好；总体比例指每条都说同一个实际未按期比例。
    """
    with invocation.reader() as connection:
        found = score(came(read_recorded(connection, invocation.today)))

    def blocks() -> Iterator[Block]:
        if found.number:
            yield Table(_BINS, list(found.bins))
        yield Lines(score_words(found))

    answer(as_json, lambda: score_form(found), blocks)
