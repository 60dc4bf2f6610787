"""Pure derivations of composers: standing on a day, progress in a period, pace, indicators, phrases."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from huaian_tui.documents.composers.indicators import find_indicator
from huaian_tui.documents.composers.phrases import chinese_number, numbered, one_line, sentence
from huaian_tui.documents.composers.progress import (
    TaskFacts,
    pace_on,
    progress_in,
    record_ids,
    standing_of,
)
from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.dates.reporting_period import Period
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.pace import Pace
from huaian_tui.domain.rules.targets import Target
from huaian_tui.store.queries.task_progress import ProgressFact

TASK = TaskRow(45, "一级", "二级", "文字", ("甲",), ("乙",), Light.OVERDUE, None, 0)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
AIM = Target(">", 5000, None, "个", False, False, "超过5000个（不含）")
STATE = MilestoneState("45-2", 45, "标准机架", "原文", "依据", date(2026, 12, 31), False, False, AIM)


def milestone(**changes: object) -> MilestoneRow:
    """A milestone on its way, changed as given."""
    return MilestoneRow(replace(STATE, **changes), Light.ON_TRACK, 0)  # type: ignore[arg-type]


def reading(number: int, day: date, value: float, subject: str = "45-2") -> ProgressFact:
    """A reading with an id of its own."""
    return ProgressFact(45, subject, "标准机架", day, value, "个", bytes([number]) * 16)


def done_on(day: date) -> MilestoneRow:
    """The milestone completed on the day."""
    changed = replace(
        STATE, status=Status.DONE, completed_on=day, completion_basis="核查", decided_by=b"d" * 16, met=True
    )
    return MilestoneRow(changed, Light.DONE, 0)


def test_a_missed_visit_makes_it_due_soon_as_in_lists() -> None:
    day, promised = date(2026, 6, 1), date(2026, 5, 20)
    undated = milestone(due=None)
    assert standing_of([undated], day, promised).light is Light.DUE_SOON
    assert standing_of([undated], day, day).light is Light.UNSCHEDULED
    assert standing_of([done_on(date(2027, 2, 3))], day).light is Light.DONE


def test_cancelled_milestones_do_not_count() -> None:
    cancelled = milestone(status=Status.CANCELLED)
    assert TaskFacts(TASK, (cancelled,)).live == ()
    assert standing_of([cancelled], date(2027, 2, 3)).light is Light.UNSCHEDULED


@pytest.mark.parametrize(
    ("day", "value", "pace"),
    [
        (date(2026, 11, 30), 4584.0, Pace.ON_PACE),
        (date(2026, 11, 30), 4583.0, Pace.BEHIND),
        (date(2026, 12, 31), 5000.0, Pace.BEHIND),
        (date(2026, 12, 31), 5001.0, Pace.ON_PACE),
        (date(2025, 12, 31), 5001.0, Pace.NOT_APPLICABLE),
    ],
)
def test_pace_follows_the_share_of_the_year(day: date, value: float, pace: Pace) -> None:
    facts = TaskFacts(TASK, (milestone(),), readings=(reading(1, date(2025, 6, 1), value),))
    found = pace_on(facts, day)
    assert found.pace is pace
    measured = pace is not Pace.NOT_APPLICABLE
    assert found.sources == (record_ids([bytes([1]) * 16]) if measured else ())


def test_pace_takes_the_newest_reading_up_to_the_day_and_the_worst_target() -> None:
    readings = (reading(1, date(2026, 6, 1), 9000.0), reading(2, date(2026, 7, 1), 10.0))
    facts = TaskFacts(TASK, (milestone(),), readings=readings)
    assert pace_on(facts, date(2026, 6, 30)).pace is Pace.ON_PACE
    assert pace_on(facts, date(2026, 7, 1)).pace is Pace.BEHIND
    both = replace(
        facts,
        milestones=(milestone(), milestone(id="45-9")),
        readings=(readings[0], reading(3, date(2026, 6, 2), 1.0, "45-9")),
    )
    assert pace_on(both, date(2026, 7, 1)).pace is Pace.BEHIND
    assert len(pace_on(both, date(2026, 7, 1)).sources) == 2


def test_no_reading_is_never_behind() -> None:
    assert pace_on(TaskFacts(TASK, (milestone(),)), date(2027, 1, 1)).pace is Pace.NOT_APPLICABLE


def test_progress_takes_both_ends_of_the_period_and_the_notes_within() -> None:
    notes = tuple(
        NoteRow(
            bytes([number]) * 16, 45, day, "张三", "", f"第{number}条", (), "", "", "", "", None, False, False
        )
        for number, day in enumerate((date(2025, 12, 31), YEAR.first, YEAR.last, date(2027, 1, 1)))
    )
    facts = TaskFacts(TASK, (done_on(YEAR.last),), notes, (reading(9, YEAR.first, 4.0),))
    found = progress_in(facts, YEAR)
    assert found.notes == notes[1:3] and [one.value for one in found.readings] == [4.0]
    assert [one.id for one in found.completed] == ["45-2"]
    assert len(found.sources()) == 4 and not found.empty
    assert progress_in(facts, Period(date(2028, 1, 1), date(2028, 12, 31))).empty


@pytest.mark.parametrize(
    ("typed", "level", "number"),
    [
        ("（一）", 1, 1),
        ("(二)", 1, 2),
        ("六", 1, 6),
        ("保障措施", 1, 6),
        ("10", 2, 10),
        ("10.", 2, 10),
        ("１０", 2, 10),
        ("二级指标7", 2, 7),
        ("培育数据交易市场", 2, 7),
        ("7.培育数据交易市场", 2, 7),
        ("数据交易市场", 2, 7),
        ("第60项", 2, 22),
        ("序号1", 2, 1),
        ("（四）加强数据要素高效安全监管", 1, 4),
    ],
)
def test_indicator_is_found_as_typed(reader: sqlite3.Connection, typed: str, level: int, number: int) -> None:
    found = find_indicator(reader, typed)
    assert (found.level, found.number) == (level, number)


def test_words() -> None:
    assert [chinese_number(number) for number in (1, 10, 11, 20, 35, 99)] == [
        "一", "十", "十一", "二十", "三十五", "九十九"
    ]  # fmt: skip
    assert sentence("  没有到位。\n 请催 ；") == "没有到位。 请催。"
    assert sentence("为什么？") == "为什么？"
    assert one_line("长" * 10, 4) == "长长长长……"
    assert numbered(["甲。"]) == ["甲。"] and numbered(["甲。", "乙。"]) == ["1.甲。", "2.乙。"]
