"""设指标: what milestones are to reach, with baseline, start and planned values (计划进度)."""

from __future__ import annotations

from typing import Any

from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.words.targets import baseline_line, target_line, trajectory_line
from huaian_tui.ledger.record import RecordKind
from huaian_tui.services import decisions as changes
from huaian_tui.services.typed_targets import TypedTarget, target_as_typed
from huaian_tui.tui.areas.milestones.deciding import (
    Before,
    Verb,
    Which,
    deciding,
    refuse_unless_open,
    show_form,
)
from huaian_tui.tui.areas.milestones.target_fields import TargetField, TargetPartField
from huaian_tui.tui.forms.date_fields import day_field
from huaian_tui.tui.forms.fields import FormField
from huaian_tui.tui.frame.host import Host
from huaian_tui.tui.list.acted_on import ActedOn

TARGET = Verb("target", "设指标", RecordKind.MILESTONE_TARGET, refuse_unless_open)
"""The decision by what its drafts and its opener are called."""


_EXAMPLES = "如 30家以上、控制在10起以内、80%、48/60；空则没有指标"


def open_target(app: Host, which: Which, acted: ActedOn | None = None) -> None:
    """设指标: the target, and for one milestone its baseline, start and planned values."""

    def form(before: Before) -> None:
        states = {row.id: row.state for row in before.rows}
        first = before.rows[0].state
        own = _own_fields(first) if before.together is None else _common_fields()
        fields: list[FormField] = [
            *own,
            before.basis_field("设定依据", "如 会议纪要、目标责任书"),
            day_field("设定日期", app.session.today),
        ]

        def save(typed: dict[str, Any], ids: list[str]) -> object:
            found = {one: _typed(typed, states[one]) for one in ids}
            decided = changes.DecidedOn(app.session.today, typed["day"])
            return app.session.write(
                lambda ledger: changes.set_targets(ledger, found, typed["basis"], decided)
            )

        show_form(app, before, TARGET, "设指标", fields, save, "已设定指标")

    deciding(app, which, TARGET, form, acted)


def _own_fields(state: MilestoneState) -> list[FormField]:
    """The parts of one milestone's target, filled with what stands."""
    target, due = state.target, state.due
    whole = TargetField(lambda: due, value=_plain(state), placeholder=_EXAMPLES)
    base = "" if target is None else baseline_line(target)
    start = "" if target is None or target.start is None else target.start.isoformat()
    planned = "" if target is None else trajectory_line(target)
    return [
        whole,
        TargetPartField("baseline", "基数", whole, due, value=base, placeholder="起算时已有多少，空则从零算"),
        TargetPartField(
            "start", "起算日", whole, due, value=start, placeholder="如 2026-03-01；空则从时限那年 1 月 1 日"
        ),
        TargetPartField(
            "trajectory", "计划进度", whole, due, value=planned, placeholder="如 3月 20，6月 50；空则按月均摊"
        ),
    ]


def _common_fields() -> list[FormField]:
    """Of several milestones the target alone, in one line."""
    return [TargetField(lambda: None, placeholder="同样的指标；如 30家以上；基数5；空则没有指标")]


def _plain(state: MilestoneState) -> str:
    """The target as it is typed, without what has a field of its own."""
    return target_line(state.target).partition("；")[0]


def _typed(typed: dict[str, Any], state: MilestoneState) -> Target | None:
    """The target that was typed; one that reads as it stands is the same, with what the plan says of it."""
    target = typed["target"]
    same = target == _plain(state) and bool(target)
    changed = TypedTarget(
        None if same else target, typed.get("baseline"), typed.get("start"), typed.get("trajectory")
    )
    return target_as_typed(changed, state.target, state.due)
