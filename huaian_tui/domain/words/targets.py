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
    return target.text + (f"（{'，'.join(remarks)}）" if remarks else "")


def verdict(met: bool | None) -> str:
    """达标 or 未达标; nothing where there is no target to compare with."""
    return "" if met is None else "达标" if met else "未达标"


def value_words(target: Target | None, value: float) -> str:
    """A value in the unit of its target: 4200个."""
    return f"{format_number(value)}{target.unit if target else ''}"


def pace_words(target: Target, figures: PaceFigures, day: str) -> str:
    """What 未达序时 rests on: 2026-09-30读数5个，序时应达7.5个，差2.5个.

    ``day`` is that of the reading as it is to be said.
    """
    read = f"{day}读数{value_words(target, figures.reading)}"
    planned, gap = value_words(target, figures.planned), _gap_words(target, figures.gap)
    if not figures.gap:
        return f"{read}，指标为{target.text}"
    if target.is_limit:
        return f"{read}，序时应不超过{planned}，多{gap}"
    return f"{read}，序时应达{planned}，差{gap}"


def _gap_words(target: Target, gap: float) -> str:
    """How far two values lie apart; two shares differ by 百分点."""
    return f"{format_number(gap)}{'个百分点' if target.unit == '%' else target.unit}"


def target_verdict(target: Target, value: float) -> str:
    """What a value means for the target: 4200个，未达标（指标：超过5000个（不含））."""
    return f"{value_words(target, value)}，{verdict(target.met_by(value))}（指标：{target_words(target)}）"
