"""Words that screens, commands and documents share: each wording, and that all three say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huaian_tui.domain.answers.milestones import MilestoneRow
from huaian_tui.domain.answers.notes import NoteRow
from huaian_tui.domain.answers.tasks import TaskRow
from huaian_tui.domain.rules.lights import Light, Status
from huaian_tui.domain.rules.milestone_state import MilestoneState
from huaian_tui.domain.rules.pace import PaceFigures
from huaian_tui.domain.rules.targets import Target
from huaian_tui.domain.words.days import chinese_day, days_to_go, iso_or_nothing, iso_or_unknown, moment
from huaian_tui.domain.words.items import as_items, item, items
from huaian_tui.domain.words.lights import counts_words, light_words, task_words
from huaian_tui.domain.words.milestones import (
    basis_words,
    due_on_paper,
    due_with_before,
    due_words,
    ended,
    how_known,
    source_word,
    state_on_paper,
    state_with_conflict,
    state_words,
    title_words,
)
from huaian_tui.domain.words.notes import note_marks, note_parts
from huaian_tui.domain.words.targets import pace_words, target_verdict, target_words, value_words, verdict

TODAY = date(2026, 11, 22)
STATE = MilestoneState(
    "2-1", 2, "启动登记", "2024年启动", "只写年份，按年底计", date(2024, 12, 31), True, False, None
)
ROW = MilestoneRow(STATE, Light.OVERDUE, 691)
TARGET = Target(">=", 10, None, "个", True, True, "10个以上（含）")


def test_a_milestone_says_its_state_in_a_word_and_with_days() -> None:
    assert state_words(ROW) == state_on_paper(ROW) == "逾期691天"
    cancelled = MilestoneRow(replace(STATE, status=Status.CANCELLED), Light.UNSCHEDULED, 0)
    assert state_words(cancelled) == state_on_paper(cancelled) == "中止"
    late = replace(STATE, status=Status.DONE, completed_on=date(2025, 7, 1))
    assert state_words(MilestoneRow(late, Light.DONE, 0)) == "超时办结"
    assert state_on_paper(MilestoneRow(late, Light.DONE, 0)) == "2025年7月1日超时办结"
    apart = MilestoneRow(replace(STATE, heads=(b"1", b"2")), Light.OVERDUE, 691)
    assert state_with_conflict(apart) == "逾期691天 冲突待核"


@pytest.mark.parametrize(
    ("changes", "listed", "on_paper", "known"),
    [
        ({}, "2024-12-31（假定）", "2024年12月31日（按年底计）", "假定"),
        ({"due": date(2025, 3, 31)}, "2025-03-31（假定）", "2025年3月31日（假定）", "假定"),
        ({"assumed": False}, "2024-12-31", "2024年12月31日", "原文"),
        ({"assumed": False, "due_decided": True}, "2024-12-31", "2024年12月31日", "决定"),
        ({"due": None, "assumed": False}, "未定", "原文未写时限", "未写"),
    ],
)
def test_a_date_is_said_with_how_it_is_known(
    changes: dict[str, object], listed: str, on_paper: str, known: str
) -> None:
    state = replace(STATE, **changes)  # type: ignore[arg-type]
    assert (due_words(state), due_on_paper(state), source_word(state)) == (listed, on_paper, known)


def test_how_a_date_is_known_names_the_phrase_the_decision_and_the_date_before() -> None:
    assert how_known(STATE) == "原文“2024年启动”；假定：只写年份，按年底计"
    quoted = replace(STATE, assumed=False)
    assert how_known(quoted) == "原文“2024年启动”；只写年份，按年底计"
    moved = replace(
        STATE, phrase="", assumed=False, due_decided=True, basis="批示", original_due=date(2023, 12, 31)
    )
    assert basis_words(moved) == "决定：批示"
    assert how_known(moved) == "决定：批示，原定 2023-12-31"
    assert due_with_before(moved) == "2024-12-31，原定 2023-12-31"


def test_what_ended_says_when_and_on_what_basis() -> None:
    assert ended(STATE) == ""
    done = replace(STATE, status=Status.DONE, completed_on=TODAY, completion_basis="验收")
    assert ended(done) == "办结 2026-11-22，依据：验收"
    assert ended(replace(done, completed_on=None)) == "办结 日期不详，依据：验收"
    assert ended(replace(done, status=Status.CANCELLED)) == "中止 依据：验收"
    assert title_words(replace(STATE, stretch=True)) == "启动登记（力争）"


def test_a_target_says_what_the_text_leaves_open() -> None:
    assert target_words(TARGET) == "10个以上（含）（累计，推定）"
    assert target_words(replace(TARGET, text="累计10个以上")) == "累计10个以上（推定）"
    assert target_words(None) == ""
    assert target_verdict(TARGET, 9) == "9个，未达标（指标：10个以上（含）（累计，推定））"
    assert [verdict(met) for met in (True, False, None)] == ["达标", "未达标", ""]
    assert value_words(None, 99.5) == "99.5"


def test_items_of_the_plan_are_named_by_their_number() -> None:
    assert (item(2), items([2, 6]), items([2, 6, 9], 2)) == ("第2项", "第2、6项", "第2、6等3项")
    assert as_items("第53、54、60行，牵头单位") == "第53、54、60项，牵头单位"


def test_lights_say_the_days_past_or_to_go() -> None:
    task = TaskRow(2, "", "", "", (), (), Light.DUE_SOON, date(2026, 12, 4), 0)
    assert task_words(task, TODAY) == "临期12天"
    assert task_words(replace(task, next_due=TODAY), TODAY) == "临期当日"
    assert task_words(replace(task, next_due=None), TODAY) == "临期"  # a visit was missed
    assert task_words(replace(task, light=Light.OVERDUE, overdue_days=3), TODAY) == "逾期3天"
    assert light_words(Light.DONE, 0) == "办结"
    assert counts_words({Light.OVERDUE: 2, Light.DUE_SOON: 0, Light.DONE: 7}) == "逾期 2，办结 7"


def test_days_in_words() -> None:
    assert chinese_day(date(2026, 7, 1)) == "2026年7月1日"
    assert (days_to_go(12), days_to_go(0)) == ("还有12天", "今天到期")
    assert (days_to_go(12, past=True), days_to_go(0, past=True)) == ("还有12天", "当日到期")
    assert (iso_or_nothing(TODAY), iso_or_nothing(None)) == ("2026-11-22", "")
    assert (iso_or_unknown(TODAY), iso_or_unknown(None)) == ("2026-11-22", "日期不详")
    assert moment("2026-11-22T14:03:05.123+08:00") == "2026-11-22 14:03"


def test_a_note_says_its_parts_and_marks() -> None:
    note = NoteRow(
        b"1", 2, TODAY, "张三", "", "已走访", ("甲", "乙"), "实地", "", "", "月底前报", TODAY, True, False
    )
    assert list(note_parts(note)) == [
        ("单位", "甲、乙"),
        ("方式", "实地"),
        ("进展", "已走访"),
        ("要求", "月底前报"),
        ("回访", "2026-11-22"),
    ]
    assert note_marks(note) == ("更正",)
    assert note_marks(replace(note, retracted=True)) == ("更正", "已撤回")


def test_what_is_missing_to_a_share_is_said_in_points() -> None:
    figures = PaceFigures(date(2026, 9, 30), 60, 75, 15)
    share = Target("=", 100, None, "%", False, False, "100%")
    assert pace_words(share, figures, "9月30日") == "9月30日读数60%，序时应达75%，差15个百分点"
    assert pace_words(TARGET, figures, "9月30日") == "9月30日读数60个，序时应达75个，差15个"
    limit = Target("<=", 5, None, "%", False, False, "5%以内")
    over = PaceFigures(date(2026, 9, 30), 6.5, 5, 1.5)
    assert pace_words(limit, over, "9月30日") == "9月30日读数6.5%，序时应不超过5%，多1.5个百分点"
