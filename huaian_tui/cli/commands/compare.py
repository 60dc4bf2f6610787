"""``compare``: the units of a period beside the whole, without ranks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import click

from huaian_tui.cli.arguments.options import command, pass_invocation, reading_options
from huaian_tui.cli.arguments.value_types import LINE, Words
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.values import Form, iso
from huaian_tui.cli.output.blocks import Block, Lines, Table
from huaian_tui.cli.output.show import answer
from huaian_tui.domain.columns import Column
from huaian_tui.domain.dates.reporting_period import quarter_of, read_period
from huaian_tui.domain.evaluation.comparison import Compared
from huaian_tui.domain.evaluation.figures import Role
from huaian_tui.domain.evaluation.intervals import NO_FIGURE, z_for
from huaian_tui.domain.words.evaluation import ROLE_TITLES, compared_words
from huaian_tui.store.engine.connection import one_state
from huaian_tui.store.queries.evaluation.scope import Asked

_COLUMNS: tuple[Column[Compared], ...] = (
    Column("单位", lambda one: one.name),
    Column("角色", lambda one: ROLE_TITLES.get(one.role or "", "")),
    Column("按期率", lambda one: one.rate.shown),
    Column("95%区间", lambda one: NO_FIGURE if one.interval is None else one.interval.words),
    Column("与总体", lambda one: one.against.word),
)
_SCORE: Column[Compared] = Column("计分（权重）", lambda one: one.score.words if one.score else NO_FIGURE)


@command("compare")
@click.option("--period", metavar="期间", type=LINE, help="如 2026Q3、上半年、2026-07、A..B；不写则为本季度")
@click.option(
    "--role",
    metavar="角色",
    type=Words("角色", ROLE_TITLES),
    default="lead",
    help="lead 牵头（默认）、support 责任",
)
@reading_options
@pass_invocation
def compare_(invocation: Invocation, period: str | None, role: str, as_json: bool) -> None:
    """各单位的按期率与总体对照：按方案的次序列出，不排名次。

    区间说明一个比例有多大把握；到期不足 5 个的不下结论。机构设了“评价计分”权重的，另列计分和所用的权重。
    """
    from huaian_tui.store.queries.evaluation.compare_units import compare_units

    today = invocation.today
    chosen = quarter_of(today) if period is None else read_period(period, today)
    with invocation.reader() as connection, one_state(connection):
        past = invocation.as_of is not None
        asked = Asked(chosen, today, "unit", cast("Role", role), invocation.plan(connection), past=past)
        found, _, weights = compare_units(connection, asked)
    columns = (*_COLUMNS, *([_SCORE] if weights else []))

    def blocks() -> Iterator[Block]:
        yield Table(columns, list(found.rows))
        yield Lines(compared_words(chosen.title, found))

    answer(
        as_json,
        lambda: {
            "as_of": iso(today),
            "period": [iso(chosen.first), iso(chosen.last)],
            "period_title": chosen.title,
            "whole": found.whole.text,
            "whole_value": found.whole.value,
            "compared": found.compared,
            "z": z_for(found.compared),
            "weights": weights or None,
            "rows": [_form(one) for one in found.rows],
        },
        blocks,
    )


def _form(one: Compared) -> Form:
    interval, score = one.interval, one.score
    return {
        "key": one.key,
        "name": one.name,
        "role": one.role,
        "n": one.rate.whole,
        "on_time": one.rate.part,
        "rate": one.rate.text,
        "rate_value": one.rate.value,
        "low": None if interval is None else interval.low,
        "high": None if interval is None else interval.high,
        "against": one.against.value,
        "word": one.against.word,
        "score": None if score is None else score.value,
        "score_weights": None if score is None else dict(score.weights),
    }
