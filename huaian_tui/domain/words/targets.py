"""Quantified targets (量化指标) in words, and what a value means for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huaian_tui.domain.rules.targets import Target, format_number

if TYPE_CHECKING:
    from huaian_tui.domain.rules.pace import PaceFigures

CUMULATIVE = "累计"
IMPLIED = "推定"
"""A number that the text of the plan implies and does not print."""


def target_words(target: Target | None) -> str:
    """The target as people read it, with what the text leaves open: 10个以上（含）（累计，推定）."""
    if target is None:
        return ""
    marks = ((CUMULATIVE, target.cumulative), (IMPLIED, target.inferred))
    remarks = [word for word, said in marks if said and word not in target.text]
    if target.baseline is not None:
        remarks.append(f"基数{value_words(target, target.baseline)}")
    if target.start is not None:
        remarks.append(f"自{target.start.isoformat()}起算")
    return target.text + (f"（{'，'.join(remarks)}）" if remarks else "")


def trajectory_words(target: Target | None) -> str:
    """The planned values: 2026-03-31 20家，2026-06-30 50家; empty without any."""
    planned = () if target is None else target.trajectory
    return "，".join(f"{one.day.isoformat()} {value_words(target, one.value)}" for one in planned)


def target_in_full(target: Target | None) -> str:
    """The target with its planned values, in one line."""
    planned = trajectory_words(target)
    return target_words(target) + (f"；计划进度：{planned}" if planned else "")


def target_line(target: Target | None) -> str:
    """A target as an officer would type it (``domain.reading.trajectories.read_target_line``)."""
    if target is None:
        return ""
    parts = [target.text.partition("，即")[0] if target.whole is not None else target.text]
    if target.baseline is not None:
        parts.append(f"基数 {_typed(target, target.baseline)}")
    if target.start is not None:
        parts.append(f"起算 {target.start.isoformat()}")
    planned = trajectory_line(target)
    return "；".join([*parts, *([f"计划 {planned}"] if planned else [])])


def trajectory_line(target: Target) -> str:
    """Its planned values as an officer would type them."""
    return "，".join(f"{one.day.isoformat()} {_typed(target, one.value)}" for one in target.trajectory)


def baseline_line(target: Target) -> str:
    """Its baseline as an officer would type it; empty without one."""
    return "" if target.baseline is None else _typed(target, target.baseline)


def _typed(target: Target, value: float) -> str:
    """A value without its unit, of a share its parts."""
    if target.whole is None:
        return format_number(value)
    parts = round(value * target.whole / 100, 4)
    return (
        f"{int(parts)}/{format_number(target.whole)}" if parts == int(parts) else f"{format_number(value)}%"
    )


def verdict(met: bool | None) -> str:
    """达标 or 未达标; nothing where there is no target to compare with."""
    return "" if met is None else "达标" if met else "未达标"


def value_words(target: Target | None, value: float) -> str:
    """A value in the unit of its target: 4200个; of a share its parts too: 45/60，即75%."""
    said = f"{format_number(value)}{target.unit if target else ''}"
    if target is None or target.whole is None:
        return said
    parts = round(value * target.whole / 100, 4)
    if parts != int(parts):
        return f"{format_number(round(value, 2))}%"
    return f"{int(parts)}/{format_number(target.whole)}，即{format_number(round(value, 2))}%"


def pace_words(target: Target, figures: PaceFigures, day: str, *, behind: bool = True) -> str:
    """What 未达序时 rests on: 2026-09-30读数5个，序时应达7.5个，差2.5个; by planned values 按计划进度应达.

    ``day`` is that of the reading as it is to be said. Not ``behind``: what is missing is not said.
    """
    read = f"{day}读数{value_words(target, figures.reading)}"
    planned, gap = value_words(target, figures.planned), _gap_words(target, figures.gap)
    if behind and not figures.gap:
        return f"{read}，指标为{target.text}"
    by = "按计划进度" if target.trajectory else "序时"
    if target.is_limit:
        return f"{read}，{by}应不超过{planned}" + (f"，多{gap}" if behind else "")
    return f"{read}，{by}应达{planned}" + (f"，差{gap}" if behind else "")


def _gap_words(target: Target, gap: float) -> str:
    """How far two values lie apart; two shares differ by 百分点."""
    return f"{format_number(gap)}{'个百分点' if target.unit == '%' else target.unit}"


def target_verdict(target: Target, value: float) -> str:
    """What a value means for the target: 4200个，未达标（指标：超过5000个（不含））."""
    return f"{value_words(target, value)}，{verdict(target.met_by(value))}（指标：{target_words(target)}）"
