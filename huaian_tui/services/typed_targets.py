"""What an officer types of a target: the whole in one line, or its parts one by one over what stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from huaian_tui.domain.errors import InputRefused
from huaian_tui.domain.reading.trajectories import (
    read_target_line,
    with_baseline,
    with_start,
    with_trajectory,
)
from huaian_tui.domain.rules.targets import Target


@dataclass(frozen=True, slots=True)
class TypedTarget:
    """The parts of a target as they were typed; None: as it stands, "": taken away."""

    target: str | None = None
    baseline: str | None = None
    start: str | None = None
    trajectory: str | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether no part was typed."""
        return all(one is None for one in (self.target, self.baseline, self.start, self.trajectory))


def target_as_typed(typed: TypedTarget, now: Target | None, due: date | None) -> Target | None:
    """The target that was typed over the one that stands; None: none any more.

    A new target begins anew: baseline, start and planned values of the old one say nothing of it.
    """
    more = ((typed.baseline, "基数"), (typed.start, "起算日"), (typed.trajectory, "计划进度"))
    if typed.target is not None and not typed.target.strip():
        refuse_alone([name for said, name in more if said])
        return None
    target = now if typed.target is None else read_target_line(typed.target, due)
    if target is None:
        refuse_alone([name for said, name in more if said])
        return None
    if typed.baseline is not None:
        target = replace(target, baseline=None)
        target = with_baseline(target, typed.baseline) if typed.baseline.strip() else target
    if typed.start is not None:
        target = replace(target, start=None)
        target = with_start(target, typed.start, due) if typed.start.strip() else target
    if typed.trajectory is not None:
        target = replace(target, trajectory=())
        target = with_trajectory(target, typed.trajectory, due) if typed.trajectory.strip() else target
    return target


def refuse_alone(parts: list[str]) -> None:
    """Refuse what belongs to a target where there is none."""
    if parts:
        raise InputRefused(
            "这个节点没有量化指标", f"只写了{'、'.join(parts)}", "同时写明指标，如 30家以上", field="target"
        )


def target_now(typed: TypedTarget, dues: list[date]) -> Target | None:
    """The target of new milestones with these time limits; planned values need one alone."""
    planned = typed.trajectory or "计划" in (typed.target or "")
    if planned and len(dues) > 1:
        raise InputRefused(
            "周期性的节点不能写计划进度",
            f"共 {len(dues)} 期，各有各的时限",
            "先设节点，再逐个设（milestone target）",
            field="trajectory",
        )
    return target_as_typed(typed, None, dues[0] if len(dues) == 1 else None)
