"""A milestone (节点) in words: its state, how its date is known, its head for forms, its whole detail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from huaian_tui.domain.answers.milestones import MilestoneRow, ReadingRow
from huaian_tui.domain.answers.notes import EventRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.rules.lights import Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.targets import Target, format_number
from huaian_tui.ledger.kinds.registry import deciding
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notes.text import kind_title, moment
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, quiet, toned
from huaian_tui.tui.safe_text import safe_content

CONFLICT = "冲突待核"
"""Two officers decided apart; both decisions are kept until a later one settles it (docs/decisions/004)."""


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """What the detail of a milestone shows; ``events`` are the records about it, newest first."""

    row: MilestoneRow
    task: TaskRow
    readings: tuple[ReadingRow, ...]
    events: tuple[EventRow, ...]


def state_word(row: MilestoneRow) -> str:
    """The word of the light; 中止 for a cancelled one, for a done one how (未达标, 超时 …)."""
    if row.state.status is Status.CANCELLED:
        return "中止"
    return row.state.done_word if row.state.status is Status.DONE else row.light.word


def state_content(row: MilestoneRow) -> Content:
    """The state in its tone, with the days where it is overdue: 逾期 691 天."""
    days = f" {row.overdue_days} 天" if row.overdue_days else ""
    return toned(f"{state_word(row)}{days}", row.light.value)


def due_words(state: MilestoneState) -> str:
    """The date, marked where it is assumed: ``2024-12-31（假定）``; 未定 without one."""
    if state.due is None:
        return "未定"
    return f"{state.due.isoformat()}{'（假定）' if state.assumed else ''}"


_SOURCES = {"none": "未写", "quotation": "原文", "assumption": "假定", "decision": "决定"}


def how_known(state: MilestoneState) -> str:
    """How the date is known, in two characters; 未写 where the plan gives none."""
    return _SOURCES[state.due_source]


def target_words(target: Target) -> str:
    """The target as people read it; a number that the text only implies is marked."""
    return f"{target.text}{'（推定）' if target.inferred else ''}"


def target_verdict(target: Target, value: float) -> str:
    """What a value means for the target: 达标 or 未达标, with the target's words."""
    verdict = "达标" if target.met_by(value) else "未达标"
    return f"{format_number(value)}{target.unit}，{verdict}（指标：{target_words(target)}）"


def milestone_head(row: MilestoneRow) -> Content:
    """What a form says above its fields: which milestone, its date, how that is known, its target."""
    state = row.state
    return lines(
        [
            Content.styled(f"第 {row.task_no} 项", "bold") + Content("  ") + safe_content(state.title),
            labelled("时限", due_words(state)) + Content("  ") + state_content(row),
            labelled("依据", state.basis),
            labelled("指标", target_words(state.target)) if state.target else None,
        ]
    )


def milestone_detail(facts: MilestoneFacts) -> Content:
    """Everything about one milestone, for the pane beside the list."""
    return lines(
        [
            safe_content(facts.row.state.title).stylize("bold"),
            *_state_lines(facts.row),
            *_source_lines(facts.row.state),
            *_conflict_lines(facts.row.state),
            *_reading_lines(facts),
            *_time_line(facts),
            *_task_lines(facts.task),
        ]
    )


def _state_lines(row: MilestoneRow) -> Iterator[Content]:
    state = row.state
    yield labelled("状态", state_content(row))
    yield labelled("时限", due_words(state))
    if state.original_due is not None:
        yield labelled("原定", state.original_due.isoformat())
    if state.status is Status.DONE and state.completed_on is not None:
        yield labelled("办结", f"{state.completed_on.isoformat()}，依据：{state.completion_basis}")
        if state.completion_value is not None and state.target is not None:
            yield labelled("数值", target_verdict(state.target, state.completion_value))
    if state.status is Status.CANCELLED:
        yield labelled("中止", f"依据：{state.completion_basis}")
    yield labelled("编号", state.id)


def _source_lines(state: MilestoneState) -> Iterator[Content]:
    """How the date is known: the phrase of the plan, the decision, or the assumption; the target."""
    yield Content("")
    yield heading("时限来源")
    if state.phrase:
        yield labelled("原文", f"「{state.phrase}」")
    else:
        yield labelled("原文", "方案没有这个节点，由督查人员设定")
    yield labelled("依据", state.basis)
    if state.assumed:
        yield quiet(f"日期是按惯例假定的，用「延期」（{keys_said('extend')}）可改定")
    if state.target is not None:
        stretch = "（力争）" if state.stretch else ""
        yield labelled("指标", target_words(state.target) + stretch)
    elif state.stretch:
        yield labelled("要求", "力争")


def _conflict_lines(state: MilestoneState) -> Iterator[Content]:
    if not state.conflict:
        return
    yield Content("")
    yield toned(CONFLICT, "overdue").stylize("bold")
    yield Content(
        f"有 {len(state.heads)} 项决定互不知情（见下方经过中标「{CONFLICT}」的），现按最后一项显示。"
        "核实后再登记一次办结、延期、中止或重新督办，即以新的决定为准"
    )


def _reading_lines(facts: MilestoneFacts) -> Iterator[Content]:
    if not facts.readings:
        return
    yield Content("")
    yield heading("数值")
    unit = facts.row.state.target.unit if facts.row.state.target else ""
    for reading in reversed(facts.readings):
        verdict = {True: "达标", False: "未达标", None: ""}[reading.met]
        said = f"{format_number(reading.value)}{unit}  {verdict}".rstrip()
        yield safe_content(f"{reading.day.isoformat()}  {said}  {reading.officer}")


def _time_line(facts: MilestoneFacts) -> Iterator[Content]:
    """The decisions on this milestone, newest first; the sides of a conflict are marked."""
    state = facts.row.state
    deciders = deciding()
    decisions = [event for event in facts.events if event.kind in deciders]
    yield Content("")
    yield heading("经过")
    for event in decisions:
        mark = state.conflict and event.record_id in state.heads
        when = f"{moment(event.recorded_at)}  {kind_title(event.kind)}  {event.officer}"
        said = safe_content(when)
        yield said + toned(f"  {CONFLICT}", "overdue") if mark else said
        yield safe_content(event.gist)
    if not decisions:
        yield quiet("还没有办结、延期等决定")


def _task_lines(task: TaskRow) -> Iterator[Content]:
    yield Content("")
    yield heading(f"第 {task.no} 项任务")
    yield safe_content(task.text)
    yield labelled("牵头", "、".join(task.lead))
    yield labelled("责任", "、".join(task.support) or "无")
