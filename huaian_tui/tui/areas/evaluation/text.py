"""The line that says what is evaluated, and what a figure is in sentences."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.evaluation.measure import Measure
from huaian_tui.domain.words.evaluation import BY_TITLES, ROLE_TITLES
from huaian_tui.tui.areas.evaluation.choice import Against, Choice
from huaian_tui.tui.frame.detail_lines import labelled, lines, quiet
from huaian_tui.tui.safe_text import own_words, safe_content


def choice_line(choice: Choice, today: date) -> Content:
    """期间 2026年第四季度  截至 2026-11-22  按单位（牵头和责任）  全部方案."""
    role = "牵头和责任" if choice.role is None else ROLE_TITLES[choice.role]
    by = f"按{BY_TITLES[choice.by]}" + (f"（{role}）" if choice.by == "unit" else "")
    parts = [
        labelled("期间", choice.period.title),
        labelled("截至", today.isoformat()),
        safe_content(by),
        safe_content(choice.plan_name or "全部在办方案"),
    ]
    if choice.against is not None:
        parts.append(labelled("对比", against_words(choice.against)))
    line = Content("   ").join(parts)
    return lines([line, quiet(f"{choice.why}，先看这一期。")]) if choice.why else line


def against_words(against: Against) -> str:
    """What stands beside the figures."""
    if isinstance(against, Period):
        return against.title
    return "" if against is None else f"截至 {against.isoformat()}"


def measure_text(measure: Measure) -> Content:
    """What a figure is: how it is counted, and the cases at its edge."""
    formula, edges = own_words(measure.formula), own_words(measure.edges)
    return lines([safe_content(f"{measure.name}：{formula}。"), quiet(f"{edges}。")])
