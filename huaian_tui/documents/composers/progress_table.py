"""附件 of a 通报: the table of all tasks with what is known of each, in the customary columns."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from huaian_tui.documents.composers.figures import cell, progress_figure
from huaian_tui.documents.composers.phrases import numbered, one_line, reading_words
from huaian_tui.documents.composers.plan_names import PlanNames, plan_line, with_room
from huaian_tui.documents.composers.progress import (
    PeriodProgress,
    TaskFacts,
    pace_on,
    progress_in,
    record_ids,
)
from huaian_tui.documents.composers.scope import Scope
from huaian_tui.documents.model import Attachment, Cell, headed_table
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.pace import Pace
from huaian_tui.domain.words.days import chinese_day
from huaian_tui.domain.words.milestones import (
    CANCELLED,
    NO_DATE_IN_PLAN,
    due_on_paper,
    state_on_paper,
    title_words,
)
from huaian_tui.store.queries.slot_names import NamedSlot, named_slots, role_names

_COLUMNS = (
    ("序号", 0.8),
    ("主要任务", 7.8),
    ("全年目标", 3.2),
    ("牵头单位", 1.8),
    ("责任单位", 2.8),
    ("上期进展", 2.0),
    ("本期进展", 2.2),
    ("是否达序", 1.1),
    ("说明", 1.5),
)
"""Heads with their widths as shares of the turned page: chosen so that 60 rows take fewest pages."""

_WIDTHS_WITH_PACE = (0.8, 7.6, 2.9, 1.8, 2.7, 1.6, 2.1, 1.1, 2.6)
"""The same where a remark says what is 未达序时: its figures need more than a few characters a line."""

_CENTRED = ("序号", "是否达序")
_NOTE_LIMIT = 120
"""Characters of a note that fit a cell; the whole text stands in the ledger."""
_NO_RECORD = "无记录"
_PACE_CELLS = {Pace.ON_PACE: "是", Pace.BEHIND: "否", Pace.NOT_APPLICABLE: "不适用"}


def progress_attachment(
    connection: sqlite3.Connection, scope: Scope, facts: Sequence[TaskFacts], today: date
) -> Attachment:
    """The landscape table over the tasks of the scope, one row each, units by their names on ``today``."""
    names = scope.names
    slots = named_slots(connection, [one.task.no for one in facts], today, paper=True)
    rows = list[tuple[Cell, ...]]()
    for plan, of_plan in groupby(facts, key=lambda one: names.places[one.task.no].plan):
        rows += plan_line(names, plan, len(_COLUMNS))
        rows += [_row(scope, one, slots[one.task.no]) for one in of_plan]
    paced = any(milestone.pace for one in facts for milestone in one.live)
    usual = _WIDTHS_WITH_PACE if paced else tuple(width for _, width in _COLUMNS)
    widths = with_room(names, slots, usual, 1.0)
    table = headed_table(
        tuple(zip((head for head, _ in _COLUMNS), widths, strict=True)),
        rows,
        centred=_CENTRED,
        landscape=True,
        font_size=10.5,
    )
    return Attachment(f"{scope.named.title}{names.noun}进展情况表", (table,))


def _row(scope: Scope, facts: TaskFacts, slots: Sequence[NamedSlot]) -> tuple[Cell, ...]:
    task = facts.task
    pace = pace_on(facts, scope.day)
    decided = record_ids(one.state.decided_by for one in facts.milestones if one.state.decided_by)
    aims = [_aim(one) for one in facts.live]
    return (
        Cell(scope.names.label(task.no)),
        Cell(task.text),
        Cell("\n".join(_told_apart(aims)) or NO_DATE_IN_PLAN, sources=decided),
        Cell(role_names(slots, "lead")),
        Cell(role_names(slots, "support")),
        _progress("上期进展", progress_in(facts, scope.previous), scope.names),
        _progress("本期进展", progress_in(facts, scope.current), scope.names),
        Cell(_PACE_CELLS[pace.pace], sources=pace.sources),
        Cell("\n".join(_remarks(facts)), sources=facts.sources()),
    )


def _told_apart(lines: Sequence[str]) -> list[str]:
    """1.… 2.… when a task has several milestones: 说明 refers to them by these numbers."""
    return numbered(lines) if len(lines) > 1 else list(lines)


def _aim(milestone: MilestoneRow) -> str:
    return f"{title_words(milestone.state).rstrip('。；')}：{due_on_paper(milestone.state)}"


def _progress(label: str, progress: PeriodProgress, names: PlanNames) -> Cell:
    if progress.empty:
        return Cell(_NO_RECORD)
    text = "\n".join(_progress_lines(progress))
    return cell(text, progress_figure(label, text, progress, names), also=progress.sources())


def _progress_lines(progress: PeriodProgress) -> Iterator[str]:
    for state in progress.completed:
        day = chinese_day(state.completed_on) if state.completed_on else ""
        missed = "（未达标）" if state.met is False else ""
        yield f"{state.title}：{day}办结{missed}"
    for reading in progress.readings:
        yield reading_words(reading)
    for fact in progress.handed_in:
        yield f"{chinese_day(fact.day)}报送{fact.title}"
    for note in progress.notes:
        yield f"{chinese_day(note.day)}：{one_line(note.text, _NOTE_LIMIT)}"


def _remarks(facts: TaskFacts) -> Iterator[str]:
    """The light in words, then what is late, changed or cancelled.

    Units read it: nothing of a visit that the office has not made, which is counted only.
    """
    live = facts.live
    if facts.told not in (Light.OVERDUE, Light.BEHIND):
        yield facts.told.word
    for place, milestone in enumerate(live, 1):
        label = f"{place}." if len(live) > 1 else ""
        state = milestone.state
        if milestone.light is Light.OVERDUE or milestone.pace:
            yield label + state_on_paper(milestone)
        if state.original_due is not None and state.status is Status.OPEN:
            yield f"{label}原时限{chinese_day(state.original_due)}，已调整"
    for milestone in facts.milestones:
        if milestone.state.status is Status.CANCELLED:
            yield f"{milestone.state.title}：{CANCELLED}"
