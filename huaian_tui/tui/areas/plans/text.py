"""A plan in words: what it is, how far it has come, what its text is unsure of, what was recorded of it."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from huaian_tui.domain.answers.plans import PlanLine
from huaian_tui.domain.words.items import as_items, items
from huaian_tui.domain.words.lights import counts_words
from huaian_tui.domain.words.plans import WAYS_ON, horizon_words, is_past_horizon
from huaian_tui.tui.areas.notes.text import event_line
from huaian_tui.tui.areas.plans.facts import PlanFacts
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, toned
from huaian_tui.tui.safe_text import safe_content

MOST_ROWS = 12
"""Tasks that a remark is about which are named; more are counted."""


def plan_head(plan: PlanLine) -> Content:
    """What a form says above its fields: which plan."""
    return safe_content(f"{plan.code}  {plan.title}").stylize("bold")


def plan_text(facts: PlanFacts) -> Content:
    """The whole page of a plan."""
    return lines([*_head(facts), *_remarks(facts), *_events(facts)])


def _head(facts: PlanFacts) -> Iterator[Content]:
    plan, text = facts.line, facts.text
    yield plan_head(plan) + (toned("  现用", "on_track") if plan.current else Content(""))
    if text.disputed:
        yield toned("冲突待核：两台电脑各自改过，再改一次即核定", "overdue")
    if plan.shared:
        yield toned(f"代号重复：还有一个方案也叫 {plan.code}，请改其中一个的代号", "overdue")
        yield labelled("编号", f"{plan.id}，序号可写 {plan.id[:6]}/1")
    yield labelled("简称", plan.short)
    if plan.stage:
        yield labelled("阶段", plan.stage)
    if text.supervisor:
        yield labelled("督查", text.supervisor)
    start = "未定" if plan.start is None else plan.start.isoformat()
    end = "未定" if plan.horizon is None else plan.horizon.isoformat()
    span = labelled("起止", f"{start} 至 {end}，{horizon_words(plan, facts.today)}")
    if is_past_horizon(plan, facts.today):
        span += toned(f"，可{WAYS_ON}", "due_soon")
    yield span
    if text.horizon_phrase:
        yield labelled("原文", f"「{text.horizon_phrase}」")
    if text.horizon_basis:
        yield labelled("依据", text.horizon_basis)
    if plan.closed_on is not None:
        yield labelled("收官", f"{plan.closed_on.isoformat()}，依据：{text.close_basis}")
    if text.file_name:
        yield labelled("文件", text.file_name)
    yield labelled("任务", f"{plan.tasks} 项：{counts_words(facts.lights)}" if plan.tasks else "还没有任务")
    if plan.open_milestones:
        said = f"未办结 {plan.open_milestones} 个，其中逾期 {plan.overdue} 个，临期 {plan.due_soon} 个"
        yield labelled("节点", said)


def _remarks(facts: PlanFacts) -> Iterator[Content]:
    if not facts.remarks:
        return
    yield Content("")
    yield heading(f"对原文的说明  {len(facts.remarks)} 条")
    for one in facts.remarks:
        rows = [facts.refs[row].label for row in one.rows if row in facts.refs]
        about = f"（{items(rows, MOST_ROWS)}）" if rows else ""
        yield labelled("原文", f"{as_items(one.where)}：{one.text}{about}")
        yield labelled("处理", one.treatment)


def _events(facts: PlanFacts) -> Iterator[Content]:
    if facts.events:
        yield Content("")
        yield heading("记录  新的在前")
        yield from map(event_line, facts.events)
