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
from huaian_tui.cli.json_forms.values import Form, iso, task_keys
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer, tell
from huaian_tui.domain.columns import Column
from huaian_tui.domain.evaluation.forecasts import Bin, Reason, Score, Verdict, score
from huaian_tui.domain.evaluation.intervals import LEAST, NO_FIGURE
from huaian_tui.ledger.identity import format_id, short_id
from huaian_tui.store.queries.forecasts import (
    Expected,
    Foreseen,
    came,
    foresee,
    open_dated,
    read_recorded,
)

WITHIN = 90
"""Days ahead of which forecasts are made, where none are named."""

MOST_WITHIN = 3660

_within = click.option(
    "--within",
    metavar="天数",
    type=click.IntRange(0, MOST_WITHIN),
    default=WITHIN,
    help=f"多少天内到期的，不写则 {WITHIN} 天",
)
_DOES = "预测只供机构内部安排督查用，不是状态灯，不发单位。"

_CAME: dict[bool | None, str] = {None: "未到期", True: "未按期", False: "按期"}
_NOW: tuple[Column[Foreseen], ...] = (
    Column("节点", lambda one: one.milestone),
    Column("任务", lambda one: one.ref.label),
    Column("时限", lambda one: one.due.isoformat()),
    Column("预测", lambda one: one.forecast.verdict.word),
    Column("可能性", lambda one: share_words(one.forecast.likelihood)),
    Column("类似情形", lambda one: alike_words(one)),
    Column("理由", lambda one: "；".join(one.why), rest=True, lines=3),
)
_RECORDED: tuple[Column[Expected], ...] = (
    Column("编号", lambda one: short_id(one.record_id)),
    Column("预测日", lambda one: one.day.isoformat()),
    Column("节点", lambda one: one.milestone),
    Column("时限", lambda one: one.due.isoformat()),
    Column("预测", lambda one: verdict_word(one.verdict)),
    Column("可能性", lambda one: share_words(one.likelihood)),
    Column("结果", lambda one: _CAME[one.late]),
    Column("理由", lambda one: "；".join(reason_word(reason) for reason in one.reasons), rest=True),
)
_BINS: tuple[Column[Bin], ...] = (
    Column("预测的可能性", lambda one: f"{100 * one.low:.0f}%—{100 * one.high:.0f}%"),
    Column("条数", lambda one: str(one.number)),
    Column("平均预测", lambda one: share_words(one.expected)),
    Column("实际未按期（95%区间）", lambda one: one.came),
)


def share_words(share: float | None) -> str:
    """A likelihood in whole per cent; "–" for none."""
    return NO_FIGURE if share is None else f"{100 * share:.0f}%"


def alike_words(one: Foreseen) -> str:
    """Of how many that stood alike so many came late."""
    return f"{one.forecast.alike} 例，未按期 {one.forecast.alike_late}"


def verdict_word(verdict: str) -> str:
    """What people call it; that of a newer program as it stands."""
    return Verdict(verdict).word if verdict in list(Verdict) else verdict


def reason_word(reason: str) -> str:
    """The same of a reason."""
    return Reason(reason).word if reason in list(Reason) else reason


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
    told = f"已记下 {len(done.made)} 个节点的预测"
    told += f"；本月已记过 {len(done.before)} 个" if done.before else ""
    told += f"；不足以判断 {len(done.unknown)} 个，没有记" if done.unknown else ""
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

    Brier 分数是（可能性−结果）平方的平均，越小越好；总体比例指每条都说同一个实际未按期比例。
    """
    with invocation.reader() as connection:
        found = score(came(read_recorded(connection, invocation.today)))

    def blocks() -> Iterator[Block]:
        if found.number:
            yield Table(_BINS, list(found.bins))
        yield Lines(score_words(found))

    answer(as_json, lambda: score_form(found), blocks)


def score_words(found: Score) -> list[str]:
    """The score in sentences."""
    if found.brier is None or found.base_brier is None:
        return [f"已到期的预测 {found.number} 条，不足 {LEAST} 条：不足以判断。"]
    told = [f"已到期的预测 {found.number} 条，未按期 {found.late} 条。"]
    told.append(f"Brier 分数 {found.brier:.3f}，总体比例的 {found.base_brier:.3f}。")
    if found.skill is None:
        return [*told, "结果全都一样，无从比较。"]
    better = "好" if found.skill >= 0 else "差"
    return [*told, f"比只说总体比例{better} {100 * abs(found.skill):.1f}%。"]


def foreseen_form(one: Foreseen) -> Form:
    """A forecast of now as JSON."""
    said = one.forecast
    return {
        "milestone": one.milestone,
        "title": one.title,
        **task_keys(one.ref),
        "due": iso(one.due),
        "stage": one.stage.value,
        "verdict": said.verdict.value,
        "word": said.verdict.word,
        "likelihood": said.likelihood,
        "base": said.base,
        "reasons": [reason.value for reason in said.reasons],
        "why": list(one.why),
        "cases": said.cases,
        "alike": said.alike,
        "alike_late": said.alike_late,
    }


def recorded_form(one: Expected) -> Form:
    """A recorded forecast as JSON; ``late`` is null while its date has not passed."""
    return {
        "id": format_id(one.record_id),
        "milestone": one.milestone,
        "title": one.title,
        "day": iso(one.day),
        "due": iso(one.due),
        "verdict": one.verdict,
        "word": verdict_word(one.verdict),
        "likelihood": one.likelihood,
        "base": one.base,
        "reasons": list(one.reasons),
        "officer": one.officer,
        "late": one.late,
    }


def score_form(found: Score) -> Form:
    """The score as JSON; null below five forecasts."""
    return {
        "number": found.number,
        "late": found.late,
        "brier": found.brier,
        "base_brier": found.base_brier,
        "skill": found.skill,
        "word": None if found.brier is not None else Verdict.UNKNOWN.word,
        "calibration": [
            {
                "low": one.low,
                "high": one.high,
                "number": one.number,
                "expected": one.expected,
                "late": one.late,
            }
            for one in found.bins
        ],
    }
