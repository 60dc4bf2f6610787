"""``milestone target``: what milestones are to reach, with baseline, start and planned values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from huaian_tui.cli.arguments.options import command, json_option, pass_invocation, target_options
from huaian_tui.cli.arguments.value_types import LINE
from huaian_tui.cli.find_and_change import Thing, by_own_id, change_things
from huaian_tui.cli.invocation import Invocation
from huaian_tui.cli.json_forms.milestones import milestone_detail_form
from huaian_tui.cli.output.show import tell_each
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.words.targets import target_in_full
from huaian_tui.store.queries.milestones import read_milestone

if TYPE_CHECKING:
    from huaian_tui.store.engine.append import Ledger

_MILESTONE: Thing[str, MilestoneRow] = Thing(by_own_id, read_milestone)


@command("target")
@click.argument("identities", metavar="节点编号...", type=LINE, nargs=-1, required=True)
@target_options
@click.option("--date", "day", metavar="日期", help="设定日期，不写则为今天")
@click.option("--basis", metavar="依据", required=True, help="作出决定的依据（会议、批示、来文等）")
@json_option
@pass_invocation
def target(
    invocation: Invocation,
    /,
    identities: tuple[str, ...],
    target: str | None,
    baseline: str | None,
    start: str | None,
    trajectory: str | None,
    day: str | None,
    basis: str,
    as_json: bool,
) -> None:
    """设定节点的量化指标、基数、计划进度，可以几个一起设；原文的指标也可以改，撤回即恢复。

    只写要改的各项，写 '' 则去掉。有计划进度的按计划进度判断达不达序时，没有的按月均摊。
    """
    from huaian_tui.services.decisions import DecidedOn, set_targets
    from huaian_tui.services.several import each
    from huaian_tui.services.typed_targets import TypedTarget, target_as_typed

    typed = TypedTarget(target, baseline, start, trajectory)
    if typed.says_nothing:
        raise click.UsageError(
            "写明 --target、--baseline、--start 或 --trajectory", click.get_current_context()
        )
    today = invocation.today
    decided = DecidedOn(today, invocation.day(day))

    def record(ledger: Ledger, ids: Sequence[str]) -> None:
        states = {one: read_milestone(ledger.connection, today, one).state for one in ids}
        made = each(ids, lambda one: target_as_typed(typed, states[one].target, states[one].due))
        set_targets(ledger, dict(zip(ids, made, strict=True)), basis, decided)

    rows, _ = change_things(invocation, _MILESTONE, identities, record)
    forms = [milestone_detail_form(row) for row in rows]
    lines = [
        f"已设定指标 {row.id}（{row.named.told}）：{target_in_full(row.state.target) or '没有指标'}"
        for row in rows
    ]
    tell_each(as_json, lambda: forms if len(forms) > 1 else forms[0], lines)
