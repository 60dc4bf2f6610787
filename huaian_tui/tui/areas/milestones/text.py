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
from huaian_tui.domain.words.days import moment, recorded_later
from huaian_tui.domain.words.milestones import (
    CANCELLED,
    CONFLICT,
    STRETCH,
    conflict_words,
    due_words,
    ending_words,
    pace_line,
    state_words,
)
from huaian_tui.domain.words.targets import (
    target_verdict,
    target_words,
    trajectory_words,
    value_words,
    verdict,
)
from huaian_tui.ledger.kinds.registry import of_milestones
from huaian_tui.tui.actions.registry import keys_said
from huaian_tui.tui.areas.notes.text import kind_title
from huaian_tui.tui.frame.detail_lines import heading, labelled, lines, quiet, toned
from huaian_tui.tui.safe_text import own_words, safe_content


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """What the detail of a milestone shows; ``events`` are the records about it, newest first."""

    row: MilestoneRow
    task: TaskRow
    readings: tuple[ReadingRow, ...]
    events: tuple[EventRow, ...]
    foretold: str = ""
    """What is expected of it, where its date is still to come, and what was recorded of that."""


def state_content(row: MilestoneRow) -> Content:
    """The state in its tone, with the days where it is overdue, and a conflict: 逾期691天 冲突待核."""
    state = toned(state_words(row), row.light.value)
    return state + toned(f" {CONFLICT}", "overdue") if row.state.conflict else state


def milestone_head(row: MilestoneRow) -> Content:
    """What a form says above its fields: which milestone, its date, how that is known, its target."""
    state = row.state
    return lines(
        [
            Content.styled(row.named.told, "bold") + Content("  ") + safe_content(state.title),
            labelled("时限", due_words(state)) + Content("  ") + state_content(row),
            labelled("序时", pace_line(row)) if pace_line(row) else None,
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
            labelled("预测", own_words(facts.foretold)) if facts.foretold else None,
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
    if pace_line(row):
        yield labelled("序时", pace_line(row))
    yield labelled("时限", due_words(state))
    if state.original_due is not None:
        yield labelled("原定", state.original_due.isoformat())
    if state.status is Status.DONE and state.completed_on is not None:
        yield labelled("办结", ending_words(state))
        if state.completion_value is not None and state.target is not None:
            yield labelled("数值", target_verdict(state.target, state.completion_value))
    if state.status is Status.CANCELLED:
        yield labelled(CANCELLED, ending_words(state))
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
        stretch = f"（{STRETCH}）" if state.stretch else ""
        yield labelled("指标", target_words(state.target) + stretch)
        if state.target.trajectory:
            yield labelled("计划", trajectory_words(state.target))
    elif state.stretch:
        yield labelled("要求", STRETCH)


def _conflict_lines(state: MilestoneState) -> Iterator[Content]:
    if not state.conflict:
        return
    yield Content("")
    yield toned(CONFLICT, "overdue").stylize("bold")
    way = f"并排看、核定按{keys_said('complete')}"
    yield Content(f"{conflict_words(state)}。{way}；各项决定见下方经过中标「{CONFLICT}」的")


def _reading_lines(facts: MilestoneFacts) -> Iterator[Content]:
    if not facts.readings:
        return
    yield Content("")
    yield heading("数值")
    for reading in reversed(facts.readings):
        value = value_words(facts.row.state.target, reading.value)
        said = f"{value}  {verdict(reading.met)}".rstrip()
        yield safe_content(f"{reading.day.isoformat()}  {said}  {reading.officer}")


def _time_line(facts: MilestoneFacts) -> Iterator[Content]:
    """The decisions on this milestone, newest first; the sides of a conflict are marked."""
    state = facts.row.state
    deciders = of_milestones()
    decisions = [event for event in facts.events if event.kind in deciders]
    yield Content("")
    yield heading("经过")
    for event in decisions:
        mark = state.conflict and event.record_id in state.heads
        when = f"{moment(event.recorded_at)}  {kind_title(event.kind)}  {event.who}"
        said = safe_content(when)
        yield said + toned(f"  {CONFLICT}", "overdue") if mark else said
        if own_day := recorded_later(event.day, event.recorded_at):
            yield labelled("日期", own_day)
        yield safe_content(event.gist)
    if not decisions:
        yield quiet("还没有办结、延期等决定")


def _task_lines(task: TaskRow) -> Iterator[Content]:
    yield Content("")
    yield heading(f"{task.named.told}任务")
    yield safe_content(task.text)
    yield labelled("牵头", "、".join(task.lead_now))
    yield labelled("责任", "、".join(task.support_now) or "无")
